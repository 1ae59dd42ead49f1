"""Where the tasks of a flow run: threads of this process, or a Dask cluster."""

import os
from typing import TYPE_CHECKING, Any, cast

from prefect.futures import PrefectFuture
from prefect.settings import get_current_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipeline.errors import ConfigurationError
from pipeline.readers.workers import WORKERS

if TYPE_CHECKING:
    from prefect_dask.task_runners import DaskTaskRunner

SETTING = "RENKE_DASK"
"""The address of a Dask scheduler, or how many local workers to start for the run; threads where unset."""

Runner = TaskRunner[PrefectFuture[Any]]


def task_runner() -> Runner:
    """What the environment asks for. Raises ConfigurationError."""
    given = os.environ.get(SETTING, "")
    if not given:
        # One thread a document that is read, and one a notice that waits for it.
        return cast("Runner", ThreadPoolTaskRunner(max_workers=2 * WORKERS.most + 1))
    return cast("Runner", _dask(given))


def _dask(given: str) -> "DaskTaskRunner":
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise ConfigurationError(
            f"{SETTING} is set and prefect-dask is not installed",
            remedy="Install renke with its extra: renke[dask]",
        ) from error
    if "://" not in given and (not given.isdigit() or int(given) == 0):
        raise ConfigurationError(
            f"{SETTING}={given} is neither the address of a scheduler nor a number of workers",
            remedy="Give tcp://host:8786, or for instance 4",
        )
    if get_current_settings().api.url is None:
        raise ConfigurationError(  # each worker would start a server of its own
            f"{SETTING} needs a Prefect server that all workers reach",
            remedy="Run 'prefect server start' and name it by PREFECT_API_URL",
        )
    if "://" in given:
        return DaskTaskRunner(address=given)
    local = {"n_workers": int(given), "threads_per_worker": 1, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=local)
