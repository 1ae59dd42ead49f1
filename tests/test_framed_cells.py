"""The page with the cells framed, and a crop of each: in PDF files, pictures, and archives of them."""

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.places import PageBox
from pipeline.errors import UnreadableDocument
from pipeline.framed_cells import draw_cells

RED = (220, 0, 0)
BLUE = (0, 0, 255)
BOX = (40.0, 60.0, 140.0, 90.0)


def pdf() -> bytes:
    """Two pages; on the second a blue cell at BOX, from the top left."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    canvas.showPage()
    canvas.setFillColorRGB(0, 0, 1)
    canvas.rect(BOX[0], 400 - BOX[3], BOX[2] - BOX[0], BOX[3] - BOX[1], fill=1, stroke=0)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture(dpi: float) -> bytes:
    """A page of 300 x 400 points as pixels at ``dpi``, with a blue cell at BOX."""
    scale = dpi / 72
    image = Image.new("RGB", (round(300 * scale), round(400 * scale)), "white")
    x0, top, x1, bottom = (round(edge * scale) for edge in BOX)
    image.paste(BLUE, (x0, top, x1, bottom))
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def colours(path: Path) -> set[tuple[int, int, int]]:
    with Image.open(path) as image:
        return {colour for _, colour in image.getcolors(1 << 24) or []}  # type: ignore[misc]


def at(path: Path, x: float, y: float, width: float = 300) -> object:
    """The colour at a point of the page."""
    with Image.open(path) as image:
        scale = image.width / width
        return image.getpixel((round(x * scale), round(y * scale)))


@pytest.mark.parametrize(("data", "page"), [(pdf(), 2), (picture(144), 1), (picture(600), 1)])
def test_the_frame_lies_around_the_cell_and_the_crop_shows_it(data: bytes, page: int, tmp_path: Path) -> None:
    whole, cut = draw_cells(data, "notice", {"issuer": [PageBox(page, BOX)]}, tmp_path / "new")
    assert (whole.name, cut.name) == (f"page-{page}.png", f"page-{page}-issuer.png")
    assert at(whole, 40.3, 80) == at(whole, 139.5, 80) == at(whole, 90, 89.5) == RED
    assert at(whole, 100, 82) == BLUE
    assert at(whole, 37, 80) == at(whole, 143, 80) == at(whole, 90, 93) == (255, 255, 255)
    with Image.open(cut) as image:
        assert image.width / image.height == pytest.approx(108 / 38, rel=0.02)
        centre = image.getpixel((image.width // 2, image.height // 2))
        assert (centre, image.getpixel((1, 1))) == (BLUE, (255, 255, 255))
    assert RED not in colours(cut)


def test_cells_of_several_pages_and_merged_cells_are_all_framed(tmp_path: Path) -> None:
    cells = {
        "field": [PageBox(1, BOX), PageBox(2, BOX)],
        "grade": [PageBox(2, BOX)],
        "other:a/b": [PageBox(2, (0.0, 0.0, 300.0, 900.0))],
    }
    names = [path.name for path in draw_cells(pdf(), "notice.pdf", cells, tmp_path)]
    assert names == [
        "page-1.png",
        "page-1-field.png",
        "page-2.png",
        "page-2-field.png",
        "page-2-grade.png",
        "page-2-other-a-b.png",
    ]
    with Image.open(tmp_path / "page-2-other-a-b.png") as image:
        assert image.size == (600, 800)


def test_a_page_that_is_turned_is_shown_as_it_is_read(tmp_path: Path) -> None:
    # Turned right by a quarter, what is BOX from the top left lies at the right.
    box = (400 - BOX[3], BOX[0], 400 - BOX[1], BOX[2])
    turned, out = pypdfium2.PdfDocument(pdf()), io.BytesIO()
    turned[1].set_rotation(90)
    turned.save(out)
    _, cut = draw_cells(out.getvalue(), "n.pdf", {"issuer": [PageBox(2, box)]}, tmp_path)
    with Image.open(cut) as image:
        assert image.getpixel((image.width // 2, image.height // 2)) == BLUE


def test_a_member_of_an_archive_is_drawn(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("annex/list.pdf", pdf())
    (whole, _) = draw_cells(
        out.getvalue(), "n.zip", {"issuer": [PageBox(2, BOX, "annex/list.pdf")]}, tmp_path
    )
    assert whole.name == "list-page-2.png"
    assert at(whole, 100, 82) == BLUE


def test_a_format_without_a_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"n\.txt.*no picture"):
        draw_cells("文字".encode(), "n.txt", {"issuer": [PageBox(1, BOX)]}, tmp_path)
