"""What a style gives its text: a heading level, a place in a numbered list, that it is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.readers.docx_package import is_on, word_child, word_tag, word_value
from pipeline.readers.package import Element

BODY_TEXT = 9  # Word's outline level of what is no heading


@dataclass(frozen=True, slots=True)
class Style:
    """Outline level (0 is the highest) and list (numId, level) of a style, its ancestors' included.

    ``hidden`` tells whether its text is not shown; None where the style does not say.
    """

    outline: int | None = None
    number_id: str | None = None
    list_level: int | None = None
    hidden: bool | None = None
    capitals: bool | None = None


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles by identity; ``default`` is that of paragraphs that name none."""

    by_id: Mapping[str, Style]
    default: Style = Style()

    def of(self, paragraph: Element) -> Style:
        """The style that holds for a w:p: its own settings before those of the style it names."""
        properties = word_child(paragraph, "pPr")
        named = word_value(word_child(properties, "pStyle"))
        return _over(_own(properties), self.default if named is None else self.by_id.get(named, self.default))

    def hides(self, run: Element, style: Style) -> bool:
        """Whether the text of a w:r is not shown, by its own word, its style or its paragraph's."""
        properties, named = self._of_run(run)
        said = (_hidden(properties), named.hidden, style.hidden)
        return next((one for one in said if one is not None), False)

    def capitals(self, run: Element, style: Style) -> bool:
        """Whether the text of a w:r is shown in capitals, large or small, whatever it is typed in."""
        properties, named = self._of_run(run)
        said = (_capitals(properties), named.capitals, style.capitals)
        return next((one for one in said if one is not None), False)

    def _of_run(self, run: Element) -> tuple[Element | None, Style]:
        """A run's own settings, and the style that it names."""
        properties = word_child(run, "rPr")
        return properties, self.by_id.get(word_value(word_child(properties, "rStyle")) or "", Style())


def heading_level(style: Style) -> int | None:
    """The depth of a heading from 1, None for text."""
    return None if style.outline is None or style.outline >= BODY_TEXT else style.outline + 1


def styles_of(part: Element | None) -> Styles:
    """The styles that styles.xml defines."""
    if part is None:
        return Styles({})
    elements = {word_value(child, "styleId") or "": child for child in part if word_tag(child) == "style"}
    by_id = {identity: _resolved(identity, elements) for identity in elements}
    default = next(
        (
            identity
            for identity, element in elements.items()
            if word_value(element, "type") == "paragraph"
            and word_value(element, "default") in ("1", "true", "on")
        ),
        None,
    )
    return Styles(by_id, Style() if default is None else by_id[default])


def _resolved(identity: str, elements: Mapping[str, Element]) -> Style:
    style = Style()
    seen: set[str] = set()
    at: str | None = identity
    while at is not None and at in elements and at not in seen:
        seen.add(at)
        own = _own(word_child(elements[at], "pPr"))
        runs = word_child(elements[at], "rPr")
        style = _over(style, replace(own, hidden=_hidden(runs), capitals=_capitals(runs)))
        at = word_value(word_child(elements[at], "basedOn"))
    return style


def _own(properties: Element | None) -> Style:
    return Style(
        _integer(word_value(word_child(properties, "outlineLvl"))),
        word_value(word_child(properties, "numPr", "numId")),
        _integer(word_value(word_child(properties, "numPr", "ilvl"))),
    )


def _over(own: Style, base: Style) -> Style:
    return Style(
        base.outline if own.outline is None else own.outline,
        base.number_id if own.number_id is None else own.number_id,
        base.list_level if own.list_level is None else own.list_level,
        base.hidden if own.hidden is None else own.hidden,
        base.capitals if own.capitals is None else own.capitals,
    )


def _hidden(properties: Element | None) -> bool | None:
    switch = word_child(properties, "vanish")
    return None if switch is None else is_on(switch)


def _capitals(properties: Element | None) -> bool | None:
    switches = [word_child(properties, tag) for tag in ("caps", "smallCaps")]
    said = [is_on(switch) for switch in switches if switch is not None]
    return any(said) if said else None


def _integer(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() else None
