"""The jurisdiction that a body's name or a title names."""

import pytest

from pipeline.jurisdictions import jurisdiction_of
from pipeline.knowledge import SCHEMAS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("杭州市人力资源和社会保障局", "CN-ZJ-330100"),
        ("山东省威海市人力资源和社会保障局", "CN-SD-371000"),
        ("广西壮族自治区桂林市人社局", "CN-GX-450300"),
        ("吉林市人社局", "CN-JL-220200"),
        ("吉林省人社厅", "CN-JL"),
        ("延边州人社局", "CN-JL-222400"),
        ("海南藏族自治州人社局", "CN-QH-632500"),
        ("北京市朝阳区人社局", "CN-BJ"),
        ("广东省关于在深圳市试行境外职业资格认可的通知", "CN-GD"),
        ("云州市人社局", None),
    ],
)
def test_a_city_is_told_from_its_province(text: str, code: str | None) -> None:
    found = jurisdiction_of([text], SCHEMAS)
    assert (found.code if found else None) == code


def test_a_city_has_the_name_of_its_province() -> None:
    found = jurisdiction_of(["某局", "西安市人社局"], SCHEMAS)
    assert found is not None
    assert (found.zh, found.en) == ("西安市", "Xi'an, Shaanxi")
