"""Rows of two tables that differ, found column by column: rows that are equal are never made objects of.

Costs the import of pyarrow: import it late.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
_BETWEEN = "\x1f"


def differing(old: pa.Table, new: pa.Table, key: Sequence[str]) -> tuple[pa.Table, pa.Table]:
    """The rows that are in one table alone, or there with other values. Both have the same columns.

    ``key`` are columns of texts or numbers, none empty, that identify a row.
    """
    ours, theirs = _keys(old, key), _keys(new, key)
    at = pc.index_in(theirs, value_set=ours)
    both = pc.is_valid(at)
    left, right = old.take(at.filter(both)), new.filter(both)
    changed: Mask = np.zeros(left.num_rows, bool)
    for one, other in zip(left.columns, right.columns, strict=True):
        changed |= ~_equal(one.combine_chunks(), other.combine_chunks())
    gone = old.filter(pc.is_null(pc.index_in(ours, value_set=theirs)))
    come = new.filter(pc.is_null(at))
    return (
        pa.concat_tables([gone, left.filter(pa.array(changed))]),
        pa.concat_tables([come, right.filter(pa.array(changed))]),
    )


def _keys(rows: pa.Table, key: Sequence[str]) -> pa.Array:
    texts = [rows[name].cast(pa.string()) for name in key]
    return pc.binary_join_element_wise(*texts, _BETWEEN).combine_chunks()


def _equal(left: pa.Array, right: pa.Array) -> Mask:
    """Where two columns are equal; empty is equal to empty."""
    if pa.types.is_list(left.type) and pa.types.is_list(right.type):
        return _equal_lists(left, right)
    if left.type != right.type:  # the version before was made by other code
        return np.array([a == b for a, b in zip(left.to_pylist(), right.to_pylist(), strict=True)], bool)
    same = pc.coalesce(pc.equal(left, right), pc.and_(pc.is_null(left), pc.is_null(right)))
    mask: Mask = same.to_numpy(zero_copy_only=False)
    return mask.copy()


def _equal_lists(left: pa.Array, right: pa.Array) -> Mask:
    same = _equal(pc.list_value_length(left), pc.list_value_length(right))
    ours, theirs = (side.filter(pa.array(same)) for side in (left, right))
    unequal = ~_equal(pc.list_flatten(ours), pc.list_flatten(theirs))
    parents = pc.list_parent_indices(ours).to_numpy(zero_copy_only=False)
    same[np.flatnonzero(same)[parents[unequal]]] = False
    return same
