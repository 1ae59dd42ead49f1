"""Lines of a page to paragraphs."""

from pipeline.documents.model import Paragraph
from pipeline.readers.pdf_paragraphs import Line, in_order


def line(text: str, left: float, right: float, top: float) -> Line:
    return Line(text, 1, (left, top, right, top + 15), 15.0, 595.0, margin=False)


def texts(*lines: Line) -> list[str]:
    return [block.text for block in in_order(lines, []) if isinstance(block, Paragraph)]


def test_a_date_set_at_the_right_does_not_go_on_with_the_remark_below_it() -> None:
    lines = [line(f"满行{at}", 80, 515, 100 + 25 * at) for at in range(3)]
    date, remark = line("2025年7月28日", 400, 515, 175), line("（此件公开发布）", 80, 200, 200)
    assert texts(*lines, date, remark)[-2:] == ["2025年7月28日", "（此件公开发布）"]
