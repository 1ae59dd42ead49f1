"""An OFD file read at one place: the letters of the text objects whose middle lies in the box."""

from collections.abc import Iterator, Sequence

from pipeline.documents.places import PageBox, Place
from pipeline.errors import UnreadableDocument
from pipeline.readers.limits import LimitExceeded
from pipeline.readers.ofd_geometry import Matrix, applied, matrix_of, moved, times
from pipeline.readers.ofd_marks import drawn
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
from pipeline.verify.rules import WITHIN

_POINTS = 72 / 25.4
_DEEPEST = 16
_THIN = 3.0
"""Points up to which a filled shape is a rule."""
_OPAQUE = 250.0
_DARK = 153
"""Up to this part of 255 a colour is seen on white paper for sure."""
Segment = tuple[float, float, float, float]


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
        self._ruled: dict[int, list[Segment]] = {}

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

    def crossed(self, place: Place) -> bool:
        """Whether rules run through the whole box."""
        if not isinstance(place, PageBox) or not 1 <= place.page <= len(self._found):
            return False
        if place.page not in self._ruled:
            self._ruled[place.page] = list(self._rules(*self._found[place.page - 1]))
        rules = self._ruled[place.page]
        x0, top, x1, bottom = place.box
        turned = [(y0, a, y1, b) for a, y0, b, y1 in rules]
        return _through(rules, (x0, top, x1, bottom)) or _through(turned, (top, x0, bottom, x1))

    def _rules(self, base: str, root: Element, path: str) -> Iterator[Segment]:
        """The edges of the shapes that are drawn, as boxes."""
        resources, to_page, contents = self._sheet_of(base, root, path)
        try:
            marks = drawn(contents, resources, to_page).marks
        except LimitExceeded as error:
            raise Unverifiable(str(error)) from error
        for shape in marks.paths:
            ink = shape.stroke or shape.fill
            for outline in shape.outlines if ink is not None and ink.seen and not ink.white else ():
                left, top, right, bottom = outline.box
                if min(right - left, bottom - top) <= _THIN:
                    yield outline.box
                elif shape.stroke is not None:
                    for (ax, ay), (bx, by) in outline.edges:
                        yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

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
        resources, to_page, contents = self._sheet_of(base, root, path)
        for content in contents:
            yield from _within(content, to_page, resources, 0)

    def _sheet_of(
        self, base: str, root: Element, path: str
    ) -> tuple[Resources, Matrix, list[Element | None]]:
        """What a page uses, its place, and what is drawn on it: its templates and its own content."""
        page = self._package.root(path)
        common = child(root, "CommonData")
        resources = Resources()
        resources.add(self._package, base, common)
        resources.add(self._package, path, page)
        left, top, *_ = _sheet(child(page, "Area")) or _sheet(child(common, "PageArea")) or (0.0, 0.0)
        to_page: Matrix = (_POINTS, 0.0, 0.0, _POINTS, -left * _POINTS, -top * _POINTS)
        templates = {one.get("ID", ""): one for one in children(common, "TemplatePage")}
        contents: list[Element | None] = []
        for named in children(page, "Template"):
            template = templates.get(named.get("TemplateID", ""))
            if template is not None:
                part = self._package.part(located(base, template.get("BaseLoc", "")))
                contents.append(child(part, "Content"))
        return resources, to_page, [*contents, child(page, "Content")]


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


def _is_dark(colour: Element | None) -> bool:
    """Whether a colour is seen on white paper for sure; black where none is given."""
    if colour is None:
        return True
    parts = numbers(colour.get("Value"))
    plain = colour.get("ColorSpace") is None and float(colour.get("Alpha") or 255) >= _OPAQUE
    return plain and parts is not None and len(parts) == 3 and max(parts) <= _DARK


def _through(rules: Sequence[Segment], box: Segment) -> bool:
    """Whether level rules at one height, away from the edges, reach from side to side of the box."""
    x0, top, x1, bottom = box
    if bottom - top < 3 * WITHIN or x1 - x0 < 3 * WITHIN:
        return False
    level = sorted(
        (left, right, (high + low) / 2)
        for left, high, right, low in rules
        if low - high <= _THIN and right - left > _THIN and top + WITHIN < (high + low) / 2 < bottom - WITHIN
    )
    for _, _, height in level:
        reach = x0 + WITHIN
        for left, right, at in level:
            if abs(at - height) <= 1.0 and left <= reach + 1.0:
                reach = max(reach, right)
        if reach >= x1 - WITHIN:
            return True
    return False


def _of_text(element: Element, matrix: Matrix) -> Iterator[Letter]:
    # What is light, sheer or clipped may be unseen.
    sure = (
        _is_dark(child(element, "FillColor"))
        and child(element, "Clips") is None
        and float(element.get("Alpha") or 255) >= _OPAQUE
    )
    for _, _, letters in letters_of(element, matrix, ""):
        for letter in letters:
            if not letter.text.isspace():
                start, base = applied(letter.matrix, 0.0, 0.0)
                middle = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
                yield Letter(letter.text, *middle, start, base, letter.size, sure=sure)
