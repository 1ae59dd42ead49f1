"""The manifest of what was pulled: a change of any line breaks its chain."""

from pathlib import Path

import pytest

from pipeline.manifest import MANIFEST, Pulled, add_lines, altered_lines, store
from pipeline.verify.files import raw_failures


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three lines, written by two runs; the last tells that an address was gone."""
    lines = []
    for name in ("a.pdf", "b.pdf"):
        sha256, size = store(tmp_path, name.encode())
        headers = {"etag": f'"{name}"'}
        address = f"https://example.org/{name}"
        time = "2026-01-01T00:00:00Z"
        lines.append(Pulled(address, "raw/CN-SH", time, "stored", name, sha256, size, headers=headers))
    add_lines(tmp_path, lines)
    add_lines(
        tmp_path, [Pulled("https://example.org/a.pdf", "raw/CN-SH", "2026-02-01T00:00:00Z", "gone", "a.pdf")]
    )
    return tmp_path


def test_lines_as_they_were_written_hold_together(home: Path) -> None:
    assert list(altered_lines(home)) == []
    assert list(raw_failures(home, {})) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("2026-01-01", "2026-01-02", 1),  # the time
        ("etag", "etaq", 1),  # a header
        ("2026-02-01", "2026-02-03", 3),  # of the last line too
        ('"state": "gone"', '"state":  "gone"', 3),  # a blank
        ('"gone"', '"stored"', 3),
    ],
)
def test_a_changed_character_is_found_and_its_line_named(home: Path, old: str, new: str, line: int) -> None:
    path = home / MANIFEST
    path.write_text(path.read_text().replace(old, new, 1))
    assert [number for number, _ in altered_lines(home)] == [line]
    assert [failure.file for failure in raw_failures(home, {})] == [f"{MANIFEST}, line {line}"]


def test_a_byte_that_is_no_text_is_found(home: Path) -> None:
    path = home / MANIFEST
    path.write_bytes(path.read_bytes().replace(b"etag", b"et\xe8g", 1))
    assert [failure.file for failure in raw_failures(home, {})] == [MANIFEST]


def test_a_last_line_that_lost_its_end_is_found(home: Path) -> None:
    path = home / MANIFEST
    path.write_bytes(path.read_bytes()[:-1] + b"{")
    assert [failure.file for failure in raw_failures(home, {})] == [f"{MANIFEST}, line 3"]


def test_a_line_taken_out_is_found(home: Path) -> None:
    path = home / MANIFEST
    first, _, third, _ = path.read_text().split("\n")
    path.write_text(f"{first}\n{third}\n")
    assert [number for number, _ in altered_lines(home)] == [2]
