"""What a notice says of itself: number, title, authorities, dates, edition, what it abolishes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.catalogues.citations import abolished, amended
from pipeline.catalogues.knowledge import NoticeForms
from pipeline.catalogues.model import Fact, NoticeFacts
from pipeline.catalogues.statements import Sentence, sentences
from pipeline.catalogues.validity import Validity, day_of, iso_date, validity_of
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.documents.places import Place
from pipeline.documents.text import fold, has_chinese, join_lines, squeeze

_SIGNATURE_LENGTH = 60
_TITLE_LINES = 6
_OPENING = 12  # paragraphs among which number and title stand


def facts_of(document: Document, forms: NoticeForms) -> NoticeFacts:
    """The notice's particulars; what the text does not say is None or empty."""
    text = _text_before_tables(document)
    issued_at = _issue_date_index(text, forms)
    signed = _date_fact(text[issued_at], forms.day) if issued_at is not None else None
    issued = signed if day_of(signed) else None
    title = _title(text[:_OPENING], forms)
    said = list(sentences([*text, *_closing_below(document, len(text), forms)], forms))
    validity = validity_of([one for one in said if not forms.list_named.search(one.folded)], issued, forms)
    whole, partly = abolished(said, forms)
    return NoticeFacts(
        title=title,
        document_number=_own_number(text[:_OPENING], forms),
        authorities=_authorities(text, issued_at, forms),
        issued=issued,
        effective=validity.effective,
        expires=validity.expires,
        edition=_edition(title, forms),
        supersedes=whole,
        partly=partly,
        amends=amended(said, title, forms),
        is_amendment=bool(title and forms.amendment_title.search(fold(title.value))) or None,
        stated_total=_stated_total(document, forms),
        findings=(*validity.findings, *([_impossible(signed)] if signed and not issued else [])),
    )


def _impossible(signed: Fact) -> Finding:
    return Finding(
        "date-impossible",
        Severity.WARNING,
        f"{signed.printed!r} names a day that the calendar does not have; the date of issue stays empty",
        places=signed.places,
        remedy="Compare with the published document.",
    )


def list_validity(
    document: Document, heading: str | None, facts: NoticeFacts, forms: NoticeForms
) -> Validity:
    """The days that a list has of its own: by its heading, or by a sentence that names its class."""
    said = [Sentence(fold(heading), heading, ())] if heading else []
    letter = forms.list_named.match(fold(heading or ""))
    if letter:
        text = sentences(_text_before_tables(document), forms)
        said += [one for one in text if letter["letters"] in _letters(one.folded, forms)]
    return validity_of(said, facts.effective or facts.issued, forms)


def _letters(sentence: str, forms: NoticeForms) -> str:
    """The letters of the classes that a sentence names."""
    return "".join(match["letters"] for match in forms.list_named.finditer(sentence))


def _text_before_tables(document: Document) -> list[Paragraph]:
    text: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Fragment):
            break
        text.append(block)
    return text


def _closing_below(document: Document, above: int, forms: NoticeForms) -> list[Paragraph]:
    """Paragraphs below the first table that speak of the whole notice, as on a sheet of explanations."""
    return [
        block
        for block in document.blocks[above:]
        if isinstance(block, Paragraph) and forms.closing.search(fold(block.text))
    ]


def _own_number(opening: Sequence[Paragraph], forms: NoticeForms) -> Fact | None:
    """A document number that stands alone in its line; one inside a sentence is a citation."""
    for paragraph in opening:
        if _is_number_line(paragraph.text, forms):
            bare = squeeze(paragraph.text)
            label = forms.number_label.match(fold(bare))
            number = bare[label.end() :] if label else bare
            return Fact(number, paragraph.text, paragraph.places)
    return None


def _is_number_line(text: str, forms: NoticeForms) -> bool:
    return forms.document_number.fullmatch(forms.number_label.sub("", fold(text))) is not None


def _title(opening: Sequence[Paragraph], forms: NoticeForms) -> Fact | None:
    """The lines that end with the kind of act, back to the one that begins the title."""
    for end, paragraph in enumerate(opening):
        if not forms.title_end.search(fold(paragraph.text)) or len(paragraph.text) > 120:
            continue
        lines = [paragraph]
        for above in reversed(opening[max(0, end - _TITLE_LINES) : end]):
            begun = forms.title_start.search("".join(fold(line.text) for line in lines))
            if begun and not forms.authority.search(fold(above.text)):
                break
            if _is_number_line(above.text, forms):
                break
            lines.insert(0, above)
        if forms.title_start.search("".join(fold(line.text) for line in lines)):
            printed = "\n".join(line.text for line in lines)
            return Fact(join_lines(printed), printed, tuple(place for line in lines for place in line.places))
    for paragraph in opening:
        folded = fold(paragraph.text)
        if forms.title_alone.search(folded) and not forms.attachment.search(folded):
            return Fact(join_lines(paragraph.text), paragraph.text, paragraph.places)
    return None


def _issue_date_index(text: Sequence[Paragraph], forms: NoticeForms) -> int | None:
    """The last short line that ends with a date: the signature's."""
    for index in range(len(text) - 1, -1, -1):
        line = fold(text[index].text)
        dates = list(forms.day.finditer(line))
        if dates and dates[-1].end() == len(line) and len(line) <= _SIGNATURE_LENGTH:
            return index
    return None


def _date_fact(paragraph: Paragraph, pattern: re.Pattern[str]) -> Fact:
    match = list(pattern.finditer(fold(paragraph.text)))[-1]
    return Fact(iso_date(match), paragraph.text, paragraph.places)


def _authorities(text: Sequence[Paragraph], issued_at: int | None, forms: NoticeForms) -> tuple[Fact, ...]:
    """The bodies that sign above the date; a name broken over lines is one."""
    if issued_at is None:
        return ()
    names: list[Fact] = []
    line = text[issued_at]
    own = fold(line.text)[: list(forms.day.finditer(fold(line.text)))[-1].start()]
    lines = list(reversed(list(_signature(text[:issued_at], forms))))
    if own:
        cut = next((end for end in range(len(line.text) + 1) if fold(line.text[:end]) == own), 0)
        lines.append(replace(line, text=line.text[:cut]))
    broken = ""
    places: tuple[Place, ...] = ()
    for line in lines:
        for name in re.split(r"[\s\u3000]{2,}|[\s\u3000](?=\S{4,})", line.text.strip()):
            broken += squeeze(name)
            places = tuple(dict.fromkeys((*places, *line.places)))
            if forms.authority.search(fold(broken)):
                names.append(Fact(broken, broken, places))
                broken, places = "", ()
    return tuple(names)


def _signature(text: Sequence[Paragraph], forms: NoticeForms) -> Iterable[Paragraph]:
    """Lines above the date, nearest first, as long as they are names."""
    for paragraph in reversed(text):
        line = fold(paragraph.text)
        if (
            len(line) > _SIGNATURE_LENGTH
            or not has_chinese(line)
            or re.search(r"[。;:,《》0-9]", line)
            or ("(" in line and not forms.authority.search(line))
            or forms.attachment.search(line)
            or forms.title_end.search(line)
        ):
            return
        yield paragraph


def _edition(title: Fact | None, forms: NoticeForms) -> Fact | None:
    match = forms.edition.search(fold(title.value)) if title else None
    return Fact(match["edition"], match.group(), title.places) if match and title else None


def _stated_total(document: Document, forms: NoticeForms) -> int | None:
    for block in document.blocks:
        if isinstance(block, Paragraph) and len(block.text) <= _SIGNATURE_LENGTH:
            match = forms.stated_total.search(fold(block.text))
            if match:
                return int(match["count"])
    return None
