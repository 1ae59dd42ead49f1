"""Great Expectations over the tables. Its import costs seconds: import this module late."""

import json
import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path

# Read when the package is imported: without it each run would report to its makers.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations.data_context.types.base import ProgressBarsConfig

from pipeline.dataset.frames import frame
from pipeline.dataset.records import TABLES, Record
from pipeline.dataset.schema import Tables
from pipeline.errors import ConfigurationError

_WORD = re.compile(r"\w+")
# They ask for the names of columns and the number of rows alone.
_SHAPE = frozenset({"expect_table_columns_to_match_ordered_list", "expect_table_row_count_to_be_between"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one expectation found. ``level`` row: ``failed`` holds the indices of the rows that fail."""

    table: str
    expectation: str
    arguments: dict[str, object]
    level: str
    reason: str
    success: bool
    failed: tuple[int, ...] = ()
    observed: object = None


def run_suites(tables: Tables, directory: Path) -> list[Outcome]:
    """Every suite of ``directory`` on its table; outcomes in the order of the files.

    Raises ConfigurationError for a suite that is missing, is not understood or cannot be evaluated.
    """
    # The module that says where it keeps pages that nobody asked for sets its own level.
    logging.getLogger(ProgressBarsConfig.__module__).setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    source = context.data_sources.add_pandas("tables")
    outcomes: list[Outcome] = []
    for table in TABLES:
        path = directory / f"{table}.json"
        suite = _suite(path)
        whole = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("all rows")
        batch = whole.get_batch({"dataframe": frame(table, tables.get(table, []), _looked_at(suite))})
        results = [r.to_json_dict() for r in batch.validate(suite, result_format="COMPLETE").results]
        # GE gives failures to evaluate first; the order of the file is what people know.
        results.sort(key=lambda result: int(result["expectation_config"]["meta"]["order"]))
        outcomes += [_outcome(path, table, result, tables.get(table, [])) for result in results]
    return outcomes


def _suite(path: Path) -> gx.ExpectationSuite:
    remedy = "Restore it from version control, or correct it"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        expectations = [
            {**e, "meta": {**e["meta"], "order": order}} for order, e in enumerate(stored["expectations"])
        ]
        levels = {e["meta"]["level"] for e in expectations}
        suite = gx.ExpectationSuite(name=stored["name"], expectations=expectations, meta=stored["meta"])
    except Exception as error:  # GE raises many kinds for a suite that it does not understand
        raise ConfigurationError(f"{path}: not a suite of expectations ({error})", remedy=remedy) from error
    # An expectation with a wrong argument is only logged by GE, and would be left out.
    if len(suite.expectations) != len(expectations) or not levels <= {"row", "suite"}:
        raise ConfigurationError(f"{path}: holds an expectation or a level that is not known", remedy=remedy)
    return suite


def _looked_at(suite: gx.ExpectationSuite) -> frozenset[str]:
    """The words of what is expected of values, among them every column that is looked at."""
    arguments = [str(e.configuration.kwargs) for e in suite.expectations if e.expectation_type not in _SHAPE]
    return frozenset(_WORD.findall(" ".join(arguments)))


def _outcome(path: Path, table: str, result: dict, rows: list[Record]) -> Outcome:  # type: ignore[type-arg]
    config, found = result["expectation_config"], result["result"]
    arguments = {k: v for k, v in config["kwargs"].items() if k != "batch_id"}
    if not found and not result["success"]:
        raise ConfigurationError(
            f"{path}: {config['type']} on {arguments.get('column', table)} cannot be evaluated",
            remedy="Correct the column or the pattern that it names",
        )
    failed = tuple(sorted(found.get("unexpected_index_list") or ()))
    if config["meta"]["level"] == "row" and not result["success"] and not failed:
        raise ConfigurationError(
            f"{path}: {config['type']} does not say which rows fail", remedy='Mark it "level": "suite"'
        )
    return Outcome(
        table=table,
        expectation=config["type"],
        arguments=arguments,
        level=config["meta"]["level"],
        reason=config["meta"].get("reason", ""),
        success=result["success"],
        failed=tuple(index for index in failed if index < len(rows)),
        observed=found.get("observed_value"),
    )
