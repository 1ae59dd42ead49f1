"""Tables of plain texts: which cell a place is, and what was read of the lines."""

from dataclasses import replace

from pipeline.catalogues.control_sums import control_sums
from pipeline.documents.model import Cell, Document, Fragment
from pipeline.documents.places import TextSpan
from pipeline.verify.documents import opened
from pipeline.verify.layout import COLUMN, ROW, slipped
from pipeline.verify.recount import miscounted
from pipeline.verify.text import TextPlaces
from tests.verify.replaying import Read, read, traced

HEAD = "序号\t职业资格证书名称\t证书颁发机构\t国家\t领域\n"
ROWS = [
    f"{n}\t证书{n}号\t机构{n}\t{'英国' if n != 4 else ''}\t{'金融' if n == 3 else ''}" for n in range(1, 9)
]
PROSE = "".join(f"第{n}段说明文字，各单位遵照执行。\n\n" for n in range(1, 13))
TABBED = PROSE + "目录\n\n" + HEAD + "\n".join(ROWS) + "\n\n附则\n"
STACKED = (
    PROSE + "目录\n\n" + "\n\n".join("\t" + row.replace("\t", "\n\t") for row in [HEAD.strip(), *ROWS]) + "\n"
)


def damaged(one: Read, *changes: tuple[Cell, Cell | None]) -> list[tuple[str, object]]:
    """What a recount says when cells are read otherwise, or not at all."""
    blocks = list(one.document.blocks)
    for at, block in enumerate(blocks):
        if isinstance(block, Fragment):
            changed = dict(changes)
            cells = tuple(found for cell in block.cells if (found := changed.get(cell, cell)) is not None)
            blocks[at] = replace(block, cells=cells)
    sums = [found.record() for found in control_sums(replace(one.document, blocks=tuple(blocks)))]
    with opened(one.data, one.document.name) as document:
        return [(str(found.key), found.found) for found in miscounted(document, one.document.name, sums)]


def cell_of(document: Document, text: str) -> Cell:
    return next(c for b in document.blocks if isinstance(b, Fragment) for c in b.cells if c.text == text)


def test_text_is_counted_whole_and_a_lost_cell_tells() -> None:
    for text, line in ((TABBED, 1), (STACKED, 51)):
        one = read(text.encode(), "a.txt")
        assert damaged(one) == []
        ((where, _),) = damaged(one, (cell_of(one.document, "机构5"), None))
        assert where == f"a.txt, lines {line}"


def test_cells_of_a_text_know_their_row_and_column() -> None:
    tabbed, stacked = TextPlaces(TABBED.encode()), TextPlaces(STACKED.encode())
    assert tabbed.cell_at(TextSpan(29, 3, 6)) == (27, 29, 2, 1)
    assert tabbed.cell_at(TextSpan(1, 1, 2)) is None
    assert tabbed.cell_at(TextSpan(30, 15, 16)) == (27, 28, 5, 8), "blank above and below: it may reach there"
    assert stacked.cell_at(TextSpan(34, 2, 5)) == (27, 33, 2, 1)


def test_value_of_a_text_in_another_row_or_column_is_told() -> None:
    for text in (TABBED, STACKED):
        one = read(text.encode(), "a.txt")
        values = list(traced(one.notice))
        by = {(value.entry_id, value.role): value for value in values}
        with opened(one.data, "a.txt") as document:
            assert slipped(values, document.spans, document.cell_at) == {}
            wrong, right = by["1/5", "issuer"], by["1/5", "country"]
            swapped = {wrong: replace(wrong, places=right.places), right: replace(right, places=wrong.places)}
            moved = [swapped.get(value, value) for value in values]
            found = slipped(moved, document.spans, document.cell_at)
            assert found == {("1/5", "issuer"): COLUMN, ("1/5", "country"): COLUMN}
            below = replace(wrong, places=(*wrong.places, *by["1/6", "issuer"].places))
            moved = [below if value is wrong else value for value in values]
            assert slipped(moved, document.spans, document.cell_at) == {("1/5", "issuer"): ROW}
