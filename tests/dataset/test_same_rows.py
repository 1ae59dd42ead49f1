"""Rows that differ between two tables are found, whatever their columns hold."""

from collections.abc import Mapping

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dataset.same_rows import differing

Values = tuple[str | None, tuple[str, ...], float | None]
words = st.sampled_from(["", "a", "b", "序", "a\x1fb"])
values = st.tuples(
    st.none() | words, st.lists(words, max_size=3).map(tuple), st.none() | st.sampled_from([0.0, 0.5])
)
sides = st.dictionaries(st.tuples(words, st.integers(0, 3)), values, max_size=6)
LISTS = pa.list_(pa.field("item", pa.string(), nullable=False))


def _table(side: Mapping[tuple[str, int], Values], lists: pa.DataType = LISTS) -> pa.Table:
    rows = [(*key, *one) for key, one in side.items()]
    types = (pa.string(), pa.int64(), pa.string(), lists, pa.float64())
    arrays = [
        pa.array([row[at] for row in rows] if lists == LISTS or at != 3 else [None] * len(rows), type=kind)
        for at, kind in enumerate(types)
    ]
    return pa.Table.from_arrays(arrays, names=["key", "ordinal", "text", "texts", "number"])


def _rows(found: pa.Table) -> dict[tuple[str, int], Values]:
    return {
        (row["key"], row["ordinal"]): (row["text"], tuple(row["texts"]), row["number"])
        for row in found.to_pylist()
    }


@given(sides, sides)
@settings(max_examples=100, deadline=None)
def test_the_rows_that_differ_are_those_of_one_side_alone(
    old: dict[tuple[str, int], Values], new: dict[tuple[str, int], Values]
) -> None:
    gone, come = differing(_table(old), _table(new), ("key", "ordinal"))
    assert _rows(gone) == {key: one for key, one in old.items() if new.get(key) != one}
    assert _rows(come) == {key: one for key, one in new.items() if old.get(key) != one}


def test_a_column_that_one_side_lacks_differs_where_the_other_fills_it() -> None:
    new: dict[tuple[str, int], Values] = {("a", 1): ("x", ("y",), 0.5)}
    gone, come = differing(_table(new, pa.null()), _table(new), ("key", "ordinal"))
    assert (gone.num_rows, come.num_rows) == (1, 1)
