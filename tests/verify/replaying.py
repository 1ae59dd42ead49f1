"""The values of a document that was just read, to be replayed without publishing them."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.catalogues.model import Notice, Value
from pipeline.documents.model import Document
from pipeline.documents.places import place_json, place_of
from pipeline.documents.text import join_lines
from pipeline.readers.door import read_document
from pipeline.reading import notice_of
from pipeline.verify.documents import opened
from pipeline.verify.model import Replayed, Traced


@dataclass(frozen=True, slots=True)
class Read:
    """A document, its bytes and its notice."""

    data: bytes
    document: Document
    notice: Notice


def read(data: bytes, name: str) -> Read:
    """Read a document as the pipeline does."""
    document = read_document(data, name)
    return Read(data, document, notice_of(document))


def traced(notice: Notice) -> Iterator[Traced]:
    """Each value as lineage would have it."""
    for catalogue in notice.catalogues:
        for position, row in enumerate(catalogue.rows, start=1):
            entry_id = f"{catalogue.ordinal}/{position}"
            for role, value in (("number", row.number), *row.values.items()):
                if value is not None:
                    yield _traced(entry_id, role, value, notice)


def _traced(entry_id: str, role: str, value: Value, notice: Notice) -> Traced:
    text = join_lines(value.text)
    return Traced(
        entry_id,
        role,
        notice.document,
        notice.sha256,
        text,
        text,
        tuple(place_of(place_json(place)) for place in value.places),
        frozenset(step.rule for step in value.steps),
        value.readings,
    )


def replay_all(one: Read) -> list[Replayed]:
    """Every value of the document read again."""
    with opened(one.data, one.document.name) as document:
        return [document.replayed(value) for value in traced(one.notice)]
