"""An OFD file read at one place: the letters of the text objects whose middle lies in the box."""

from collections.abc import Iterator, Sequence

from pipeline.documents.places import PageBox, Place
from pipeline.errors import UnreadableDocument
from pipeline.readers.ofd_geometry import Matrix, applied, matrix_of, moved, times
from pipeline.readers.ofd_package import (
    MAIN_PART,
    OfdPackage,
    child,
    children,
    located,
    numbers,
    ofd_tag,
    text_of,
)
from pipeline.readers.ofd_resources import Resources
from pipeline.readers.ofd_text import letters_of
from pipeline.readers.package import Element
from pipeline.verify.letters import Letter, readings_of, recounts_of
from pipeline.verify.model import Recount, Unverifiable

_POINTS = 72 / 25.4
_DEEPEST = 16


class OfdPlaces:
    """Boxes on the pages of an OFD file."""

    engine = "ofd text objects"

    def __init__(self, data: bytes, name: str) -> None:
        try:
            self._package = OfdPackage(data, name)
            self._found = list(self._located())
        except UnreadableDocument as error:
            raise Unverifiable(error.message) from error
        self._kept: tuple[int, list[Letter]] = (0, [])

    def read(self, place: Place) -> Sequence[str]:
        """The letters in the order in which the page prints them, and line by line."""
        if not isinstance(place, PageBox) or not 1 <= place.page <= len(self._found):
            raise Unverifiable("the place is no box of a page")
        if self._kept[0] != place.page:
            try:
                self._kept = place.page, list(self._letters(*self._found[place.page - 1]))
            except UnreadableDocument as error:
                raise Unverifiable(error.message) from error
        return readings_of(self._kept[1], place.box)

    def recounts(self) -> Iterator[Recount]:
        """Every page."""
        yield from recounts_of([list(self._letters(*page)) for page in self._found])

    def close(self) -> None:
        """Nothing is open."""

    def _located(self) -> Iterator[tuple[str, Element, str]]:
        """Each page: its document's path and root, and its own path."""
        for entry in children(self._package.root(MAIN_PART), "DocBody"):
            if child(entry, "DocRoot") is not None:
                path = located(MAIN_PART, text_of(child(entry, "DocRoot")))
                root = self._package.root(path)
                for page in children(child(root, "Pages"), "Page"):
                    yield path, root, located(path, page.get("BaseLoc", ""))

    def _letters(self, base: str, root: Element, path: str) -> Iterator[Letter]:
        page = self._package.root(path)
        common = child(root, "CommonData")
        resources = Resources()
        resources.add(self._package, base, common)
        resources.add(self._package, path, page)
        left, top, *_ = _sheet(child(page, "Area")) or _sheet(child(common, "PageArea")) or (0.0, 0.0)
        to_page: Matrix = (_POINTS, 0.0, 0.0, _POINTS, -left * _POINTS, -top * _POINTS)
        templates = {one.get("ID", ""): one for one in children(common, "TemplatePage")}
        for named in children(page, "Template"):
            template = templates.get(named.get("TemplateID", ""))
            if template is not None:
                part = self._package.part(located(base, template.get("BaseLoc", "")))
                yield from _within(child(part, "Content"), to_page, resources, 0)
        yield from _within(child(page, "Content"), to_page, resources, 0)


def _sheet(area: Element | None) -> tuple[float, ...] | None:
    return numbers(text_of(child(area, "PhysicalBox")), 4)


def _within(holder: Element | None, matrix: Matrix, resources: Resources, depth: int) -> Iterator[Letter]:
    for element in () if holder is None or depth > _DEEPEST else holder:
        if element.get("Visible", "true").lower() in ("false", "0"):
            continue
        match ofd_tag(element):
            case "Layer" | "PageBlock":
                yield from _within(element, matrix, resources, depth + 1)
            case "CompositeObject":
                unit = resources.composites.get(element.get("ResourceID", ""))
                yield from _within(child(unit, "Content"), _placed(element, matrix), resources, depth + 1)
            case "TextObject" if _is_inked(element):
                yield from _of_text(element, _placed(element, matrix))
            case _:  # paths and pictures
                pass


def _placed(element: Element, matrix: Matrix) -> Matrix:
    x, y, *_ = numbers(element.get("Boundary"), 4) or (0.0, 0.0)
    return times(times(matrix_of(element.get("CTM")), moved(x, y)), matrix)


def _is_inked(element: Element) -> bool:
    return element.get("Fill", "true").lower() != "false" or element.get("Stroke", "").lower() == "true"


def _of_text(element: Element, matrix: Matrix) -> Iterator[Letter]:
    # What has a colour or is clipped may be unseen.
    sure = (
        child(element, "FillColor") is None and child(element, "Clips") is None and not element.get("Alpha")
    )
    for _, _, letters in letters_of(element, matrix, ""):
        for letter in letters:
            if not letter.text.isspace():
                start, base = applied(letter.matrix, 0.0, 0.0)
                middle = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
                yield Letter(letter.text, *middle, start, base, letter.size, sure=sure)
