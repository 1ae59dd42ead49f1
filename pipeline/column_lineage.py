"""Of what each column of the published tables was made, as OpenLineage says it.

A column of entries, lineage, notices, catalogues and provisions comes from the documents: from columns of
their tables, by their headers, or from the text around them. What is gathered from other published tables
names their columns, so that an event does not grow with documents times tables.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.dataset.schema import columns

if TYPE_CHECKING:
    from openlineage.client.generated.column_lineage_dataset import (
        ColumnLineageDatasetFacet,
        InputField,
        Transformation,
    )

    from pipeline.lineage_events import Source

TEXT = "text"
"""The field of a document that holds what it says outside of its tables."""
_NAMES = ("qualification", "qualification_zh", "qualification_en")
_ISSUERS = ("issuer", "issuer_zh", "issuer_en")
_NUMBER = "number"

OF_CELLS: Mapping[str, tuple[str, ...]] = {
    "qualification_id": (*_NAMES, *_ISSUERS),
    "qualification_zh": _NAMES,
    "qualification_en": _NAMES,
    "qualification_abbreviation": _NAMES,
    "qualification_scope": _NAMES,
    "name_parts": (*_NAMES, *_ISSUERS),
    "issuer_ids": _ISSUERS,
    "domestic_partner_ids": _ISSUERS,
    "countries": ("country",),
    "country_status": ("country",),
    "fields": ("field",),
    "title": ("grade", "title", "remarks"),
    "grade": ("grade", "title", "remarks"),
    "conditions": (*_NAMES, *_ISSUERS, "remarks", "recognition"),
    "exemptions": (*_NAMES, *_ISSUERS, "remarks", "recognition"),
    "terms": (*_NAMES, "remarks", "recognition"),
}
"""Normalised columns of entries and the roles of the cells that they are made of."""

OF_TEXT: Mapping[str, tuple[str, ...]] = {
    "notices": (
        "authorities",
        "document_number",
        "title",
        "edition",
        "issued",
        "effective",
        "expires",
        "validity_printed",
        "valid_from",
        "valid_until",
        "supersedes",
        "amends",
        "superseded_by",
        "status",
        "rows_stated",
    ),
    "catalogues": ("list_key", "list_printed", "kind", "rows_stated"),
    "entries": ("list_printed", "valid_from", "valid_until"),
    "provisions": tuple(c.name for c in columns("provisions") if c.name not in ("notice_id", "ordinal")),
}
"""Columns that come from what documents say outside of their tables."""

OF_TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "crosswalk": {
        **{
            name: (f"entries.{name}",)
            for name in (
                "qualification_id", "issuer_ids", "notice_id", "catalogue_id", "list_printed", "grade",
                "title", "conditions", "exemptions", "valid_from", "valid_until", "entry_id",
            )
        },
        "jurisdiction": ("notices.jurisdiction",),
        "kind": ("catalogues.kind",),
        "edition": ("notices.edition",),
        "status": ("notices.status",),
        "occupation": ("entries.occupation_printed",),
    },
    "issuers": {
        "issuer_id": ("entries.issuer_ids",),
        "name_zh": ("names.form",),
        "name_en": ("names.form",),
        "abbreviations": ("names.form",),
        "countries": ("entries.countries",),
        "entries": ("entries.issuer_ids",),
        "evidence": ("names.form",),
    },
    "qualifications": {
        "qualification_id": ("entries.qualification_id",),
        "issuer_ids": ("entries.issuer_ids",),
        "name_zh": ("names.form",),
        "name_en": ("names.form",),
        "abbreviations": ("names.form",),
        "entries": ("entries.qualification_id",),
        "evidence": ("names.form",),
    },
    "names": {
        "identity": ("entries.qualification_id", "entries.issuer_ids"),
        "form": ("entries.name_parts",),
        "entry_ids": ("entries.entry_id",),
    },
    "findings": {"entry_id": ("entries.entry_id",), "message": ("lineage.raw_text", "provisions.text")},
    "quarantine": {"row": ("entries.entry_id", "lineage.entry_id"), "key": ("entries.entry_id",)},
    "changes": {
        "key": ("entries.entry_id", "lineage.entry_id"),
        "entry_id": ("entries.entry_id",),
        "values": ("entries.entry_id", "lineage.value"),
    },
}  # fmt: skip
"""Columns that are gathered from columns of other published tables."""


class ColumnLineage:
    """The facets of a version: ``sources`` are the documents of the run, ``folder`` is the version's."""

    def __init__(self, connection: sqlite3.Connection, sources: "Sequence[Source]", folder: Path) -> None:
        self._sources, self._folder = sources, folder
        self._headers: dict[str, list[tuple[Source, str]]] = defaultdict(list)
        named = {source.sha256: source for source in sources}
        query = (
            "SELECT DISTINCT role, document_sha256, header FROM lineage "
            "ORDER BY role, document_sha256, header"
        )
        for role, sha256, header in connection.execute(query):
            with suppress(KeyError):  # a document that stands in for one that is gone is no input of this run
                self._headers[role].append((named[sha256], header))

    def facet(self, table: str, producer: str) -> "ColumnLineageDatasetFacet":
        """What each column of a table was made of; columns that Renke counts or makes up are left out."""
        from openlineage.client.generated.column_lineage_dataset import ColumnLineageDatasetFacet, Fields

        fields = {column: Fields(found) for column, found in self._fields(table) if found}
        return ColumnLineageDatasetFacet(fields, producer=producer)

    def _fields(self, table: str) -> "Iterator[tuple[str, list[InputField]]]":
        from openlineage.client.generated.column_lineage_dataset import InputField, Transformation

        printed = Transformation("DIRECT", "IDENTITY", "as printed")
        normalised = Transformation("DIRECT", "TRANSFORMATION", "normalised; see the steps in lineage")
        read = Transformation("DIRECT", "TRANSFORMATION", "read from the text")
        gathered = Transformation("DIRECT", "TRANSFORMATION", "gathered from another published table")
        if table == "entries":
            yield from self._of_entries(printed, normalised)
        if table == "lineage":
            for column in ("header", "raw_text", "value"):
                yield column, self._cells(list(self._headers), printed)
        for column in OF_TEXT.get(table, ()):
            yield column, [InputField(s.namespace, s.name, TEXT, [read]) for s in self._sources]
        for column, origins in OF_TABLES.get(table, {}).items():
            yield column, [self._published(origin, gathered) for origin in origins]

    def _of_entries(
        self, printed: "Transformation", normalised: "Transformation"
    ) -> "Iterator[tuple[str, list[InputField]]]":
        own = [column.name for column in columns("entries")]
        for column in own:
            if column.endswith("_printed") and column != "list_printed":
                yield column, self._cells([column.removesuffix("_printed")], printed)
        others = [role for role in self._headers if f"{role}_printed" not in own and role != _NUMBER]
        yield "other_printed", self._cells(others, printed)
        for column, roles in OF_CELLS.items():
            yield column, self._cells(roles, normalised)

    def _cells(self, roles: Sequence[str], how: "Transformation") -> "list[InputField]":
        from openlineage.client.generated.column_lineage_dataset import InputField

        read = dict.fromkeys(one for role in roles for one in self._headers.get(role, ()))
        return [InputField(source.namespace, source.name, header, [how]) for source, header in read]

    def _published(self, origin: str, how: "Transformation") -> "InputField":
        from openlineage.client.generated.column_lineage_dataset import InputField

        table, _, column = origin.partition(".")
        return InputField("file", (self._folder / f"{table}.parquet").resolve().as_posix(), column, [how])
