"""The numbered sections of a notice's text, as a tree of labels."""

from pipeline.catalogues.knowledge import NoticeForms
from pipeline.catalogues.model import Section
from pipeline.documents.model import Document, Fragment
from pipeline.documents.text import fold, join_lines

_HEADING_LENGTH = 40


def sections_of(document: Document, forms: NoticeForms) -> tuple[Section, ...]:
    """Each labelled paragraph before the first table, with the unlabelled ones that follow it.

    ``path`` holds the labels from the top level down, folded: ``("一、", "(二)", "3.")``.
    """
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    for block in document.blocks:
        if isinstance(block, Fragment):
            break
        text = block.text.lstrip("- ")
        label = _label(fold(text), forms)
        if label is not None:
            if forms.attachment.search(fold(text)):
                break
            path = [step for step in path if step[0] < label[0]] + [label]
            sections.append(Section(tuple(step[1] for step in path), text.strip(), block.places))
        elif forms.attachment.search(fold(text)):
            break
        elif sections:
            last = sections[-1]
            joined = join_lines(f"{last.text}\n{text}") if _is_broken(last.text) else f"{last.text}\n{text}"
            sections[-1] = Section(last.path, joined, (*last.places, *block.places))
    return tuple(sections)


def _label(folded: str, forms: NoticeForms) -> tuple[int, str] | None:
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
