"""What an OFD page draws, as the marks that PDF pages are made of: characters, paths and pictures.

Coordinates become those of pdf_marks: points from the bottom left of the page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.readers.limits import FORMS_A_PAGE, MARKS_A_PAGE, LimitExceeded
from pipeline.readers.ofd_geometry import (
    IDENTITY,
    Matrix,
    applied,
    matrix_of,
    moved,
    outlines_of,
    scale_of,
    times,
)
from pipeline.readers.ofd_package import child, children, numbers, ofd_tag, text_of
from pipeline.readers.ofd_resources import Resources
from pipeline.readers.ofd_text import letters_of
from pipeline.readers.package import Element
from pipeline.readers.pdf_marks import (
    OPAQUE,
    UNSEEN,
    Box,
    Char,
    Ink,
    Marks,
    Path,
    Picture,
    box_around,
    is_white,
    shared_box,
)

# Millimetres of a line where nothing says its width.
_LINE = 0.353
_DEEPEST = 64
_LAYERS = {"Background": 0, "Body": 1, "Foreground": 2}


@dataclass(frozen=True, slots=True)
class _View:
    """What a drawing within a drawing takes over: its place, parameters, transparency and clip."""

    matrix: Matrix
    parameters: tuple[Element, ...] = ()
    alpha: float = 1.0
    clip: Box | None = None
    depth: int = 0


@dataclass(slots=True)
class Drawing:
    """Takes down the objects of one page in drawing order."""

    resources: Resources
    to_page: Matrix
    marks: Marks = field(default_factory=Marks)
    pictures: list[tuple[Box, str]] = field(default_factory=list)
    """Where each picture lies, and its part."""
    _runs: int = 0
    _forms: int = 0

    def layers(self, content: Element | None) -> None:
        """All layers of a page's or template's content, backgrounds first."""
        found = sorted(children(content, "Layer"), key=lambda one: _LAYERS.get(one.get("Type", "Body"), 1))
        for layer in found:
            parameters = tuple(self.resources.chain(layer.get("DrawParam")))
            self._all(layer, _View(self.to_page, parameters))

    def _all(self, holder: Element, view: _View) -> None:
        if view.depth > _DEEPEST:
            raise LimitExceeded(f"the page draws more than {_DEEPEST} drawings within one another")
        for element in holder:
            if element.get("Visible", "true").lower() in ("false", "0"):
                continue
            match ofd_tag(element):
                case "TextObject":
                    self._text(element, self._within(element, view))
                case "PathObject":
                    self._path(element, self._within(element, view))
                case "ImageObject":
                    self._image(element, self._within(element, view))
                case "CompositeObject":
                    self._composite(element, self._within(element, view))
                case "PageBlock":
                    self._all(element, replace(view, depth=view.depth + 1))
                case _:  # actions, extensions
                    pass

    def _within(self, element: Element, view: _View) -> _View:
        """The view of an object's own coordinates: its matrix, then the corner of its boundary."""
        x, y, *_ = numbers(element.get("Boundary"), 4) or (0.0, 0.0)
        matrix = times(times(matrix_of(element.get("CTM")), moved(x, y)), view.matrix)
        own = tuple(self.resources.chain(element.get("DrawParam")))
        alpha = view.alpha * _alpha(element)
        inner = _View(matrix, (*own, *view.parameters), alpha, view.clip, view.depth)
        return replace(inner, clip=_clipped(element, inner))

    def _text(self, element: Element, view: _View) -> None:
        filled = element.get("Fill", "true").lower() != "false"
        stroked = element.get("Stroke", "false").lower() == "true"
        kind = "FillColor" if filled or not stroked else "StrokeColor"
        ink = self._ink(element, view, kind)
        colour = self._colour(element, view, kind)
        font = self.resources.fonts.get(element.get("Font", ""), "")
        for run, downward, letters in letters_of(element, view.matrix, font):
            for letter in letters:
                self.marks.chars.append(
                    Char(
                        self._next(),
                        self._runs + run,
                        letter,
                        ink,
                        not (filled or stroked),
                        downward,
                        mapped=True,
                        clip=view.clip,
                        colour=None if colour is None else _parts(colour),
                    )
                )
        self._runs += 1 + sum(1 for _ in children(element, "TextCode"))

    def _path(self, element: Element, view: _View) -> None:
        outlines = tuple(outlines_of(text_of(child(element, "AbbreviatedData")), view.matrix))
        order = self._next()
        if not outlines:
            return
        stroked = element.get("Stroke", "true").lower() != "false"
        filled = element.get("Fill", "false").lower() == "true"
        width = numbers(_stated(element, view, "LineWidth"), 1) or (_LINE,)
        self.marks.paths.append(
            Path(
                order,
                outlines,
                self._ink(element, view, "StrokeColor") if stroked else None,
                self._ink(element, view, "FillColor") if filled else None,
                width[0] * scale_of(view.matrix),
                view.clip,
            )
        )

    def _image(self, element: Element, view: _View) -> None:
        box = box_around([applied(view.matrix, x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))])
        self.marks.pictures.append(Picture(self._next(), shared_box(view.clip, box)))
        if (path := self.resources.files.get(element.get("ResourceID", ""))) is not None:
            self.pictures.append((box, path))

    def _composite(self, element: Element, view: _View) -> None:
        self._forms += 1
        if self._forms > FORMS_A_PAGE:
            raise LimitExceeded(f"the page draws more than {FORMS_A_PAGE} drawings within drawings")
        unit = self.resources.composites.get(element.get("ResourceID", ""))
        content = child(unit, "Content")
        if content is not None:
            self._all(content, replace(view, depth=view.depth + 1))

    def _next(self) -> int:
        self.marks.order += 1
        if self.marks.order > MARKS_A_PAGE:
            raise LimitExceeded(f"the page draws more than {MARKS_A_PAGE} characters and shapes")
        return self.marks.order

    def _colour(self, element: Element, view: _View, kind: str) -> Element | None:
        held = (child(one, kind) for one in (element, *view.parameters))
        return next((colour for colour in held if colour is not None), None)

    def _ink(self, element: Element, view: _View, kind: str) -> Ink:
        colour = self._colour(element, view, kind)
        if colour is None:  # nothing is said: black, and text is filled so
            return Ink(white=False, seen=view.alpha > UNSEEN, opaque=view.alpha >= OPAQUE)
        alpha = view.alpha * _alpha(colour)
        parts = _parts(colour)
        space = self.resources.spaces.get(colour.get("ColorSpace", ""), "RGB")
        shaded = not parts and len(colour) > 0  # a pattern or a shading
        return Ink(is_white(parts, space), alpha > UNSEEN, alpha >= OPAQUE and not shaded)


def _parts(colour: Element) -> tuple[float, ...]:
    return tuple(value / 255 for value in numbers(colour.get("Value")) or ())


def _alpha(element: Element) -> float:
    found = numbers(element.get("Alpha"), 1)
    return 1.0 if found is None else min(max(found[0] / 255, 0.0), 1.0)


def _stated(element: Element, view: _View, attribute: str) -> str | None:
    holders: Sequence[Element] = (element, *view.parameters)
    return next((value for one in holders if (value := one.get(attribute)) is not None), None)


def _clipped(element: Element, view: _View) -> Box | None:
    """The box in which the object is seen: that of each of its clips, all together."""
    clip = view.clip
    for one in children(child(element, "Clips"), "Clip"):
        points = [point for area in children(one, "Area") for point in _area_points(area, view)]
        if points:
            clip = shared_box(clip, box_around(points))
    return clip


def _area_points(area: Element, view: _View) -> Iterator[tuple[float, float]]:
    for path in children(area, "Path"):
        x, y, *_ = numbers(path.get("Boundary"), 4) or (0.0, 0.0)
        own = times(times(matrix_of(path.get("CTM")), moved(x, y)), matrix_of(area.get("CTM")))
        matrix = times(own, view.matrix)
        for outline in outlines_of(text_of(child(path, "AbbreviatedData")), matrix):
            x0, y0, x1, y1 = outline.box
            yield from ((x0, y0), (x1, y1))


def drawn(contents: Iterable[Element | None], resources: Resources, to_page: Matrix = IDENTITY) -> Drawing:
    """What the contents (templates and the page itself, in drawing order) draw. Raises LimitExceeded."""
    drawing = Drawing(resources, to_page)
    for content in contents:
        drawing.layers(content)
    return drawing
