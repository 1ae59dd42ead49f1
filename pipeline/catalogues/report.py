"""The rows of a notice as plain records, as ``renke read --json`` prints them."""

from collections.abc import Iterator

from pipeline.catalogues.model import Catalogue, CatalogueRow, Notice, Value
from pipeline.documents.findings import Finding
from pipeline.documents.places import place_json
from pipeline.documents.text import join_lines


def row_records(notice: Notice) -> Iterator[dict[str, object]]:
    """One record a catalogue row, in reading order."""
    for catalogue in notice.catalogues:
        for row in catalogue.rows:
            yield row_record(notice, catalogue, row)


def row_record(notice: Notice, catalogue: Catalogue, row: CatalogueRow) -> dict[str, object]:
    """One catalogue row: texts joined to one line in ``cells``, places and readings by role."""
    values: dict[str, Value] = {"number": row.number} if row.number else {}
    values |= row.values
    return {
        "document": notice.document,
        "sha256": notice.sha256,
        "list": catalogue.heading,
        "group": row.group,
        "number": join_lines(row.number.text) if row.number else None,
        "cells": {role: join_lines(value.text) for role, value in row.values.items()},
        "headers": {role: value.header for role, value in values.items()},
        "places": {role: [place_json(place) for place in value.places] for role, value in values.items()},
        "notes": [
            {"role": n.role, "mark": n.mark, "text": n.text, "places": [place_json(p) for p in n.places]}
            for n in row.notes
        ],
        "readings": {role: list(value.readings) for role, value in values.items()},
        "confidence": {role: value.confidence for role, value in values.items()},
        "findings": [finding_record(finding) for finding in row.findings],
    }


def finding_record(finding: Finding) -> dict[str, object]:
    """A finding of a row."""
    return {
        "code": finding.code,
        "role": finding.role,
        "severity": finding.severity.value,
        "message": finding.message,
    }


def finding_places(finding: Finding) -> list[dict[str, object]]:
    """Where a finding stands."""
    return [place_json(place) for place in finding.places]
