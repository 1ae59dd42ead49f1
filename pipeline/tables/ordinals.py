"""The row under a header that counts its columns, such as 甲, 乙, 1, 2: no entry, and no header words."""

from collections.abc import Iterable, Sequence

from pipeline.documents.model import Cell
from pipeline.documents.text import fold
from pipeline.vocabulary import Vocabulary

# Columns of the narrowest table whose columns are counted.
_FEWEST = 3
_BRACKETS = "()[]{}【】〔〕."


def counts_columns(row: Iterable[Cell], columns: int, vocabulary: Vocabulary) -> bool:
    """Whether the row numbers the columns, each from the first on.

    Letters may count the columns of words and digits go on from 1 with the others; a word such as 栏次, or
    nothing, may stand in the first column.
    """
    cells = sorted((cell for cell in row if fold(cell.text)), key=lambda cell: cell.column)
    if columns < _FEWEST or not cells or cells[0].row_span > 1:
        return False
    texts = [fold(cell.text).strip(_BRACKETS) for cell in cells]
    covered = sum(cell.column_span for cell in cells)
    if vocabulary.column_label.fullmatch(texts[0]):
        texts = texts[1:]
    elif cells[0].column == 2:
        covered += 1
    if len(texts) < _FEWEST - 1 or covered != columns:
        return False
    return any(_run(texts, series) for series in vocabulary.column_series)


def _run(texts: Sequence[str], series: Sequence[str]) -> bool:
    """Whether the texts are the first of a series, or those and then the numbers from 1 on."""
    count = next((at for at, (text, one) in enumerate(zip(texts, series, strict=False)) if text != one), None)
    count = min(len(texts), len(series)) if count is None else count
    return list(texts[count:]) == [str(number) for number in range(1, len(texts) - count + 1)]
