"""OFD pages: characters and rules from their objects, the same grid as a PDF's, and what is refused."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.documents.places import PageBox
from pipeline.errors import UnreadableDocument
from pipeline.readers.door import read_document
from pipeline.readers.ofd_geometry import steps
from pipeline.reading import notice_of, tables_in
from tests.typeset.facts import load_notice
from tests.typeset.ofd import Bar, Page, Text, package_parts, page_xml, pages_of, write_ofd, zipped
from tests.typeset.parts import shortened
from tests.typeset.pdf import typeset_pdf
from tests.typeset.scan import drawn_pages
from tests.typeset.test_typeset import has_typeface

ROWS = (("序号", "证书名称", "颁证机构"), ("1", "会计师", "CPA Australia"), ("2", "律师", "律师会"))
LEFTS, TOPS, SIZE = (20.0, 40.0, 100.0, 160.0), (30.0, 40.0, 50.0, 60.0), 4.0


def set_text(text: str, x: float, baseline: float, size: float = SIZE) -> Text:
    """Characters a whole or half em apart."""
    xs = [x]
    for char in text[:-1]:
        xs.append(xs[-1] + (size if ord(char) > 255 else size / 2))
    return Text(text, tuple(xs), baseline, size)


def ruled_bars() -> tuple[Bar, ...]:
    width, height = LEFTS[-1] - LEFTS[0], TOPS[-1] - TOPS[0]
    levels = [Bar(LEFTS[0], top, width, 0.2) for top in TOPS]
    return (*levels, *(Bar(left, TOPS[0], 0.2, height) for left in LEFTS))


def cell_texts() -> tuple[Text, ...]:
    return tuple(
        set_text(text, LEFTS[column] + 2, TOPS[row] + 6)
        for row, words in enumerate(ROWS)
        for column, text in enumerate(words)
    )


def ruled(more: str = "") -> Page:
    return Page(210, 297, cell_texts(), ruled_bars(), more)


def read(*pages: Page, prefix: str = "ofd") -> Document:
    return read_document(write_ofd(pages, prefix=prefix), "notice.ofd")


def read_parts(parts: dict[str, str]) -> Document:
    return read_document(zipped(parts), "notice.ofd")


def fragments(document: Document) -> list[Fragment]:
    return [block for block in document.blocks if isinstance(block, Fragment)]


def grid(document: Document) -> list[tuple[str, ...]]:
    (fragment,) = fragments(document)
    at = {(cell.row, cell.column): cell.text for cell in fragment.cells}
    return [
        tuple(at[row, column] for column in range(1, fragment.columns + 1))
        for row in range(1, fragment.rows + 1)
    ]


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def said(document: Document, code: str) -> list[str]:
    return [finding.message for finding in document.findings if finding.code == code]


@pytest.mark.parametrize("prefix", ["ofd", "", "x"])
def test_a_ruled_table_is_read_with_its_places_in_points(prefix: str) -> None:
    document = read(ruled(), prefix=prefix)
    assert grid(document) == list(ROWS)
    (place,) = fragments(document)[0].cells[4].places
    assert isinstance(place, PageBox)
    expected = [side * 72 / 25.4 for side in (40.1, 40.1, 100.1, 50.1)]
    assert place.box == pytest.approx(expected, abs=0.01)
    assert fragments(document)[0].cells[4].readings == ("ofd",)


@pytest.mark.skipif(not has_typeface(), reason="Pango, fontconfig or the Noto CJK fonts are not installed")
def test_the_entries_and_places_are_those_of_the_pdf() -> None:
    pdf = typeset_pdf(shortened(load_notice("weihai"), 14))
    ofd = write_ofd(pages_of(pdf))
    theirs, ours = (notice_of(read_document(data, "notice")) for data in (pdf, ofd))
    assert [one.heading for one in ours.catalogues] == [one.heading for one in theirs.catalogues]
    assert sum(len(one.rows) for one in ours.catalogues) > 20
    for our, their in zip(ours.catalogues, theirs.catalogues, strict=True):
        for row, other in zip(our.rows, their.rows, strict=True):
            assert {role: value.text for role, value in row.values.items()} == {
                role: value.text for role, value in other.values.items()
            }
            for role, value in row.values.items():
                for mine, pdfs in zip(value.places, other.values[role].places, strict=True):
                    assert isinstance(mine, PageBox)
                    assert isinstance(pdfs, PageBox)
                    assert mine.page == pdfs.page
                    assert mine.box == pytest.approx(pdfs.box, abs=0.5)


def test_a_table_over_two_pages_is_one() -> None:
    following = tuple(
        Text(text.text.replace("1", "3").replace("2", "4"), text.xs, text.baseline, text.size)
        for text in cell_texts()
    )
    document = read(ruled(), Page(210, 297, following, ruled_bars()))
    (table,) = tables_in(document)
    assert table.rows == 5
    assert document.pages == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 2.5", [1, 2.5]),
        ("g 3 0.5", [0.5] * 3),
        ("1 g 2 4 3", [1, 4, 4, 3]),
        ("g 2", []),
        ("1 x", [1]),
        (None, []),
    ],
)
def test_steps_are_written_out_or_repeated(text: str | None, found: list[float]) -> None:
    assert steps(text) == found


def test_a_huge_count_of_steps_costs_nothing() -> None:
    assert len(steps("g 999999999 1 g 999999999 1")) == 100_000


TEXT = (
    '<TextObject ID="9" Boundary="{box}" Font="2" Size="4"{more}>'
    "<TextCode {at}>{text}</TextCode></TextObject>"
)


def text_object(text: str, at: str = 'X="0" Y="4" DeltaX="4 4 4"', more: str = "", box: str = "") -> str:
    return TEXT.format(box=box or "50 100 60 6", more=more, at=at, text=text)


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (text_object("证书名称"), ["证书名称"]),
        (text_object("证书名称", 'X="0" Y="4"'), ["证书名称"]),
        (text_object("证书名称", 'X="0" Y="2" DeltaX="2 2 2"', ' CTM="2 0 0 2 0 0"'), ["证书名称"]),
        (text_object("ab c", 'X="0" Y="4" DeltaX="2 2 2"'), ["ab c"]),
        (text_object("abcd", 'X="0" Y="4" DeltaX="2 6 2"'), ["ab cd"]),
        (text_object("甲", more=' Visible="false"'), []),
        (text_object("甲", more=' Alpha="0"'), []),
        (text_object("甲乙", 'X="0" Y="4" DeltaY="5"', ' ReadDirection="90"'), ["甲乙"]),
        (f"<PageBlock><PageBlock>{text_object('甲')}</PageBlock></PageBlock>", ["甲"]),
        (
            text_object("甲").replace("<TextCode", '<FillColor Value="255 255 255"/><TextCode'),
            [],
        ),
        (
            text_object("甲").replace(
                "<TextCode",
                '<Clips><Clip><Area><Path ID="8" Boundary="30 0 5 5">'
                "<AbbreviatedData>M 0 0 L 5 0 L 5 5 L 0 5 C</AbbreviatedData></Path>"
                "</Area></Clip></Clips><TextCode",
            ),
            [],
        ),
    ],
)
def test_text_objects_show_their_characters(xml: str, expected: list[str]) -> None:
    document = read(Page(210, 297, (set_text("正文", 20, 20),), more=xml))
    assert lines(document)[1:] == expected


def test_stroked_lines_and_drawing_parameters_make_rules() -> None:
    stroked = "".join(
        f'<PathObject ID="{index}" Boundary="{bar.x} {bar.y} {bar.width} {bar.height}" DrawParam="5">'
        f"<AbbreviatedData>M 0 0 L {bar.width if bar.height < 1 else 0} "
        f"{bar.height if bar.width < 1 else 0}</AbbreviatedData></PathObject>"
        for index, bar in enumerate(ruled_bars())
    )
    parts = package_parts([Page(210, 297, cell_texts(), more=stroked)], "")
    params = '<DrawParams><DrawParam ID="4" LineWidth="0.2"/><DrawParam ID="5" Relative="4"/></DrawParams>'
    parts["Doc_0/PublicRes.xml"] = parts["Doc_0/PublicRes.xml"].replace("</Res>", f"{params}</Res>")
    assert grid(read_parts(parts)) == list(ROWS)


def test_templates_and_composites_are_drawn_where_they_belong() -> None:
    unit = '<CompositeObject ID="7" Boundary="20 80 90 9" ResourceID="6"/>'
    parts = package_parts([Page(210, 297, cell_texts(), more=unit)], "")
    page = "Doc_0/Pages/Page_0/Content.xml"
    parts[page] = parts[page].replace("<Content>", '<Template TemplateID="3"/><Content>')
    parts["Doc_0/Tpls/Tpl_0/Content.xml"] = page_xml(Page(210, 297, bars=ruled_bars()))
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        "</CommonData>", '<TemplatePage ID="3" BaseLoc="Tpls/Tpl_0/Content.xml"/></CommonData>'
    )
    parts["Doc_0/PublicRes.xml"] = parts["Doc_0/PublicRes.xml"].replace(
        "</Res>",
        '<CompositeGraphicUnits><CompositeGraphicUnit ID="6" Width="90" Height="9"><Content>'
        f"{text_object('表下一行', box='0 0 60 6')}</Content></CompositeGraphicUnit>"
        "</CompositeGraphicUnits></Res>",
    )
    document = read_parts(parts)
    assert grid(document) == list(ROWS)
    assert lines(document) == ["表下一行"]


def test_a_page_box_that_does_not_begin_at_zero_moves_everything() -> None:
    parts = package_parts([ruled()], "")
    page = "Doc_0/Pages/Page_0/Content.xml"
    parts[page] = parts[page].replace("<PhysicalBox>0 0 210 297", "<PhysicalBox>10 20 200 277")
    place = fragments(read_parts(parts))[0].cells[0].places[0]
    assert isinstance(place, PageBox)
    assert place.box[:2] == pytest.approx([10.1 * 72 / 25.4, 10.1 * 72 / 25.4], abs=0.01)


def test_seals_annotations_and_pictures_are_said() -> None:
    picture = '<ImageObject ID="5" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="9"/>'
    parts = package_parts([Page(210, 297, more=picture)], "")
    parts["OFD.xml"] = parts["OFD.xml"].replace(
        "</DocBody>", "<Signatures>Doc_0/Signs/Signatures.xml</Signatures></DocBody>"
    )
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        "</Document>", "<Annotations>Annots.xml</Annotations></Document>"
    )
    parts["Doc_0/Annots.xml"] = (
        '<Annotations><Page PageID="100"><FileLoc>a.xml</FileLoc></Page></Annotations>'
    )
    document = read_parts(parts)
    assert len(said(document, "part-unread")) == 2
    assert said(document, "page-unread")


def with_page(content: str) -> dict[str, str]:
    return package_parts([ruled()], "") | {"Doc_0/Pages/Page_0/Content.xml": content}


BAD = {
    "a page that is missing": (
        {path: xml for path, xml in package_parts([ruled()], "").items() if "Page_0" not in path},
        "page 1: the OFD file lacks its part",
    ),
    "a page cut off": (with_page("<Page><Content>"), "page 1: its part .* is damaged"),
    "nested too deeply": (
        with_page(
            f"<Page><Content><Layer>{'<PageBlock>' * 5000}{'</PageBlock>' * 5000}</Layer></Content></Page>"
        ),
        "damaged",
    ),
    "blocks within blocks": (
        with_page(
            f"<Page><Content><Layer>{'<PageBlock>' * 90}{'</PageBlock>' * 90}</Layer></Content></Page>"
        ),
        "within one another",
    ),
    "a huge page": (
        with_page("<Page><Area><PhysicalBox>0 0 90000 9</PhysicalBox></Area></Page>"),
        "wider or higher",
    ),
    "encrypted": (package_parts([ruled()], "") | {"Encryptions.xml": "<Encryptions/>"}, "encrypted"),
    "no pages": (package_parts([], ""), "no pages"),
}


@pytest.mark.parametrize(("parts", "message"), BAD.values(), ids=BAD.keys())
def test_what_is_no_whole_ofd_is_refused_by_name(parts: dict[str, str], message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        read_parts(parts)


def replaced(path: str, content: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(write_ofd([ruled()]))) as old:
        parts = {name: old.read(name) for name in old.namelist()} | {path: content}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x00" * (65 * 1024 * 1024), "more than 64 MB"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
    ],
    ids=["bomb", "entity"],
)
def test_bombs_and_entities_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        read_document(replaced("Doc_0/Document.xml", content), "notice.ofd")


def test_a_composite_that_holds_itself_is_refused() -> None:
    parts = package_parts([ruled('<CompositeObject ID="7" Boundary="0 0 9 9" ResourceID="6"/>' * 3)], "")
    itself = '<CompositeObject ID="8" Boundary="0 0 9 9" ResourceID="6"/>' * 3
    parts["Doc_0/PublicRes.xml"] = parts["Doc_0/PublicRes.xml"].replace(
        "</Res>",
        f'<CompositeGraphicUnits><CompositeGraphicUnit ID="6"><Content>{itself}</Content>'
        "</CompositeGraphicUnit></CompositeGraphicUnits></Res>",
    )
    with pytest.raises(UnreadableDocument, match="drawings within"):
        read_parts(parts)


@pytest.mark.skipif(not has_typeface(), reason="Pango, fontconfig or the Noto CJK fonts are not installed")
def test_a_page_of_pictures_is_read_as_a_scan_though_that_of_another_page_is_damaged() -> None:
    notice = shortened(load_notice("tianjin"), 2)
    pdf = typeset_pdf(notice)
    drawn = Image.fromarray(drawn_pages(pdf, 150)[-1][:, :, ::-1])
    cut = drawn.height * 40 // 297  # within the table's first rows
    strips = (drawn.crop((0, 0, drawn.width, cut)), drawn.crop((0, cut, drawn.width, drawn.height)))
    files = []
    for strip in strips:
        files.append(BytesIO())
        strip.save(files[-1], "PNG")
    files.append(BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(50)))
    laid = (
        '<ImageObject ID="5" Boundary="0 0 210 40" CTM="210 0 0 40 0 0" ResourceID="9"/>'
        '<ImageObject ID="6" Boundary="0 40 210 257" CTM="210 0 0 257 0 0" ResourceID="10"/>',
        '<ImageObject ID="7" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="11"/>',
    )
    parts = package_parts([Page(210, 297, more=more) for more in laid], "")
    media = "".join(
        f'<MultiMedia ID="{at + 9}" Type="Image"><MediaFile>{at}.png</MediaFile></MultiMedia>'
        for at in range(3)
    )
    parts["Doc_0/PublicRes.xml"] = parts["Doc_0/PublicRes.xml"].replace(
        "</Res>", f"<MultiMedias>{media}</MultiMedias></Res>"
    )
    target = BytesIO(zipped(parts))
    with zipfile.ZipFile(target, "a") as archive:
        for at, file in enumerate(files):
            archive.writestr(f"Doc_0/Res/{at}.png", file.getvalue())
    document = read_document(target.getvalue(), "notice.ofd")
    (unread,) = [finding for finding in document.findings if finding.code == "page-unread"]
    assert unread.message == "page 2 was not read: the picture on the page is damaged"
    (catalogue,) = notice_of(document).catalogues
    assert [row.number.text for row in catalogue.rows if row.number] == ["1", "2"]
    (place,) = catalogue.rows[0].values["qualification"].places
    digital = notice_of(read_document(write_ofd(pages_of(pdf)), "digital.ofd"))
    (other,) = digital.catalogues[0].rows[0].values["qualification"].places
    assert isinstance(place, PageBox)
    assert isinstance(other, PageBox)
    assert place.box == pytest.approx(other.box, abs=2)
