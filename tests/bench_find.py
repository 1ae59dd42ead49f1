"""``make bench``: what ``renke find`` costs on 100,000 qualifications, beyond the start of Python.

The published file is made of names like the real ones: those of the five notices, with characters and words
exchanged. Times are those of the processor, the least of several runs.
"""

import random
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.dataset.frames import laid
from pipeline.dataset.records import (
    CrosswalkRecord,
    IssuerRecord,
    NameRecord,
    NoticeRecord,
    QualificationRecord,
    Record,
)
from pipeline.dataset.schema import columns
from pipeline.dataset.search import write_index
from pipeline.dataset.sqlite import create_table
from pipeline.knowledge import SCHEMAS
from pipeline.names.knowledge import variants_file
from tests.names.measure import bodies

SIZE = 100_000
ISSUERS = SIZE // 5
AIM = 0.2
QUESTIONS = (
    "皇家特许测量师",
    "皇家學會 会士",
    "Royal Institution of Chartered Surveyors",
    "royal sociaty",
    "FRICS",
)


def made_tables(size: int) -> dict[str, list[Record]]:
    """``size`` qualifications of a fifth as many issuers, each recognised once."""
    choose = random.Random(1)
    names = [name.split(" | ") for one in bodies() for name in one]
    chinese = [name[0] for name in names if not name[0][0].isascii()]
    foreign = [part for name in names for part in name if " " in part and part[0].isascii()]
    characters, words = "".join(chinese), " ".join(foreign).split()
    tables: dict[str, list[Record]] = {"issuers": [], "qualifications": [], "names": [], "crosswalk": []}

    def named(identity: str, kind: str, letters: int) -> dict[str, object]:
        zh = "".join(
            choose.choice(characters) if choose.random() < 0.25 else char for char in choose.choice(chinese)
        )
        latin = " ".join(
            choose.choice(words) if choose.random() < 0.3 else word for word in choose.choice(foreign).split()
        )
        short = "".join(choose.choice("ABCDEFGHIKLMNPRSTU") for _ in range(letters))
        for form, language in ((zh, "zh"), (latin, "latin"), (short, "abbreviation")):
            row = {"identity": identity, "identity_kind": kind, "form": form, "language": language}
            tables["names"].append(NameRecord.model_validate({**row, "origin": "printed", "entry_ids": []}))
        return {
            **{"name_zh": zh, "name_en": latin, "abbreviations": [short], "entries": 1},
            **{"former_names": [], "former_ids": [], "evidence": []},
        }

    for number in range(size // 5):
        identity = f"issuer:{number}"
        row = {**named(identity, "issuer", 4), "issuer_id": identity, "countries": []}
        tables["issuers"].append(IssuerRecord.model_validate(row))
    for number in range(size):
        identity, owners = f"qualification:{number}", [f"issuer:{number % (size // 5)}"]
        row = {**named(identity, "qualification", 5), "qualification_id": identity, "issuer_ids": owners}
        tables["qualifications"].append(QualificationRecord.model_validate(row))
        tables["crosswalk"].append(_recognised(identity, owners, number))
    tables["notices"] = [_notice(size)]
    return tables


def _recognised(identity: str, owners: list[str], number: int) -> CrosswalkRecord:
    return CrosswalkRecord(
        qualification_id=identity,
        issuer_ids=owners,
        jurisdiction="CN-SH",
        notice_id="CN-SH/2026-1",
        catalogue_id="CN-SH/2026-1/1",
        list_printed="A 类",
        kind="recognition",
        edition=None,
        status="in force",
        grade="senior",
        title=None,
        occupation=None,
        conditions=[],
        exemptions=[],
        valid_from=None,
        valid_until=None,
        entry_id=f"CN-SH/2026-1/1/{number + 1}",
    )


def _notice(rows: int) -> NoticeRecord:
    return NoticeRecord(
        notice_id="CN-SH/2026-1",
        jurisdiction="CN-SH",
        authorities=[],
        document_number="1",
        title=None,
        edition=None,
        issued=None,
        effective=None,
        expires=None,
        supersedes=[],
        superseded_by=None,
        amends=[],
        validity_printed=[],
        valid_from=None,
        valid_until=None,
        status="in force",
        source_address=None,
        licence_note=None,
        document="made.pdf",
        document_sha256="0" * 64,
        rows_found=rows,
        rows_stated=rows,
    )


def publish(home: Path, size: int) -> None:
    """A home whose current version is these tables."""
    version = home / "dataset" / "versions" / "made"
    version.mkdir(parents=True)
    (home / "dataset" / "current").symlink_to("versions/made")
    tables = made_tables(size)
    with closing(sqlite3.connect(version / "renke.sqlite", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for table in ("notices", "issuers", "qualifications", "crosswalk"):
            connection.execute(create_table(table))
            marks = ",".join("?" * len(columns(table)))
            rows = zip(*laid(table, tables[table]).flat(), strict=True)
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        write_index(connection, tables, variants_file(SCHEMAS).characters)
        connection.execute("COMMIT")


def seconds(command: list[str], times: int = 5) -> float:
    """The least processor time of a command."""
    taken = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def main(size: int = SIZE) -> None:
    """Print a line for each question."""
    start = seconds([sys.executable, "-c", "pass"])
    with TemporaryDirectory() as folder:
        publish(Path(folder), size)
        print(f"renke find, {size:,} qualifications, seconds beyond Python's start (aim: under {AIM})")
        for question in QUESTIONS:
            command = [sys.executable, "-m", "pipeline", "--home", folder, "find", question]
            print(f"{seconds(command) - start:.3f}  {question}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
