"""ZIP files, and so Office files, made of their parts and taken apart."""

import io
import zipfile
from collections.abc import Mapping


def zipped(members: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The members packed in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts(package: bytes) -> dict[str, bytes]:
    """The members of a package by their names."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
