"""The numbered sections of a notice's text and of its annexes of text, as a tree of labels."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.catalogues.knowledge import NoticeForms
from pipeline.catalogues.model import Section
from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.documents.places import Place
from pipeline.documents.text import fold, join_lines

_HEADING_LENGTH = 40
_NAME_LINES, _NAME_LENGTH = 3, 6
_MARKS = re.compile(r"[\W_]+")
_CLOSED = tuple("。;:!?")


def sections_of(document: Document, forms: NoticeForms) -> tuple[Section, ...]:
    """Each labelled paragraph, with the unlabelled ones that follow it.

    Of an annex what stands above its tables: numbered lines below are notes of a table or form.
    ``path`` holds the labels from the top level down, folded: ``("一、", "(二)", "3.")``.
    """
    blocks = document.blocks
    end = _end_of_text(blocks, forms)
    found = _sections(_paragraphs(blocks[:end]), None, forms)
    for heading, part in _annexes(blocks[end:], annexes_of(document, forms), forms):
        found += _sections(_above_tables(part), heading, forms)
    return tuple(found)


def preamble_of(document: Document, forms: NoticeForms) -> str:
    """The text before the first section."""
    lines: list[str] = []
    for block in _paragraphs(document.blocks[: _end_of_text(document.blocks, forms)]):
        if _label(block.text.lstrip("- "), forms) is not None:
            break
        lines.append(block.text)
    return "\n".join(lines)


def annexes_of(document: Document, forms: NoticeForms) -> tuple[str, ...]:
    """The names of the annexes, as the notice lists them below its text."""
    end = _end_of_text(document.blocks, forms)
    names: list[str] = []
    for block in document.blocks[end:]:
        if isinstance(block, Fragment):
            break
        text = join_lines(block.text.lstrip("- "))
        label = forms.attachment.match(fold(text))
        rest = (
            re.sub(r"^\W*附\W*[件表]?\s*[0-9一二三四五六七八九十]{0,3}\s*[:：.．、]?\s*", "", text)
            if label
            else text
        )
        numbered = re.match(r"\s*[0-9０-９]{1,2}\s*[.．、]\s*", rest)
        if names and not (label and numbered) and not numbered:
            break
        if rest.strip():
            names.append(rest[numbered.end() :].strip() if numbered else rest.strip())
        elif names or label:
            break
    return tuple(names)


def _end_of_text(blocks: Sequence[Paragraph | Fragment], forms: NoticeForms) -> int:
    """Where the notice's own text ends: at the list of its annexes, or its first table."""
    for index, block in enumerate(blocks):
        if isinstance(block, Fragment) or forms.attachment.search(fold(block.text.lstrip("- "))):
            return index
    return len(blocks)


def _paragraphs(blocks: Iterable[Paragraph | Fragment]) -> list[Paragraph]:
    return [block for block in blocks if isinstance(block, Paragraph)]


def _above_tables(blocks: Sequence[Paragraph | Fragment]) -> list[Paragraph]:
    """The text of an annex before its first table, without the lines that head the table."""
    first = next((i for i, block in enumerate(blocks) if isinstance(block, Fragment)), len(blocks))
    text = _paragraphs(blocks[:first])
    while first < len(blocks) and text and fold(text[-1].text)[-1:] not in _CLOSED:
        text.pop()
    return text


def _annexes(
    blocks: Sequence[Paragraph | Fragment], names: Sequence[str], forms: NoticeForms
) -> Iterator[tuple[str, list[Paragraph | Fragment]]]:
    """Each annex by its heading; it begins at its label, or at a line that is a name from the list."""
    keys = {_key(name): name for name in names if len(_key(name)) >= _NAME_LENGTH}
    heading: str | None = None
    part: list[Paragraph | Fragment] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            name = _name_at(blocks[index : index + _NAME_LINES], keys)
            labelled = forms.attachment.fullmatch(fold(block.text))
            if labelled or name:
                if heading and not (name and not part):
                    yield heading, part
                heading, part = name or block.text.strip(), []
                continue
        if heading is not None:
            part.append(block)
    if heading:
        yield heading, part


def _name_at(blocks: Sequence[Paragraph | Fragment], keys: dict[str, str]) -> str | None:
    """The name of an annex that stands here, perhaps broken over lines."""
    words = ""
    for block in blocks:
        if isinstance(block, Fragment):
            return None
        words += _key(block.text)
        if words in keys:
            return keys[words]
    return None


def _key(text: str) -> str:
    return _MARKS.sub("", fold(text))


def _sections(paragraphs: Iterable[Paragraph], annex: str | None, forms: NoticeForms) -> list[Section]:
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    for block in paragraphs:
        text = block.text.lstrip("- ")
        label = _label(text, forms)
        if label is not None:
            path = [step for step in path if step[0] < label[0]] + [label]
            labels = tuple(step[1] for step in path)
            sections.append(Section(labels, text.strip(), block.places, ((0, block.places),), annex))
        elif sections and sections[-1].path and annex is None and forms.closing.search(fold(text)):
            sections.append(Section((), text.strip(), block.places, ((0, block.places),)))
        elif sections:
            sections[-1] = _with(sections[-1], text, block.places)
    return sections


def _with(last: Section, text: str, places: tuple[Place, ...]) -> Section:
    """The section with one more paragraph; one that a page end cuts goes on in its line."""
    head, end, tail = last.text.rpartition("\n")
    goes_on = _is_broken(last.text)
    whole = head + end + (join_lines(tail + "\n" + text) if goes_on else f"{tail}\n{text.strip()}")
    begin = len(whole) - len(text.strip())
    parts = (*last.parts, (max(begin, 0), places))
    return Section(last.path, whole, (*last.places, *places), parts, last.annex)


def _label(text: str, forms: NoticeForms) -> tuple[int, str] | None:
    ringed = forms.section_ringed.match(text.strip())
    if ringed:
        return len(forms.sections), ringed.group()
    folded = fold(text)
    for level, pattern in enumerate(forms.sections):
        match = pattern.match(folded)
        if match:
            return level, match.group()
    return None


def _is_broken(text: str) -> bool:
    """Whether a paragraph stops in the middle of a sentence, as at a page end; a heading has none."""
    last = text.rsplit("\n", 1)[-1]
    is_heading = (
        "\n" not in text and len(text) <= _HEADING_LENGTH and not any(c in ",，。;；:：" for c in text)
    )
    return bool(last) and not is_heading and last[-1] not in "。;；:：!！?？"
