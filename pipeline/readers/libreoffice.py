"""LibreOffice on this machine, without a window: one file to another format."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import cache
from glob import glob
from pathlib import Path

from pipeline.errors import UnreadableDocument

SECONDS = 120.0
"""Time for one conversion; a long notice takes some seconds, the first start of LibreOffice more."""

_VARIABLE = "RENKE_SOFFICE"
_NAMES = ("soffice", "libreoffice", "soffice.exe")
_FOLDERS = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice*/program",
    "/snap/bin",
    "/Applications/LibreOffice.app/Contents/MacOS",
    "C:/Program Files/LibreOffice/program",
    "C:/Program Files (x86)/LibreOffice/program",
)
# No macros, whatever the document says; no links fetched; no questions.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501


def find_libreoffice() -> Path | None:
    """The program: what RENKE_SOFFICE names, else one on the path, else in a usual folder."""
    named = os.environ.get(_VARIABLE)
    if named:
        return Path(named) if shutil.which(named) else None
    return _installed()


@cache
def _installed() -> Path | None:
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    folders = [folder for pattern in _FOLDERS for folder in sorted(glob(pattern))]  # noqa: PTH207
    found = next((f for name in _NAMES if (f := shutil.which(name, path=os.pathsep.join(folders)))), None)
    return None if found is None else Path(found)


def converted(source: Path, suffix: str, name: str) -> tuple[bytes, str]:
    """The file in another format, and what the program calls itself. ``name`` is the document's, for errors.

    Works in the folder of ``source``, with a profile there, so that it meets no other LibreOffice.
    Raises UnreadableDocument where there is no LibreOffice, or it fails, or takes too long.
    """
    program = find_libreoffice()
    if program is None:
        raise UnreadableDocument(
            "LibreOffice, which reads this format, was not found",
            document=name,
            remedy=f"Install LibreOffice, or name it in {_VARIABLE}, or save the file as DOCX",
        )
    profile = source.parent / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    out = source.parent / "converted"
    command = [
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--invisible",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nologo",
        "--convert-to",
        suffix,
        "--outdir",
        str(out),
        str(source),
    ]
    _run(command, source.parent, name)
    made = out / f"{source.stem}.{suffix}"
    if not made.is_file():
        raise UnreadableDocument(
            "LibreOffice cannot read the file; it is damaged, or asks for a password",
            document=name,
            remedy="Open it in a word processor and save it as DOCX, without password",
        )
    return made.read_bytes(), "LibreOffice"


def _run(command: list[str], folder: Path, name: str) -> None:
    environment = {**os.environ, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0 if hasattr(os, "killpg") else None,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            f"LibreOffice did not convert the file within {SECONDS:.0f} seconds",
            document=name,
            remedy="Open it in a word processor and save it as DOCX",
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started: soffice is a script that starts the program proper."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
