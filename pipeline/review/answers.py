"""A person's answers, checked, and written to registry/ whole or not at all."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml

from pipeline.documents.text import squeeze
from pipeline.errors import RenkeError
from pipeline.names.corrections import FILE as CORRECTIONS
from pipeline.names.decisions import DIFFERENT, SAME, WRONG
from pipeline.names.decisions import FILE as DECISIONS
from pipeline.names.registry import load_registry
from pipeline.names.registry_yaml import RegistryError, write_whole
from pipeline.review.queue import Question, Shown, Side

Verdict = Literal["same", "different", "wrong in the source", "misread", "right as printed"]
MISREAD: Verdict = "misread"
RIGHT: Verdict = "right as printed"
VERDICTS: dict[str, tuple[Verdict, ...]] = {
    "identities": (SAME, DIFFERENT, WRONG),
    "source": (WRONG, RIGHT),
    "cell": (MISREAD, RIGHT, WRONG),
}
"""What may be answered to each kind of question."""


class BadAnswer(RenkeError):
    """An answer that cannot be recorded; ``field`` says which part of it."""

    def __init__(self, message: str, field: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answered; ``printed`` and ``right`` are words of the cell, where they are asked for."""

    question: Question
    verdict: str
    author: str
    reason: str
    printed: str = ""
    right: str = ""


def checked(answer: Answer) -> Answer:
    """The answer, if it can be recorded. Raises BadAnswer."""
    allowed = VERDICTS[answer.question.kind]
    if answer.verdict not in allowed:
        raise BadAnswer(
            f"{answer.verdict!r} is no answer to this question",
            "verdict",
            remedy=f"One of: {', '.join(allowed)}",
        )
    for field, value in (("author", answer.author), ("reason", answer.reason)):
        if not value.strip():
            raise BadAnswer(f"no {field}", field, remedy="Every decision names its author and its reason.")
    if answer.verdict == WRONG:
        if not answer.printed.strip() or not answer.right.strip():
            field = "right" if answer.printed.strip() else "printed"
            raise BadAnswer("what is printed, and what is meant?", field, remedy="Give both.")
        if not _cells_with(answer):
            raise BadAnswer(
                f"no cell of it prints {answer.printed!r}", "printed", remedy="Copy it from the cell."
            )
    if answer.verdict == MISREAD and not answer.right.strip():
        raise BadAnswer("what does the cell say?", "right", remedy="Give the whole text of the cell.")
    if answer.question.kind == "cell" and answer.verdict in (MISREAD, RIGHT) and not answer.question.cells:
        raise BadAnswer(
            "the row as a whole is in doubt, not one cell", "verdict", remedy="Look at the document."
        )
    return answer


def record(
    registry: Path, answers: Sequence[Answer], today: date, pictures: dict[str, str] | None = None
) -> None:
    """Add the answers to decisions.yaml and corrections.yaml. Raises RegistryError; then nothing is changed.

    ``pictures`` are files below ``registry``, by key of the question.
    """
    decisions, corrections = [], []
    for answer in answers:
        if answer.question.kind == "cell" and answer.verdict != WRONG:
            corrections.append(_correction(answer, today, (pictures or {}).get(answer.question.key)))
        else:
            decisions.append(_decision(answer, today))
    new = {
        name: _added(registry / name, key, records)
        for name, key, records in (
            (DECISIONS, "decisions", decisions),
            (CORRECTIONS, "corrections", corrections),
        )
        if records
    }
    _try(registry, new)
    for name, text in new.items():
        write_whole(registry / name, text)


def _try(registry: Path, new: dict[str, str]) -> None:
    """Load the registry as it would be: what is broken is never written."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder)
        for path in registry.glob("*.*l*"):
            shutil.copy(path, trial / path.name)
        for name, text in new.items():
            (trial / name).write_text(text, "utf-8")
        try:
            load_registry(trial)
        except RegistryError as error:
            message = str(error).replace(str(trial), str(registry))
            raise RenkeError(message, remedy="Nothing was recorded.") from error


def _added(path: Path, key: str, records: Iterable[dict[str, object]]) -> str:
    """The file's text with records at its end; what stands in it stays, comments too."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        text = f"# What `renke review` recorded.\n{key}:\n"
    text = re.sub(rf"^{key}: *\[\] *$", f"{key}:", text.rstrip() + "\n", flags=re.MULTILINE)
    for one in records:
        block = yaml.safe_dump(one, allow_unicode=True, sort_keys=False, width=100_000)
        lines = block.rstrip("\n").split("\n")
        text += "".join(f"  {'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))
    return text


def _signed(answer: Answer, today: date) -> dict[str, object]:
    return {"author": answer.author.strip(), "date": today, "reason": answer.reason.strip()}


def _decision(answer: Answer, today: date) -> dict[str, object]:
    if answer.verdict in (SAME, DIFFERENT):
        # the one that most entries name stays
        sides = sorted(answer.question.sides, key=lambda side: (-side.entries, side.identity))
        return {
            "decision": answer.verdict,
            "identities": [side.identity for side in sides],
            "names": [_name(side) for side in sides],
            "cells": [_cell(cell) for side in sides for cell in side.cells[:2]],
            **_signed(answer, today),
        }
    printed = answer.printed.strip() or answer.question.cells[0].printed
    meant = printed if answer.verdict == RIGHT else answer.right.strip()
    cells = _cells_with(answer) if answer.verdict == WRONG else answer.question.cells
    return {
        "decision": WRONG,
        "printed": printed,
        "meant": meant,
        "cells": [_cell(cell) for cell in cells],
        **_signed(answer, today),
    }


def _name(side: Side) -> dict[str, str]:
    words = {
        "zh": side.zh,
        "latin": side.latin,
        "abbreviation": next(iter(side.abbreviations), None),
        "scope": side.scope,
    }
    return {key: word for key, word in words.items() if word} or {"zh": side.identity}


def _cell(cell: Shown) -> dict[str, str]:
    return {"entry_id": cell.entry_id, "role": cell.role}


def _cells_with(answer: Answer) -> list[Shown]:
    found = answer.question.cells or answer.question.all_cells
    unique = {(cell.entry_id, cell.role): cell for cell in found if answer.printed.strip() in cell.printed}
    return list(unique.values())


def _correction(answer: Answer, today: date, picture: str | None) -> dict[str, object]:
    (cell, *_) = answer.question.cells
    right = cell.printed if answer.verdict == RIGHT else answer.right.strip()
    if answer.verdict == MISREAD and squeeze(right) == squeeze(cell.printed):
        raise BadAnswer("the right text is the text as read", "right", remedy=f"Answer {RIGHT!r} instead.")
    found: dict[str, object] = {
        "document": cell.sha256,
        "entry_id": cell.entry_id,
        "role": cell.role,
        "read": cell.printed,
        "right": right,
        **_signed(answer, today),
    }
    return {**found, "picture": picture} if picture else found
