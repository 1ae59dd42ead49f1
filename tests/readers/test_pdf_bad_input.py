"""What no reader can read, or only at great cost: refused or read within bounds, and said."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.findings import Severity
from pipeline.documents.model import Document, Fragment
from pipeline.errors import UnreadableDocument
from pipeline.readers import pdf as reader
from pipeline.readers import pdf_damage, pdf_marks
from pipeline.readers.door import read_document
from pipeline.readers.options import Options
from pipeline.readers.pdf import read_pdf
from tests.conftest import run_renke
from tests.readers.pdf_drawing import Drawn, pdf, table, text_line

CELLS = [Drawn(row, column, 1, 1, f"格{row}{column}") for row in range(3) for column in range(2)]

LOCKED = Path(__file__).parent / "locked"  # encrypted with qpdf: passwords "secret" and "owner"


def page(canvas: Canvas) -> None:
    table(canvas, CELLS, [50, 150, 300], [100, 130, 160, 190])


def read(data: bytes) -> Document:
    return read_pdf(data, "notice.pdf", "0" * 64)


def encrypted() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="owner", strength=128))
    canvas.grid([50, 150, 300], [600, 630, 660])
    for x, y in ((60, 610), (160, 610), (60, 640), (160, 640)):
        canvas.drawString(x, y, "Royal Society")
    canvas.save()
    return out.getvalue()


def test_the_password_opens_an_encrypted_pdf() -> None:
    document = read_document(encrypted(), "locked.pdf", Options("secret"))
    (fragment,) = document.blocks
    assert isinstance(fragment, Fragment)
    assert [cell.text for cell in fragment.cells] == ["Royal Society"] * 4


@pytest.mark.parametrize(
    ("password", "words"), [(None, "--password"), ("wrong", "does not open"), ("错误的密码", "does not open")]
)
def test_without_the_right_password_the_message_says_what_to_do(password: str | None, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        read_document(encrypted(), "locked.pdf", Options(password))


@pytest.mark.parametrize("cipher", ["rc4", "aes256"])
def test_chinese_text_of_fonts_that_are_not_embedded_is_read_with_either_password(cipher: str) -> None:
    data = (LOCKED / f"{cipher}.pdf").read_bytes()
    for password in ("secret", "owner"):
        document = read_document(data, "locked.pdf", Options(password))
        (fragment,) = [block for block in document.blocks if isinstance(block, Fragment)]
        assert [cell.text for cell in fragment.cells if cell.column == 2][1:] == [
            "注册1号资格证书",
            "注册2号资格证书",
            "注册3号资格证书",
        ]
    for wrong, words in ((None, "--password"), ("wrong", "does not open")):
        with pytest.raises(UnreadableDocument, match=words):
            read_document(data, "locked.pdf", Options(wrong))


def test_a_web_page_named_pdf_is_read_as_what_it_is_and_told() -> None:
    page = b"<!DOCTYPE html><html><body>404</body></html>"
    document = read_document(page, "notice.pdf")
    assert document.media_type == "text/html"
    assert [finding.code for finding in document.findings] == ["format-not-as-named"]
    assert "web page" in document.findings[0].message
    with pytest.raises(UnreadableDocument):
        read_pdf(page, "notice.pdf", "0")


def test_pages_beyond_the_limit_are_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PAGES", 3)
    assert read(pdf(page, page, page)).pages == 3
    with pytest.raises(UnreadableDocument, match="more than 3 pages"):
        read(pdf(page, page, page, page))


def test_many_blank_pages_are_told_in_one_finding() -> None:
    def blank(canvas: Canvas) -> None:
        del canvas

    document = read(pdf(page, *[blank] * 300, page))
    assert document.pages == 302
    assert [(f.code, f.severity, f.message) for f in document.findings] == [
        ("page-unread", Severity.INFO, "pages 2 to 301 are blank")
    ]


def sized(width: float, height: float, draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height))
    draw(canvas)
    canvas.save()
    return out.getvalue()


def test_a_page_200_inches_wide_is_read_and_a_wider_one_refused() -> None:
    def corner(canvas: Canvas) -> None:
        canvas.translate(0, 300 - 842)
        page(canvas)

    document = read(sized(14_400, 300, corner))
    assert [block.rows for block in document.blocks if isinstance(block, Fragment)] == [3]
    with pytest.raises(UnreadableDocument, match="limit of 14400"):
        read(sized(20_000, 300, corner))


def test_a_page_that_draws_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_marks, "MARKS_A_PAGE", 100)

    def dots(canvas: Canvas) -> None:
        for x in range(200):
            canvas.rect(x, 10, 1, 1)

    with pytest.raises(UnreadableDocument, match="more than 100"):
        read(pdf(dots))


def test_forms_that_call_each_other_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_marks, "FORMS_A_PAGE", 1000)

    def bomb(canvas: Canvas) -> None:
        canvas.beginForm("f0")
        canvas.line(0, 0, 1, 1)
        canvas.endForm()
        for depth in range(1, 12):
            canvas.beginForm(f"f{depth}")
            for _ in range(10):
                canvas.doForm(f"f{depth - 1}")
            canvas.endForm()
        canvas.doForm("f11")

    with pytest.raises(UnreadableDocument, match="forms within forms"):
        read(pdf(bomb))


def test_a_page_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_damage, "CONTENT_BYTES", 500)
    with pytest.raises(UnreadableDocument, match="more than 500 bytes"):
        read(raw(b"0 0 m 1 1 l S\n" * 100))


def raw(content: bytes, fonts: bytes = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>") -> bytes:
    """A page with the given deflated instructions and font /F, with a table of contents that is rebuilt."""
    packed = zlib.compress(content)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed),
        fonts,
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % numbered for numbered in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


IDENTITY = (
    b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Song/Encoding/Identity-H/DescendantFonts"
    b"[<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Song/CIDSystemInfo"
    b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000>>]>>"
)
WIDE = b" ".join([b"1000"] * 224)
POSING = (
    b"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Song/FirstChar 32/LastChar 255/Widths[" + WIDE + b"]"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/ABCDEF+Song/Flags 4/Ascent 800/Descent -200>>>>"
)
PRIVATE = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[65/g001/g002/g003/g004]>>>>"


@pytest.mark.parametrize(
    ("font", "shown"),
    [(IDENTITY, b"<00210022002300240025>"), (POSING, b"(!#$%&ABC)"), (PRIVATE, b"(ABCD)")],
    ids=["no ToUnicode", "letters as wide as Chinese", "glyph names of no meaning"],
)
def test_text_that_no_font_explains_is_read_from_the_picture_or_not_at_all(font: bytes, shown: bytes) -> None:
    rules = b"50 50 200 100 re S 50 100 m 250 100 l S 150 50 m 150 150 l S "
    text = b"".join(b"BT /F 10 Tf %d %d Td %b Tj ET\n" % (x, y, shown) for x in (60, 160) for y in (70, 120))
    document = read(raw(rules + text, font))
    cells = [cell for block in document.blocks if isinstance(block, Fragment) for cell in block.cells]
    assert all(cell.readings == ("rapidocr",) for cell in cells)
    (finding,) = document.findings
    told = ("page-scanned", Severity.INFO) if cells else ("text-unreadable", Severity.ERROR)
    assert (finding.code, finding.severity) == told
    assert "page 1" in finding.message


def test_a_font_that_explains_itself_is_believed() -> None:
    document = read(raw(b"BT /F 10 Tf 60 70 Td (Engineering Council) Tj ET"))
    assert not document.findings
    assert len(document.blocks) == 1


def test_one_strange_letter_spoils_one_cell_only() -> None:
    def strange(canvas: Canvas) -> None:
        page(canvas)
        text_line(canvas, 100, 110, "\ue000")

    document = read(pdf(strange))
    assert not document.findings
    assert any(isinstance(block, Fragment) for block in document.blocks)


def test_every_page_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(encrypted())
    pages = tmp_path / "pages"
    done = run_renke("read", tmp_path / "locked.pdf", "--password", "secret", "--draw", pages)
    assert done.returncode == 0, done.stderr
    (picture,) = pages.iterdir()
    with Image.open(picture) as drawn:
        colours = {colour for _, colour in drawn.getcolors(1 << 24) or []}
    assert (0, 90, 220) in colours  # the rules


def test_what_is_no_pdf_cannot_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text("正文", "utf-8")
    done = run_renke("read", tmp_path / "notice.txt", "--draw", tmp_path / "pages")
    assert done.returncode == 1
    assert "only PDF documents" in done.stderr
