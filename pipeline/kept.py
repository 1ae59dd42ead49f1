"""Typed records kept as JSON files, so that nothing is made twice."""

import gzip
import hashlib
import os
import zlib
from pathlib import Path
from threading import get_ident
from typing import TypeVar

from pydantic import TypeAdapter

_Record = TypeVar("_Record")
_PACKED = ".gz"


def recall(path: Path, adapter: TypeAdapter[_Record]) -> _Record | None:
    """The record in a file; None where it is absent or damaged, so that it is made again."""
    try:
        data = path.read_bytes()
        return adapter.validate_json(gzip.decompress(data) if path.suffix == _PACKED else _whole(data))
    except (OSError, EOFError, zlib.error, ValueError):
        return None


def keep(path: Path, adapter: TypeAdapter[_Record], record: _Record) -> None:
    """Write a record in one step, so that a stop leaves no half of it; packed where the name ends so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = adapter.dump_json(record)
    unfinished = path.with_suffix(f".{os.getpid()}-{get_ident()}.tmp")  # two may keep one document
    unfinished.write_bytes(gzip.compress(data, 1) if path.suffix == _PACKED else _summed(data))
    unfinished.replace(path)


def _summed(data: bytes) -> bytes:
    """The record with its SHA-256; what is packed has a sum already."""
    return b'{"sha256":"%b","record":%b}\n' % (hashlib.sha256(data).hexdigest().encode(), data)


def _whole(data: bytes) -> bytes:
    """The record as it was written. Raises ValueError where a byte of it was changed."""
    empty = len(_summed(b""))
    record = data[empty - 2 : -2]
    if _summed(record) != data:
        raise ValueError("the record is not as it was written")
    return record
