"""What a PDF page draws, in drawing order, with what pdfminer leaves out.

pdfminer's layout forgets clip paths, render modes, transparency and the order of drawing, by which white
shapes hide rules. Coordinates are pdfminer's: points from the bottom left of the page, turned by /Rotate.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol, cast

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTPage
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import (
    PDFGraphicState,
    PDFPageInterpreter,
    PDFStackT,
    PDFTextState,
)
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, PathSegment, Rect, apply_matrix_pt, mult_matrix

from pipeline.readers.limits import FORMS_A_PAGE, MARKS_A_PAGE, LimitExceeded
from pipeline.readers.pdf_fonts import Fonts

Box = tuple[float, float, float, float]
Point = tuple[float, float]

# Text that is neither filled nor stroked (3), or used to clip only (7), is not seen.
UNSEEN_MODES = (3, 7)
# Paint this transparent is not seen; paint less opaque than this hides nothing.
UNSEEN, OPAQUE = 0.05, 0.98


@dataclass(frozen=True, slots=True)
class Ink:
    """How a mark is painted: paper white or not, seen at all, and hiding what lies under it."""

    white: bool
    seen: bool
    opaque: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """One closed or open line of a path: its straight edges, the box around it, whether all is straight."""

    edges: tuple[tuple[Point, Point], ...]
    box: Box
    straight: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A painted path; ``order`` counts through the page, ``clip`` is the box it is seen in."""

    order: int
    outlines: tuple[Outline, ...]
    stroke: Ink | None
    fill: Ink | None
    width: float
    clip: Box | None


class Printed(Protocol):
    """A printed character as pdfminer describes it: its box, matrix (origin last) and font."""

    @property
    def matrix(self) -> Matrix: ...
    @property
    def fontname(self) -> str: ...
    @property
    def x0(self) -> float: ...
    @property
    def y0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def y1(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def size(self) -> float: ...
    def get_text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Char:
    """A character; ``run`` counts the strings printed, ``downward`` is vertical writing.

    ``mapped`` is False where a simple font does not say which characters its codes are; ``colour`` is as
    the file gives it.
    """

    order: int
    run: int
    item: Printed
    ink: Ink
    unseen_mode: bool
    downward: bool
    mapped: bool
    clip: Box | None
    colour: object = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Where an image stands."""

    order: int
    box: Box


@dataclass(slots=True)
class Marks:
    """All that one page draws."""

    chars: list[Char] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    order: int = 0


@dataclass(frozen=True, slots=True)
class _View:
    """The part of the graphics state that pdfminer does not keep."""

    clip: Box | None = None
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    plain: bool = True  # neither blended nor masked


def marks_of(page: PDFPage, resources: Fonts) -> Marks:
    """What the page draws. Raises LimitExceeded; pdfminer raises nearly anything on damaged files."""
    device = _Recorder(resources)
    _Interpreter(resources, device).process_page(page)
    return device.marks


class _Recorder(PDFLayoutAnalyzer):
    """Takes down characters, paths and pictures as they are drawn."""

    def __init__(self, resources: Fonts) -> None:
        super().__init__(resources)
        self.fonts = resources
        self.marks = Marks()
        self.view = _View()
        self._views: list[_View] = []
        self._run = 0
        self._mode = 0
        self._forms = 0

    def receive_layout(self, ltpage: LTPage) -> None:
        """Nothing: the marks were taken down one by one."""

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        self._forms += 1
        if self._forms > FORMS_A_PAGE:
            raise LimitExceeded(f"the page draws more than {FORMS_A_PAGE} forms within forms")
        self._views.append(self.view)
        if bbox != (0, 0, 1, 1):
            x0, y0, x1, y1 = (float(cast(float, resolve1(edge))) for edge in bbox)
            corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
            whole = mult_matrix(matrix, self.ctm)
            self.clip_to([apply_matrix_pt(whole, corner) for corner in corners])

    def end_figure(self, _: str) -> None:
        self.view = self._views.pop()

    def clip_to(self, points: Sequence[Point]) -> None:
        """What is drawn from now on is seen only in the box around the points."""
        self.view = replace(self.view, clip=shared_box(self.view.clip, box_around(points)))

    def render_image(self, name: str, stream: PDFStream) -> None:
        box = box_around([apply_matrix_pt(self.ctm, corner) for corner in ((0, 0), (1, 0), (1, 1), (0, 1))])
        seen = shared_box(self.view.clip, box)
        self.marks.pictures.append(Picture(self._next(), seen))

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        self._run += 1
        self._mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        text = ""
        if not self.fonts.hides(font, cid):
            with suppress(PDFUnicodeNotDefined):
                text = font.to_unichr(cid)
        text = text or self.handle_undefined_char(font, cid)
        width, shift = font.char_width(cid), font.char_disp(cid)
        item = LTChar(matrix, font, fontsize, scaling, rise, text, width, shift, ncs, graphicstate)
        stroked = self._mode in (1, 5)
        ink = self._ink(graphicstate, stroke=stroked)
        unseen = self._mode in UNSEEN_MODES
        mapped = font.is_multibyte() or getattr(font, "unicode_map", None) is not None
        downward = font.is_vertical()
        mark = Char(
            *(self._next(), self._run, item, ink, unseen, downward, mapped, self.view.clip),
            graphicstate.ncolor,
        )
        self.marks.chars.append(mark)
        return item.adv

    def paint_path(
        self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        order = self._next()
        outlines = tuple(_outlines(path, self.ctm))
        if outlines:
            stroked = self._ink(gstate, stroke=True) if stroke else None
            filled = self._ink(gstate, stroke=False) if fill else None
            self.marks.paths.append(Path(order, outlines, stroked, filled, gstate.linewidth, self.view.clip))

    def _next(self) -> int:
        self.marks.order += 1
        if self.marks.order > MARKS_A_PAGE:
            raise LimitExceeded(f"the page draws more than {MARKS_A_PAGE} characters and shapes")
        return self.marks.order

    def _ink(self, state: PDFGraphicState, *, stroke: bool) -> Ink:
        colour, space = (state.scolor, state.scs) if stroke else (state.ncolor, state.ncs)
        alpha = self.view.stroke_alpha if stroke else self.view.fill_alpha
        opaque = alpha >= OPAQUE and self.view.plain and space.name != "Pattern"
        return Ink(is_white(colour, space.name), alpha > UNSEEN, opaque)


class _Interpreter(PDFPageInterpreter):
    """Keeps clip paths and transparency, and hands the graphics state on to forms, as the standard asks.

    The methods bear the names of PDF's operators, by which pdfminer finds them.
    """

    device: _Recorder

    def subinterp(self) -> "PDFPageInterpreter":
        inner = super().subinterp()
        assert isinstance(inner, _Interpreter)
        inner.inherited = self.graphicstate.copy()
        return inner

    inherited: PDFGraphicState | None = None

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self._saved: list[_View] = []
        if self.inherited is not None:
            self.graphicstate = self.inherited

    def do_q(self) -> None:
        super().do_q()
        self._saved.append(self.device.view)

    def do_Q(self) -> None:  # noqa: N802
        super().do_Q()
        if self._saved:
            self.device.view = self._saved.pop()

    def do_F(self) -> None:  # noqa: N802
        self.do_f()

    def do_W(self) -> None:  # noqa: N802
        """Clip at once: the path that ends here is painted within itself, which changes nothing seen."""
        points = [
            apply_matrix_pt(self.ctm, cast(Point, segment[-2:])) for segment in self.curpath if segment[1:]
        ]
        if points:
            self.device.clip_to(points)

    def do_W_a(self) -> None:  # noqa: N802
        self.do_W()

    def do_Do(self, xobjid_arg: PDFStackT) -> None:  # noqa: N802
        super().do_Do(xobjid_arg)
        self.device.set_ctm(self.ctm)  # a form leaves its own behind

    def do_gs(self, name: PDFStackT) -> None:
        states = resolve1(self.resources.get("ExtGState"))
        key = name.name if isinstance(name, PSLiteral) else name
        state = resolve1(states.get(key)) if isinstance(states, dict) else None
        if not isinstance(state, dict):
            return
        view = self.device.view
        blend = resolve1(state.get("BM"))
        mask = resolve1(state.get("SMask"))
        plain = view.plain
        if blend is not None or mask is not None:
            plain = _is_named(blend, None, "Normal", "Compatible") and _is_named(mask, None, "None")
        self.device.view = replace(
            view,
            fill_alpha=_number(state.get("ca"), view.fill_alpha),
            stroke_alpha=_number(state.get("CA"), view.stroke_alpha),
            plain=plain,
        )
        if "LW" in state:
            self.do_w(cast(PDFStackT, resolve1(state["LW"])))


def _is_named(value: object, *names: str | None) -> bool:
    return (value.name if isinstance(value, PSLiteral) else value) in names


def _number(value: object, default: float) -> float:
    number = resolve1(value)
    return float(number) if isinstance(number, int | float) else default


def is_white(colour: object, space: str = "") -> bool:
    """Whether a PDF colour (grey, RGB, CMYK or the tint of an ink) is paper white."""
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    numbers = [part for part in parts if isinstance(part, int | float)]
    if not numbers or len(numbers) != len(parts):
        return False
    if len(numbers) == 4 or space in ("Separation", "DeviceN"):
        return max(numbers) <= 0.01
    return space != "Indexed" and min(numbers) >= 0.99


def box_around(points: Sequence[Point]) -> Box:
    """The box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def shared_box(one: Box | None, other: Box) -> Box:
    """What two boxes share; without extent where they share nothing."""
    if one is None:
        return other
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    return x0, y0, max(min(one[2], other[2]), x0), max(min(one[3], other[3]), y0)


def _outlines(path: Sequence[PathSegment], ctm: Matrix) -> Iterator[Outline]:
    points: list[Point] = []
    edges: list[tuple[Point, Point]] = []
    straight = True
    for operator, *numbers in path:
        if operator == "m" and points:
            if edges or not straight:
                yield Outline(tuple(edges), box_around(points), straight)
            points, edges, straight = [], [], True
        if operator == "h":
            if len(points) > 1 and points[-1] != points[0]:
                edges.append((points[-1], points[0]))
            continue
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        place = [apply_matrix_pt(ctm, pair) for pair in pairs]
        if operator == "l" and points:
            edges.append((points[-1], place[-1]))
        elif operator in "cvy":
            straight = False
        points += place
    if edges or not straight:
        yield Outline(tuple(edges), box_around(points), straight)
