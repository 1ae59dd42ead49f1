"""A notice gives the same entries in every form in which it comes; the whole matrix is ``make accuracy``."""

from pathlib import Path

import pytest

from pipeline.readers.files import read_file
from pipeline.reading import notice_of
from tests.accuracy.compare import compare, particulars_wrong
from tests.accuracy.forms import DIGITAL, Form, write
from tests.typeset.facts import NAMES, load_notice
from tests.typeset.test_typeset import has_typeface

READ = ("PDF", "DOCX", "HTML, UTF-8", "HTML, GB18030", "OFD", "XLSX, one sheet", "XLS, a sheet a list")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", [form for form in DIGITAL if form.name in READ], ids=lambda form: form.name)
def test_every_digital_form_gives_the_entries_of_the_facts(form: Form, name: str, tmp_path: Path) -> None:
    if form.lacking:
        pytest.skip(form.lacking)
    if form.name == "PDF" and not has_typeface():
        pytest.skip("Pango, fontconfig or the Noto CJK fonts are not installed")
    notice = load_notice(name)
    read = notice_of(read_file(write(form.make(notice), tmp_path)))
    compared = compare(notice, read)
    assert list(map(str, compared.wrong)) == []
    assert compared.counts.extra == 0
    assert compared.counts.exact_marked == 0
    assert particulars_wrong(notice, read, widths=False) == []
    assert len(read.set_aside) == len(notice.set_aside)
