"""Documents that are put into raw/ by hand."""

import os
from pathlib import Path

from pipeline.archive import Watched, documents_in


def test_a_file_whose_name_is_no_utf_8_is_withheld_and_named(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("附件.txt".encode("gbk"), "附件.txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path / "raw") + b"/" + name)).write_bytes(b"1")
    withheld, whole = documents_in(tmp_path, [Watched("CN-YN", "raw")])
    assert (withheld.name, whole.name) == ("????.txt", "附件.txt")
    assert (withheld.sha256, whole.error) == ("", None)
    assert "????.txt: the file has a name that is no UTF-8" in str(withheld.error)
    assert all(text.encode() for text in withheld.record().values() if text)
