"""A CSV file read at one cell, parted by the character that parts its lines most alike."""

import csv
from collections.abc import Sequence

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from pipeline.documents.places import Place, SheetPlace
from pipeline.readers.html_charset import decoded
from pipeline.verify.model import Unverifiable

_PARTED_BY = ",\t;"


class CsvPlaces:
    """Cells of a CSV file."""

    engine = "csv"

    def __init__(self, data: bytes) -> None:
        lines = decoded(data)[0].splitlines(keepends=True)
        self._ways = [list(csv.reader(lines, delimiter=parted)) for parted in _PARTED_BY]

    def read(self, place: Place) -> Sequence[str]:
        """The field, as each way to part the lines gives it; widest tables first."""
        if not isinstance(place, SheetPlace):
            raise Unverifiable("the place is no cell")
        letters, row = coordinate_from_string(place.cell)
        column = column_index_from_string(letters)
        ways = sorted(self._ways, key=lambda rows: -sum(map(len, rows)) / max(len(rows), 1))
        table = ways[0]
        fields = table[row - 1] if row <= len(table) else []
        return (fields[column - 1] if column <= len(fields) else "",)

    def close(self) -> None:
        """Nothing is open."""
