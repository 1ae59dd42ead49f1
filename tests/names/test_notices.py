"""Every name, place and grade of the five notices is understood."""

import pytest

from pipeline.documents.text import squeeze
from pipeline.names.grades import grade, grade_in_text
from pipeline.names.identify import Mention, identify
from pipeline.names.places import countries
from pipeline.names.registry import load_registry
from pipeline.names.split import split_issuers, split_name
from tests.names.known import REGISTRY, SCHEMAS
from tests.names.test_split import assert_conserved
from tests.typeset.facts import ExpectedRow, expected_rows, load_notices

POSSIBLE = (
    ("希腊培思特国际认证中心", "培思特国际"),
    ("美国公认反洗钱师协会", "公认反洗钱师协会"),
    ("德国工商大会", "德国工商总会"),
    ("英国培训与高等教育认证", "英国高等教育与培训协会"),
    ("艾奥瓦州教育考试委员会", "爱荷华州教育考试委员会"),
    ("马萨诸塞州小学和中学教育部门", "马萨诸塞联邦小学和初中教育部"),
    ("澳大利亚公共会计师协会", "公共会计师协会(澳大利亚)"),
)


def _entry(rows: dict[str, ExpectedRow], issuer: str) -> str:
    return next(key for key, row in rows.items() if squeeze(row.cells.get("issuer", "")).startswith(issuer))


@pytest.fixture(scope="module")
def rows() -> dict[str, ExpectedRow]:
    notices = load_notices()
    return {
        f"{name}/{row.list_heading}/{row.number}": row
        for name, notice in notices.items()
        for row in expected_rows(notice)
    }


def test_every_name_comes_apart_without_loss(rows: dict[str, ExpectedRow]) -> None:
    for row in rows.values():
        name = split_name(row.cells["qualification"], SCHEMAS)
        assert name.named, row
        assert_conserved(row.cells["qualification"], (name,))
        issuer = row.cells.get("issuer", "")
        bodies = split_issuers(issuer, SCHEMAS)
        assert bool(bodies) == bool(issuer), row
        assert_conserved(issuer, bodies)


def test_every_place_is_known(rows: dict[str, ExpectedRow]) -> None:
    for row in rows.values():
        printed = row.cells.get("country", "")
        found = countries(printed, SCHEMAS)
        assert found.unrecognised == (), row
        assert (found.status == "unknown") == (not printed.strip()), row


def test_every_grade_is_understood(rows: dict[str, ExpectedRow]) -> None:
    for row in rows.values():
        for role in ("grade", "title"):
            assert not row.cells.get(role) or grade(row.cells[role], SCHEMAS), row
        remarks = row.cells.get("remarks", "")
        # Weihai's remarks speak of degrees and years only
        assert ("职称" in remarks) == (grade_in_text(remarks, SCHEMAS) is not None), row


def test_only_what_contradicts_itself_is_kept_apart(rows: dict[str, ExpectedRow]) -> None:
    mentions = [
        Mention(
            entry_id=key,
            qualification=split_name(row.cells["qualification"], SCHEMAS),
            issuers=split_issuers(row.cells.get("issuer", ""), SCHEMAS),
            countries=countries(row.cells.get("country", ""), SCHEMAS).codes,
        )
        for key, row in rows.items()
    ]
    found = identify(mentions, load_registry(REGISTRY), SCHEMAS)
    doubtful = {
        entry
        for conflict in found.conflicts
        if conflict.finding.code == "identity-conflict"
        for entry in conflict.entry_ids
    }
    # LIBF beside LIFE, OSA beside OPTICA, RSC beside the surveyors
    assert doubtful == {"shanghai/A 类/109", "shanghai/B 类/7", "shanghai/D 类/1"}
    possible = {
        frozenset(conflict.finding.message.partition("kept apart as ")[2].split(" and "))
        for conflict in found.conflicts
        if conflict.finding.code == "identity-possible" and conflict.finding.role == "issuer"
    }
    by_entry = {mention.entry_id: mention.issuer_ids[0] for mention in found.mentions if mention.issuer_ids}
    pairs = {frozenset(by_entry[_entry(rows, words)] for words in pair) for pair in POSSIBLE}
    assert possible == pairs
    assert all(mention.qualification_id for mention in found.mentions)
    surveyors = next(
        one for one in found.issuers if one.id == "issuer:royal-institution-of-chartered-surveyors"
    )
    assert surveyors.abbreviations == ("RICS",)
