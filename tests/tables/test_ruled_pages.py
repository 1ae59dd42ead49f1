"""Ruled lists drawn at random over pages read back as they were drawn: every cell right, or marked."""

import pytest

from pipeline.catalogues.report import row_records
from pipeline.documents.text import squeeze
from pipeline.readers.engines import Engines
from pipeline.readers.pdf import read_pdf
from pipeline.reading import notice_of
from tests.typeset.ruled import Layout, Row, notice

Texts = tuple[str, str, str, dict[str, str]]
PLAIN = ("qualification", "issuer", "country", "remarks")


def read(pdf: bytes, engines: Engines = "both") -> list[Texts]:
    records = row_records(notice_of(read_pdf(pdf, "drawn.pdf", "0", engines=engines)))
    found = []
    for record in records:
        cells = record["cells"]
        assert isinstance(cells, dict)
        head = (squeeze(str(record[key] or "")) for key in ("list", "group", "number"))
        found.append((*head, {role: squeeze(text) for role, text in cells.items()}))
    return found  # type: ignore[return-value]


def drawn(rows: tuple[Row, ...]) -> list[Texts]:
    return [
        (
            squeeze(row.list or ""),
            squeeze(row.group or ""),
            squeeze(row.number or ""),
            {role: squeeze(text) for role, text in row.cells.items()},
        )
        for row in rows
    ]


CASES = {
    "a seal on a curve": Layout(PLAIN, seal="curve"),
    "a seal askew": Layout(PLAIN, seal="rotated"),
    "lists under one header": Layout(PLAIN, own_header=False),
    "lists under one header, on pages of their own": Layout(PLAIN, own_header=False, lists_on_new_page=True),
    "lists with groups under one header": Layout(PLAIN, own_header=False, groups=True, restart="group"),
    "no outer rules, and groups": Layout(PLAIN, sides="", groups=True),
    "white rules between shades": Layout(PLAIN, ruling="white", cut_rows=True),
    "numbers that begin again under a merged cell": Layout(
        ("field", *PLAIN), merged=("field",), restart="field", merged_ends="again"
    ),
    "the last column open": Layout(PLAIN, sides="left", fill=0.05),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("engines", ["both", "fast"])
def test_a_layout_reads_back_as_it_was_drawn(name: str, engines: Engines) -> None:
    made = notice(5, CASES[name])
    assert read(made.pdf, engines) == drawn(made.rows)
