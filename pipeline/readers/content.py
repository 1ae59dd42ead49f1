"""The bytes of a document, with what the front door looks at to tell their format."""

import hashlib
import zipfile
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from pipeline.readers.ole import root_streams


def sha256_of(data: bytes) -> str:
    """The identity of a document: the SHA-256 of its bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Content:
    """A document that is not read yet, with the name that it came under."""

    data: bytes
    name: str

    @cached_property
    def sha256(self) -> str:
        """The document's identity."""
        return sha256_of(self.data)

    @cached_property
    def members(self) -> frozenset[str] | None:
        """The names in a ZIP file; None for what is none, or is damaged."""
        if not self.data.startswith(b"PK"):
            return None
        try:
            with zipfile.ZipFile(BytesIO(self.data)) as archive:
                return frozenset(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return None

    @cached_property
    def streams(self) -> frozenset[str]:
        """The names at the root of an OLE file; none for what is none."""
        return root_streams(self.data)

    def has_member(self, path: str) -> bool:
        """Whether a ZIP file has a part of this name; with ``/`` at its end, a folder."""
        members = self.members or frozenset()
        return any(name.startswith(path) for name in members) if path.endswith("/") else path in members
