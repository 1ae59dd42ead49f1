"""Notices as the Word of old, .doc (which .wps files are too): the DOCX, saved anew by LibreOffice."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.typeset.facts import Notice
from tests.typeset.word import typeset_word

SECONDS = 180


@cache
def soffice() -> str | None:
    """The LibreOffice of this machine, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def saved_as_doc(document: bytes) -> bytes:
    """A DOCX as .doc. LibreOffice runs with a profile of its own, so that runs do not meet."""
    program = soffice()
    if program is None:
        raise FileNotFoundError("LibreOffice (soffice) is not installed: no .doc can be made")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "notice.docx"
        path.write_bytes(document)
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                "doc",
                "--outdir",
                folder,
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
        return path.with_suffix(".doc").read_bytes()


def typeset_doc(notice: Notice) -> bytes:
    """The notice as a .doc."""
    return saved_as_doc(typeset_word(notice))
