"""What a page's own style sheets hide: elements by their class, identity or place in the page."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pipeline.readers.html_tree import Element, tag_of

# Style text and rules beyond these are not looked at: pages have some hundred.
_STYLE, _RULES = 500_000, 5_000
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_NEXT = re.compile(r"([^{}]*)([{}])")
_SHOWS = re.compile(r"(?:^|;)\s*(display|visibility)\s*:\s*([a-z-]+)\s*(!\s*important)?", re.I)
_SIMPLE = re.compile(r"(?:[a-z][\w-]*|\*)?(?:[.#][\w-]+)*", re.I)
_PART = re.compile(r"([.#]?)([\w-]+)")
_STEP = re.compile(r"\s*>\s*|\s+")
_PAPER = re.compile(r"@media\s+(only\s+)?(screen|all)?\s*", re.I)
_HIDING = frozenset(("none", "hidden", "collapse"))


@dataclass(frozen=True, slots=True)
class _Simple:
    """One step of a selector: the element it names, classes and identities; ``child`` of the step before."""

    tag: str
    classes: frozenset[str]
    identities: frozenset[str]
    child: bool

    def fits(self, element: Element) -> bool:
        return (
            self.tag in ("", tag_of(element))
            and self.classes.issubset(element.get("class", "").split())
            and self.identities.issubset((element.get("id", ""),))
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one selector says of one property. The greatest ``weight`` wins."""

    steps: tuple[_Simple, ...]
    name: str
    hides: bool
    weight: tuple[bool, int, int, int, int]

    @property
    def key(self) -> str:
        """By what the elements it may fit are found: an identity, a class or a name; "" for all."""
        last = self.steps[-1]
        return next((f"#{one}" for one in last.identities), "") or next(
            (f".{one}" for one in last.classes), last.tag
        )


def hide_styled(page: Element) -> None:
    """Give the attribute ``hidden`` to what the page's style sheets hide. Inline styles go before them."""
    rules: dict[str, list[_Rule]] = {}
    for rule in islice(_rules(page), _RULES):
        rules.setdefault(rule.key, []).append(rule)
    if not any(rule.hides for some in rules.values() for rule in some):
        return
    for element in page.iter():
        if tag_of(element) and any(_winners(element, rules)):
            element.set("hidden", "")


def _winners(element: Element, rules: Mapping[str, list[_Rule]]) -> Iterator[bool]:
    """For each property whether the rule that wins hides the element."""
    keys = ("", tag_of(element), f"#{element.get('id', '')}")
    classes = (f".{one}" for one in element.get("class", "").split())
    found = [rule for key in (*keys, *classes) for rule in rules.get(key, ()) if _fits(rule.steps, element)]
    inline = {name.lower() for name, _, _ in _SHOWS.findall(element.get("style", ""))}
    for name in ("display", "visibility"):
        said = [rule for rule in found if rule.name == name and (rule.weight[0] or name not in inline)]
        if said:
            yield max(said, key=lambda rule: rule.weight).hides


def _fits(steps: tuple[_Simple, ...], element: Element) -> bool:
    """Whether the element and those around it fit; for each step the nearest element that does is taken."""
    at: Element | None = element
    if not steps[-1].fits(element):
        return False
    for step, inner in zip(steps[-2::-1], steps[:0:-1], strict=True):
        if at is None:
            return False
        above = islice(at.iterancestors(), 1 if inner.child else None)
        at = next((one for one in above if step.fits(one)), None)
    return at is not None


def _rules(page: Element) -> Iterator[_Rule]:
    order = 0
    for element in page.iter():
        if tag_of(element) != "style" or not _is_of_screen(f"@media {element.get('media', '')}"):
            continue
        for selectors, body in _blocks(_COMMENT.sub(" ", (element.text or "")[:_STYLE])):
            said = _SHOWS.findall(body)
            for selector in selectors.split(",") if said else ():
                order += 1
                yield from _of(selector.strip(), said, order)


def _of(selector: str, said: Iterable[tuple[str, str, str]], order: int) -> Iterator[_Rule]:
    steps = _steps(selector)
    if not steps:
        return
    counts = (
        sum(len(step.identities) for step in steps),
        sum(len(step.classes) for step in steps),
        sum(bool(step.tag) for step in steps),
    )
    for name, value, important in said:
        yield _Rule(steps, name.lower(), value.lower() in _HIDING, (bool(important), *counts, order))


def _steps(selector: str) -> tuple[_Simple, ...]:
    """The steps of a selector of names, classes and identities; none for any other."""
    texts = _STEP.split(selector)
    joints = _STEP.findall(selector)
    if not all(text and _SIMPLE.fullmatch(text) for text in texts):
        return ()
    return tuple(_simple(text, child=at > 0 and ">" in joints[at - 1]) for at, text in enumerate(texts))


def _simple(text: str, *, child: bool) -> _Simple:
    parts = _PART.findall(text)
    return _Simple(
        next((word.lower() for kind, word in parts if not kind), ""),
        frozenset(word for kind, word in parts if kind == "."),
        frozenset(word for kind, word in parts if kind == "#"),
        child,
    )


def _blocks(style: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of each rule that holds for every screen."""
    outer: list[str] = []
    for match in _NEXT.finditer(style):
        text, brace = match[1].strip(), match[2]
        if brace == "{":
            outer.append(text.rpartition(";")[2].strip())
        elif outer:
            selectors = outer.pop()
            if not selectors.startswith("@") and all(_is_of_screen(one) for one in outer):
                yield selectors, text


def _is_of_screen(media: str) -> bool:
    """Whether ``@media`` names screens alone, without a condition such as a width."""
    return _PAPER.fullmatch(media) is not None
