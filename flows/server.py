"""The Prefect server of one run, where none is named: it ends with the run, however that ends."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from prefect.server.api.server import SubprocessASGIServer


class ServerOfRun(SubprocessASGIServer):
    """What Prefect takes for its own once it was made.

    Prefect ends its server on the way out, which a process that is killed does not take: then a watcher does.
    """

    _watcher: "subprocess.Popen[bytes] | None" = None

    def _run_uvicorn_command(self) -> "subprocess.Popen[Any]":
        self._end_watcher()
        server = super()._run_uvicorn_command()
        self._watcher = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("watcher.py")), str(server.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what ends all of the run at once leaves it
        )
        return server

    def stop(self) -> None:
        """End the server."""
        self._end_watcher()
        super().stop()

    def _end_watcher(self) -> None:
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.kill()
            watcher.communicate()
