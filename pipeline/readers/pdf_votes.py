"""One cell that two engines read differently: who agrees, and what stays in dispute."""

from collections import Counter
from dataclasses import replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell
from pipeline.documents.text import squeeze
from pipeline.readers.pdf_engines import CAMELOT, PDFPLUMBER, TABLERS

BOTH_READ = (TABLERS, PDFPLUMBER)
CODE = "engines-disagree"
REMEDY = "Compare the cell with the page"


def by_text(ours: Cell, theirs: Cell, camelot: str | None, seen: str) -> Cell:
    """pdfplumber and tablers read the same box and not the same text: the third decides.

    ``seen`` is what pdfium reads there of what leaves ink on the picture. tablers and camelot take text for
    printed that is clipped, covered or white, so that against what ours left out their word is not enough.
    """
    said = {PDFPLUMBER: ours.text, TABLERS: theirs.text}
    if squeeze(seen) == squeeze(ours.text):
        return decided(ours, BOTH_READ, {f"unseen text by {TABLERS}": theirs.text}, "on what is seen")
    if camelot is None:
        return disputed(ours, said)
    said[CAMELOT] = camelot
    if squeeze(camelot) == squeeze(ours.text):
        return decided(ours, (PDFPLUMBER, CAMELOT), {TABLERS: theirs.text})
    more = _only_adds(theirs.text, ours.text) and squeeze(seen) != squeeze(theirs.text)
    if squeeze(camelot) == squeeze(theirs.text) and not more:
        winner = replace(ours, text=theirs.text, findings=())  # the doubts were about the outvoted text
        return decided(winner, (TABLERS, CAMELOT), {PDFPLUMBER: ours.text})
    return disputed(ours, said)


def _only_adds(longer: str, text: str) -> bool:
    return not Counter(squeeze(text)) - Counter(squeeze(longer))


def by_grid(ours: Cell, pdfium: str, camelot: str | None, others: str, *, seen: bool) -> Cell:
    """A cell that tablers lacks: the third has it, or the picture shows it and pdfium reads the same.

    ``others`` is what the cells of tablers' grid hold that lie on it.
    """
    if camelot is not None and squeeze(camelot) == squeeze(ours.text):
        return decided(ours, (PDFPLUMBER, CAMELOT), {TABLERS: others})
    if seen and squeeze(pdfium) == squeeze(ours.text):
        words = "in the text, and the picture of the page shows this cell"
        return decided(ours, BOTH_READ, {f"the grid of {TABLERS}": others}, words)
    said = {PDFPLUMBER: ours.text, TABLERS: others}
    return disputed(ours, said if camelot is None else said | {CAMELOT: camelot})


def by_one(theirs: Cell, camelot: str | None) -> Cell:
    """A cell that tablers alone has: the third confirms it, or it is marked."""
    if camelot is not None and squeeze(camelot) == squeeze(theirs.text):
        return decided(theirs, (TABLERS, CAMELOT), {PDFPLUMBER: ""})
    said = {TABLERS: theirs.text, PDFPLUMBER: ""}
    return disputed(theirs, said if camelot is None else said | {CAMELOT: camelot})


def decided(cell: Cell, agree: tuple[str, ...], said: dict[str, str], besides: str = "") -> Cell:
    """The cell with the engines that agree on it, and what another said."""
    words = " and ".join(agree) + " agree" + (f" {besides}" if besides else "")
    message = f"{words}; {_quoted(said)}"
    finding = Finding(CODE, Severity.INFO, message, places=cell.places, remedy=REMEDY)
    return replace(cell, readings=agree, findings=(*cell.findings, finding))


def disputed(cell: Cell, said: dict[str, str]) -> Cell:
    """The cell as its engine read it, marked, with what all said."""
    message = f"the engines read this cell differently: {_quoted(said)}"
    finding = Finding(CODE, Severity.WARNING, message, places=cell.places, remedy=REMEDY)
    return replace(cell, findings=(*cell.findings, finding))


def is_disputed(cell: Cell) -> bool:
    """Whether the engines' dispute about the cell is open."""
    return any(finding.code == CODE and finding.marks for finding in cell.findings)


def _quoted(said: dict[str, str]) -> str:
    return ", ".join(
        f"{name} reads “{' '.join(text.split())}”" if text.split() else f"{name} reads nothing here"
        for name, text in said.items()
    )
