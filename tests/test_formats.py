"""A notice gives the same entries in every form in which it comes; the whole matrix is ``make accuracy``."""

from pathlib import Path

import pytest

from pipeline.readers.files import read_file
from pipeline.reading import notice_of
from tests.accuracy.compare import compare, particulars_wrong
from tests.accuracy.forms import DIGITAL, SCANS, Form, write
from tests.typeset.facts import NAMES, load_notice
from tests.typeset.test_typeset import has_typeface

SAMPLED = {
    "PDF": ("weihai",),  # tests/test_sample_notices.py reads the other notices' PDF
    "OFD": ("beijing", "tianjin"),
    "DOC": ("weihai",),  # LibreOffice takes seconds to write it, and again to read it
    "WPS": ("guangxi",),
    "ZIP of a DOCX": ("guangxi",),
}
SET = ("PDF", "OFD")
"""Forms that are made from the PDF, which Pango sets."""
CASES = [
    pytest.param(form, name, id=f"{form.name}-{name}")
    for form in DIGITAL
    for name in SAMPLED.get(form.name, NAMES)
]


@pytest.mark.parametrize(("form", "name"), CASES)
def test_every_digital_form_gives_the_entries_of_the_facts(form: Form, name: str, tmp_path: Path) -> None:
    if form.lacking:
        pytest.skip(form.lacking)
    if form.name in SET and not has_typeface():
        pytest.skip("Pango, fontconfig or the Noto CJK fonts are not installed")
    notice = load_notice(name)
    read = notice_of(read_file(write(form.make(notice), tmp_path)))
    compared = compare(notice, read)
    assert list(map(str, compared.wrong)) == []
    assert compared.counts.extra == 0
    assert compared.counts.exact_marked == 0
    assert particulars_wrong(notice, read, widths=False) == []
    assert len(read.set_aside) == len(notice.set_aside)


@pytest.mark.skipif(not has_typeface(), reason="Pango, fontconfig or the Noto CJK fonts are not installed")
def test_a_scanned_page_gives_the_rows_of_the_facts_or_marks_what_it_is_not_sure_of(tmp_path: Path) -> None:
    (form,) = (one for one in SCANS if one.name == "PNG 200 dpi colour, sealed")
    made = form.make(load_notice("tianjin"))
    compared = compare(made.facts, notice_of(read_file(write(made, tmp_path))), widths=True)
    assert compared.counts.cells > 40
    assert compared.counts.exact >= 0.95 * compared.counts.cells
    assert [str(wrong) for wrong in compared.wrong if not wrong.marked] == []
    assert (compared.counts.lost, compared.counts.extra) == (0, 0)
