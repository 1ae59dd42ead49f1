"""What an OLE file (Word, Excel, WPS and PowerPoint until 2003) is, by the streams at its root."""

import io
import struct

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def root_streams(data: bytes) -> frozenset[str]:
    """The names of the streams and folders at the root of an OLE file; none for what is damaged."""
    if not data.startswith(OLE):
        return frozenset()
    from xlrd.compdoc import CompDoc, CompDocError

    try:
        entries = CompDoc(data, logfile=io.StringIO()).dirlist
    except (CompDocError, struct.error, AssertionError, LookupError, ValueError, OverflowError):
        return frozenset()
    return frozenset(entry.name for entry in entries if entry.parent == 0)
