"""Numbers of workbooks as the program shows them."""

import pytest

from pipeline.readers.number_format import shown

FOLLOWED = {
    (1.0, "General"): "1",
    (0.1 + 0.2, "General"): "0.3",
    (7.0, "G/通用格式"): "7",
    (5.0, "@"): "5",
    (1.0, "0_ "): "1",
    (12.0, "000"): "012",
    (0.5, "0%"): "50%",
    (1.005, "0.00"): "1.01",
    (1234567.891, "#,##0.00_);[Red](#,##0.00)"): "1,234,567.89",
    (-5.0, "0;(0)"): "(5)",
    (-5.0, "0"): "-5",
    (7.0, '"第"0"条"'): "第7条",
    (5.0, "\\A0"): "A5",
    (12.5, "0.##"): "12.5",
    (1500.0, "0.0,"): "1.5",
    (45293.0, "yyyy/m/d"): "2024/1/2",
    (45293.0, '[$-804]yyyy"年"m"月"d"日";@'): "2024年1月2日",
    (45293.0, 'm"月"d"日"'): "1月2日",
    (45293.0, "d-mmm"): "2-Jan",
    (45293.5, "yyyy-mm-dd hh:mm:ss"): "2024-01-02 12:00:00",
    (0.75, "h:mm AM/PM"): "6:00 PM",
    (0.75, '上午/下午h"时"mm"分"'): "下午6时00分",
    (5.0, '[=5]"甲级";General'): "甲级",
    (6.0, '[=5]"甲级";General'): "6",
}
NOT_FOLLOWED = [(1.5, "# ?/?"), (5.0, "[DBNum1]General"), (123456789012.0, "General"), (1e10, "000-0000")]


@pytest.mark.parametrize(("value", "code"), FOLLOWED)
def test_a_number_is_shown_by_its_format(value: float, code: str) -> None:
    text = shown(value, code)
    assert (text.text, text.exact) == (FOLLOWED[value, code], True)


@pytest.mark.parametrize(("value", "code"), NOT_FOLLOWED)
def test_a_format_that_is_not_followed_is_told_and_the_number_kept(value: float, code: str) -> None:
    text = shown(value, code)
    assert not text.exact
    assert float(text.text) == value


def test_a_workbook_of_1904_counts_days_from_there() -> None:
    assert shown(0.0, "yyyy/m/d", since_1904=True).text == "1904/1/1"
    assert shown(1.0, "yyyy/m/d").text == "1900/1/1"
    assert shown(61.0, "yyyy/m/d").text == "1900/3/1"


def test_a_date_without_a_year_says_so() -> None:
    assert shown(45293.0, 'm"月"d"日"').yearless
    assert not shown(45293.0, "yyyy/m/d").yearless
    assert not shown(0.5, "h:mm").yearless
