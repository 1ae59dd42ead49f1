"""The table provisions: sections as a tree, with what each says and which lists it concerns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalogues.knowledge import ProvisionWords, load_forms, load_provision_words
from pipeline.catalogues.model import Notice, Section
from pipeline.catalogues.provisions import (
    Clause,
    Said,
    clauses,
    heading_end,
    heading_of,
    kind_of,
    said_in,
)
from pipeline.dataset.identifiers import list_keys
from pipeline.dataset.records import Json, ProvisionRecord
from pipeline.documents.places import place_json
from pipeline.documents.text import fold

_COLUMNS = ("gives", "lists", "covers", "territory", "authorities", "platform", "addresses")
_NAME = 8  # characters of a list's name that is told without marks
_STEPS = ("procedure", "verification")
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Node:
    """A section in its tree: ``said`` with the ordinal of the section whose words say it."""

    section: Section
    parent: int | None
    kind: str | None
    own_kind: bool
    said: tuple[tuple[int, Said], ...] = ()


def provision_rows(notice: Notice, notice_id: str, schemas: Path) -> list[ProvisionRecord]:
    """The rows of one notice, in the order of its text."""
    words = load_provision_words(schemas)
    names = _names_of_lists(notice, notice_id, schemas, words)
    nodes: list[_Node] = []
    for ordinal, section in enumerate(notice.sections, start=1):
        parent = _parent(section, notice.sections[: ordinal - 1])
        own = kind_of(section.annex, words) if section.annex and parent is None else None
        own = own or ("validity" if not section.path else None) or kind_of(heading_of(section), words)
        kind = own or (nodes[parent - 1].kind if parent else None)
        said = said_in(section, kind, words)
        if section.path:  # what closes the text cites the lists of editions before
            said += _lists(section, names, schemas, words)
        node = _Node(section, parent, kind, own is not None, tuple((ordinal, one) for one in said))
        above = nodes[parent - 1].said if parent else ()
        nodes.append(_inherited(node, above, ("lists", "territory")))
    scope = tuple(one for node in nodes if node.kind == "scope" for one in node.said)
    nodes = [
        _inherited(node, scope, ("territory",)) if node.section.path and not node.section.annex else node
        for node in nodes
    ]
    nodes = _whole_names(nodes)
    return [_row(notice_id, ordinal, nodes) for ordinal in range(1, len(nodes) + 1)]


def _parent(section: Section, above: Sequence[Section]) -> int | None:
    """The ordinal of the nearest section above whose label this one's path goes on."""
    for ordinal in range(len(above), 0, -1):
        one = above[ordinal - 1]
        if section.path[1:] and one.annex == section.annex and one.path == section.path[:-1]:
            return ordinal
    return None


def _inherited(node: _Node, above: Sequence[tuple[int, Said]], columns: Sequence[str]) -> _Node:
    """The node with what the section above says in columns of which its own words say nothing."""
    own = {one.column for _, one in node.said}
    taken = tuple(pair for pair in above if pair[1].column in columns and pair[1].column not in own)
    return replace(node, said=(*node.said, *taken))


def _names_of_lists(
    notice: Notice, notice_id: str, schemas: Path, words: ProvisionWords
) -> dict[str, tuple[str, ...]]:
    """Names by which the text speaks of lists, to catalogue_ids: letters, annexes, titles, short names."""
    keys = [f"{notice_id}/{key}" for key in list_keys(notice.catalogues)]
    headings = [_plain(catalogue.heading or "", schemas) for catalogue in notice.catalogues]
    names: dict[str, tuple[str, ...]] = {}
    for key in keys:
        letter = key.rpartition("/")[2]
        if letter.isalpha():
            names[f"{letter.lower()}类"] = (key,)
    names |= {heading: (key,) for heading, key in zip(headings, keys, strict=True) if len(heading) > 3}
    text = fold(notice.preamble + "".join(section.text for section in notice.sections))
    for number, annex in enumerate(notice.annexes, start=1):
        plain = _plain(annex, schemas)
        own = names.get(plain)
        if own is None and number == 1 and not any(_plain(a, schemas) in names for a in notice.annexes):
            own = tuple(keys)  # all lists stand in the first annex
        if own:
            names[plain] = own
            names[f"附件{number}"] = own
    for match in words.short_name.finditer(text):
        known = names.get(_plain(match["long"], schemas))
        if known:
            names[f"《{match['short']}》"] = known
    return names


def _plain(title: str, schemas: Path) -> str:
    """A title to be compared: without numbering, marks, edition and counts."""
    forms = load_forms(schemas)
    title = forms.stated_list.sub("", fold(title))
    for pattern in forms.sections:
        match = pattern.match(title)
        title = title[match.end() :] if match else title
    return _MARKS.sub("", forms.edition.sub("", title))


def _lists(
    section: Section, names: dict[str, tuple[str, ...]], schemas: Path, words: ProvisionWords
) -> list[Said]:
    """The lists that a section names; where its heading names any, those alone."""
    found = [one for clause in clauses(section) for one in _lists_in(clause, names, schemas, words)]
    end = heading_end(section) if heading_of(section) else 0
    if end and (own := names.get(_plain(heading_of(section), schemas))):  # it is headed by a list's name
        return [Said("lists", key, 0, end) for key in own]
    return [one for one in found if one.start < end] or found


def _lists_in(
    clause: Clause, names: dict[str, tuple[str, ...]], schemas: Path, words: ProvisionWords
) -> Iterator[Said]:
    text, letters = clause.folded, load_forms(schemas).list_named
    for match in letters.finditer(text):
        for one in re.findall("[a-z]", match["letters"]):
            yield from (Said("lists", key, *clause.span(match)) for key in names.get(f"{one}类", ()))
    for pattern in (words.title_mark, words.annex_mention):
        for match in pattern.finditer(text):
            if letters.match(text, match.end()):
                continue  # 《清单》A类 is the class alone
            found = names.get(match.group()) or names.get(_plain(match.group(), schemas), ())
            yield from (Said("lists", key, *clause.span(match)) for key in found)
    rest = text
    for name in sorted((name for name in names if len(name) >= _NAME), key=len, reverse=True):
        at = rest.find(name)
        if at >= 0:
            start, end = clause.origin[at], clause.origin[at + len(name) - 1] + 1
            yield from (Said("lists", key, start, end) for key in names[name])
            rest = rest.replace(name, "\0" * len(name))


def _whole_names(nodes: Sequence[_Node]) -> list[_Node]:
    """A platform called by the end of its name alone has the whole name, where one fits."""
    known = sorted({one.value for node in nodes for _, one in node.said if one.column == "platform"})

    def whole(one: Said) -> Said:
        longer = sorted((name for name in known if name.endswith(one.value)), key=len)
        if one.column != "platform" or not all(longer[-1].endswith(name) for name in longer):
            return one
        return replace(one, value=longer[-1])

    return [replace(node, said=tuple((at, whole(one)) for at, one in node.said)) for node in nodes]


def _step(ordinal: int, nodes: Sequence[_Node]) -> int | None:
    """Which step of a procedure a section is: those below a heading, or in an annex, of that kind."""
    node = nodes[ordinal - 1]
    above = nodes[node.parent - 1] if node.parent else None
    in_procedure = (above.own_kind and above.kind in _STEPS) if above else bool(node.section.annex)
    if not in_procedure or node.kind not in _STEPS:
        return None
    own = (node.parent, node.section.annex)
    return sum((one.parent, one.section.annex) == own for one in nodes[:ordinal])


def _row(notice_id: str, ordinal: int, nodes: Sequence[_Node]) -> ProvisionRecord:
    node = nodes[ordinal - 1]
    values: dict[str, list[str]] = {column: [] for column in _COLUMNS}
    evidence: list[Json] = []
    for at, one in node.said:
        if one.value in values[one.column]:
            continue
        values[one.column].append(one.value)
        section = nodes[at - 1].section
        evidence.append(
            {
                "column": one.column,
                "value": one.value,
                "words": section.text[one.start : one.end],
                "section": at,
                "from": one.start + 1,
                "to": one.end,
                "places": [place_json(place) for place in section.places_of(one.start, one.end)],
            }
        )
    return ProvisionRecord(
        notice_id=notice_id,
        ordinal=ordinal,
        parent=node.parent,
        annex=node.section.annex,
        path=list(node.section.path),
        kind=node.kind,
        step=_step(ordinal, nodes),
        gives=values["gives"],
        lists=values["lists"],
        covers=values["covers"],
        territory=values["territory"],
        authorities=values["authorities"],
        platform=values["platform"],
        addresses=values["addresses"],
        evidence=evidence,
        text=node.section.text,
        places=[place_json(place) for place in node.section.places],
    )
