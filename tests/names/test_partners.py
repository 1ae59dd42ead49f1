"""Domestic partners in a cell of issuers, and names that stand for one another."""

import pytest

from pipeline.dataset.name_parts import name_parts
from pipeline.names.alternatives import alternatives
from pipeline.names.identify import Mention, identify
from pipeline.names.knowledge import name_words
from pipeline.names.registry import Registry
from pipeline.names.split import split_issuers, split_name
from tests.names.known import SCHEMAS

PARTNERS = {
    "国际项目管理协会（IPMA）（国内认证机构：中国优选法统筹法与经济数学研究会）": [
        ("国际项目管理协会", False),
        ("中国优选法统筹法与经济数学研究会", True),
    ],
    "甲协会(ABCD)\n国内认\n证机构:乙研究院、丙协会": [
        ("甲协会", False),
        ("乙研究院", True),
        ("丙协会", True),
    ],
    "甲协会 Association of A\n乙研究院（国内合作单位）": [("甲协会", False), ("乙研究院", True)],
    "英国甲协会ATHE 中国乙联合会CGCC": [("英国甲协会", False), ("中国乙联合会", True)],
    "中国甲协会、中国乙学会": [("中国甲协会", False), ("中国乙学会", False)],
    "中国香港甲协会、英国乙学会": [("中国香港甲协会", False), ("英国乙学会", False)],
    "国内合作机构协会": [("国内合作机构协会", False)],
}


@pytest.mark.parametrize("cell", PARTNERS)
def test_a_domestic_partner_is_told_from_the_issuer(cell: str) -> None:
    names = split_issuers(cell, SCHEMAS)
    assert [(name.zh and name.zh.text, name.partner) for name in names] == PARTNERS[cell]
    covered = {at for name in names for part in name.parts for at in range(part.start, part.end)}
    assert [char for at, char in enumerate(cell) if char.isalnum() and at not in covered] == []


def test_partners_are_published_as_issuers_of_that_role() -> None:
    cell = "国际项目管理协会（IPMA）（国内认证机构：中国优选法统筹法与经济数学研究会）"
    mention = Mention("X/1", split_name("证书", SCHEMAS), split_issuers(cell, SCHEMAS))
    (found,) = identify([mention], Registry(), SCHEMAS).mentions
    assert len(found.issuer_ids) == 2
    assert found.partner_ids == found.issuer_ids[1:]


ALTERNATIVES = {
    "特许会员/专业会员（FRICS/MRICS）": ["特许会员", "专业会员", "FRICS", "MRICS"],
    "技师或高级技师": ["技师", "高级技师"],
    "会员 Fellow/Chartered Member": ["Fellow", "Chartered Member"],
    "客户/服务器工程师": [],
    "信息/网络工程师": [],
    "会士（院士/会士）": [],
    "资深专业会员或以上": [],
    "会士(FRSC)": [],
}


@pytest.mark.parametrize("cell", ALTERNATIVES)
def test_alternatives_are_parts_of_their_own(cell: str) -> None:
    found = alternatives(cell, split_name(cell, SCHEMAS), name_words(SCHEMAS))
    assert [part.text for part in found] == ALTERNATIVES[cell]
    assert [cell[part.start : part.end] for part in found] == ALTERNATIVES[cell]


def test_parts_are_published_with_their_characters() -> None:
    text = {
        "qualification": "特许会员/专业会员（MRICS）",
        "issuer": "甲协会（国内认证机构：乙协会）",
        "remarks": "无",
    }
    found = name_parts(text, SCHEMAS)
    assert [(one["role"], one["name"], one["part"], one["text"]) for one in found] == [
        ("qualification", 1, "zh", "特许会员/专业会员"),
        ("qualification", 1, "alternative", "特许会员"),
        ("qualification", 1, "alternative", "专业会员"),
        ("qualification", 1, "abbreviation", "MRICS"),
        ("issuer", 1, "zh", "甲协会"),
        ("issuer", 2, "partner label", "国内认证机构"),
        ("issuer", 2, "zh", "乙协会"),
    ]
    for one in found:
        start, end = one["from"], one["to"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert text[str(one["role"])][start:end] == one["text"]
