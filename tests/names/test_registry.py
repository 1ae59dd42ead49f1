"""registry/: read strictly, kept by the machine without loss, and applied."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.names.given import FILE, GivenForm, GivenIdentity, Ledger, extended, keep_ledger, load_ledger
from pipeline.names.identify import Mention, identify
from pipeline.names.identities import Identities
from pipeline.names.registry import Registry, RegistryError, load_registry
from pipeline.names.split import split_issuers, split_name
from tests.names.known import REGISTRY, SCHEMAS

SIGNED = "author: someone, date: 2026-11-21, reason: known"


def mention(entry: str, qualification: str, issuer: str, *countries: str) -> Mention:
    return Mention(entry, split_name(qualification, SCHEMAS), split_issuers(issuer, SCHEMAS), countries)


def resolve(registry: Registry, *mentions: Mention) -> Identities:
    return identify(mentions, registry, SCHEMAS)


def ids(found: Identities) -> dict[str, tuple[tuple[str, ...], str | None]]:
    return {one.entry_id: (one.issuer_ids, one.qualification_id) for one in found.mentions}


def kept(folder: Path, *mentions: Mention) -> Identities:
    """What a refresh does: identify, and keep what was given."""
    registry = load_registry(folder)
    found = resolve(registry, *mentions)
    keep_ledger(folder, extended(registry.ledger, found.given))
    return found


OPTICA = mention("A/1", "会士(FOSA)", "美国光学学会(OPSA)")
OSA = mention("B/7", "会士(FOSA)", "美国光学学会(Optical Society of America, OSA)")
ALONE = mention("C/1", "证书", "IPA")
SKILL = mention("G/1", "电工", "", "VN")
DECISIONS = """decisions:
  - decision: {decision}
    identities: [{left}, {right}]
    names: [{{zh: 美国光学学会, abbreviation: OPSA}}, {{zh: 美国光学学会, abbreviation: OSA}}]
    cells: [{{entry_id: A/1, role: issuer}}]
    author: someone
    date: 2026-11-21
    reason: they changed their name
"""


def decide(folder: Path, decision: str, left: str, right: str) -> None:
    text = DECISIONS.format(decision=decision, left=left, right=right)
    (folder / "decisions.yaml").write_text(text, "utf-8")


def test_an_identifier_outlives_the_names_that_it_came_from(tmp_path: Path) -> None:
    before = ids(kept(tmp_path, OPTICA, ALONE, SKILL))
    fuller = mention("A/2", "会士", "美国光学学会(The Optical Group of America, OPTICA)")
    after = ids(
        kept(tmp_path, OPTICA, ALONE, SKILL, fuller, mention("A/3", "证", "美国光学学会 Optical Group"))
    )
    assert {entry: after[entry] for entry in before} == before
    assert after["A/2"][0] == before["A/1"][0]
    assert ids(kept(tmp_path, fuller))["A/2"] == after["A/2"], "the first notice is gone"


def test_what_was_given_is_kept_with_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    kept(first, OPTICA, OSA, ALONE, SKILL)
    kept(second, SKILL, ALONE, OSA, OPTICA)
    assert (first / FILE).read_bytes() == (second / FILE).read_bytes()
    kept(first, OPTICA, OSA)
    assert (first / FILE).read_bytes() == (second / FILE).read_bytes()


def test_two_identifiers_once_given_are_never_merged_without_a_decision(tmp_path: Path) -> None:
    left, right = mention("A/1", "证", "光学学会"), mention("B/1", "证", "Optical Society of Somewhere")
    before = ids(kept(tmp_path, left, right))
    both = mention("C/1", "证", "光学学会(Optical Society of Somewhere)")
    found = kept(tmp_path, left, right, both)
    assert {entry: ids(found)[entry] for entry in before} == before
    assert {frozenset(conflict.ids) for conflict in found.conflicts} >= {
        frozenset((before["A/1"][0][0], before["B/1"][0][0]))
    }


@pytest.mark.parametrize("with_ledger", [True, False])
def test_a_decision_makes_two_one_and_keeps_the_first_identifier(tmp_path: Path, with_ledger: bool) -> None:
    found = kept(tmp_path, OPTICA, OSA)
    (left,), (right,) = ids(found)["A/1"][0], ids(found)["B/7"][0]
    assert left != right
    assert found.conflicts
    decide(tmp_path, "same", left, right)
    if not with_ledger:
        (tmp_path / FILE).unlink()
    merged = kept(tmp_path, OPTICA, OSA)
    assert ids(merged)["A/1"][0] == ids(merged)["B/7"][0] == (left,)
    assert merged.issuers[0].former_ids == (right,)
    assert ids(merged)["A/1"][1] == ids(merged)["B/7"][1], "the fellowship is one with the body"
    assert merged.conflicts == ()


def test_a_decision_that_two_differ_closes_the_question(tmp_path: Path) -> None:
    found = kept(tmp_path, OPTICA, OSA)
    decide(tmp_path, "different", ids(found)["A/1"][0][0], ids(found)["B/7"][0][0])
    apart = kept(tmp_path, OPTICA, OSA)
    assert ids(apart) == ids(found)
    assert apart.conflicts == ()


def test_a_decision_that_applies_to_nothing_is_told(tmp_path: Path) -> None:
    found = kept(tmp_path, OPTICA, OSA)
    decide(tmp_path, "same", ids(found)["A/1"][0][0], ids(found)["B/7"][0][0])
    (told,) = kept(tmp_path, OPTICA).conflicts
    assert told.finding.code == "decision-unused"
    assert "someone" in told.finding.message


def test_evidence_and_questions_are_the_same_once_identifiers_are_kept(tmp_path: Path) -> None:
    levels = [
        mention("L/1", "认证(专家级)(LEED Accredited)", "公会(GBCI)", "US"),
        mention("L/2", "认证(高级)(LEED Accredited)", "公会(GBCI)", "US"),
        mention("L/3", "LEED认证(高级)(LEED Accredited)", "公会(GBCI)", "US"),
    ]
    first = kept(tmp_path, OPTICA, OSA, ALONE, SKILL, *levels)
    again = kept(tmp_path, OPTICA, OSA, ALONE, SKILL, *levels)
    assert again == first
    assert any(one.evidence for one in first.qualifications)


def test_an_identifier_holds_its_names_together_when_their_evidence_is_gone(tmp_path: Path) -> None:
    record = {"id": "issuer:one", "forms": [{"zh": "甲学会"}, {"latin": "Society of Something Else"}]}
    (tmp_path / FILE).write_text(json.dumps(record) + "\n", "utf-8")
    found = kept(tmp_path, mention("X/1", "证", "甲学会"), mention("X/2", "证", "Society of Something Else"))
    (body,) = found.issuers
    assert body.id == "issuer:one"
    assert [one.rule for one in body.evidence] == ["given"]


def test_a_former_name_is_evidence_and_never_the_preferred_one(tmp_path: Path) -> None:
    record = (
        "identities:\n  - id: issuer:optica\n    names: {abbreviations: [OPSA, OSA]}\n"
        "    former: {zh: [美国光学学会], latin: [Optical Society of America]}\n"
        "    author: someone\n    date: 2026-11-21\n    reason: renamed in 2021\n"
    )
    (tmp_path / "issuers.yaml").write_text(record, "utf-8")
    renamed = mention("A/9", "会士", "光学出版学会(Optical Society of America)")
    found = resolve(load_registry(tmp_path), OPTICA, OSA, renamed)
    (body,) = found.issuers
    assert body.id == "issuer:optica"
    assert body.name_zh == "光学出版学会"
    assert body.former_names == ("美国光学学会", "Optical Society of America")


def test_the_shipped_registry_loads_and_a_missing_one_is_empty(tmp_path: Path) -> None:
    assert {"issuer:royal-society-of-chemistry"} <= {given.id for given in load_registry(REGISTRY).issuers}
    assert load_registry(tmp_path) == Registry()


def issuer(identifier: str, names: str, more: str = "") -> str:
    return f"- {{id: issuer:{identifier}, names: {{{names}}}, {more}{SIGNED}}}\n"


ONE = issuer("one", "zh: [甲]")
CYCLE = issuer("a", "zh: [甲]", "former: {zh: [乙]}, ") + issuer("b", "zh: [乙]", "former: {zh: [丙]}, ")
BROKEN = {
    "an identifier twice": ("identities:\n" + ONE + ONE, 3, "issuer:one: stands twice"),
    "a cycle of former names": (
        "identities:\n" + CYCLE + issuer("c", "zh: [丙]", "former: {zh: [甲]}, "),
        4,
        "a cycle of former names",
    ),
    "its own former name": (
        "identities:\n" + issuer("a", "zh: [甲]", "former: {zh: [甲]}, "),
        2,
        "a cycle of former names",
    ),
    "an unknown key": ("identities:\n" + ONE.replace("reason", "raison"), 2, "raison: Extra"),
    "an identifier of another form": ("identities:\n" + ONE.replace("issuer:one", "ONE"), 2, "id: String"),
    "an empty author": ("identities:\n" + ONE.replace("someone", "''"), 2, "author: String"),
    "a key twice": ("identities:\n- id: issuer:one\n  id: issuer:two\n", 3, "id: stands twice"),
    "broken YAML": ("identities:\n- id: [issuer:one\n", 3, "expected ',' or ']'"),
    "no date": ("identities:\n" + ONE.replace("2026-11-21", "2026-13-45"), 2, "identities.0.date: "),
    "another list": ("identity: []\n", 1, "identity: Extra"),
    "nothing": ("", None, "Input should be"),
}


@pytest.mark.parametrize(("text", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_registry_is_refused_with_file_line_and_key(
    tmp_path: Path, text: str, line: int | None, words: str
) -> None:
    (tmp_path / "issuers.yaml").write_text(text, "utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry(tmp_path)
    assert words in str(caught.value)
    assert str(tmp_path / "issuers.yaml") in str(caught.value)
    assert caught.value.line == line
    assert caught.value.remedy
    assert caught.value.exit_status == 2


A, B, C = "issuer:a", "issuer:b", "issuer:c"


def same(left: str, right: str, decision: str = "same") -> str:
    return DECISIONS.format(decision=decision, left=left, right=right).partition("\n")[2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (same(A, B) + same(B, A), "a cycle"),
        (same(A, B) + same(C, B), "was merged into issuer:a"),
        (same(A, B) + same(B, C) + same(A, C, "different"), "decided to be the same elsewhere"),
        (same(A, A), "needs two identities"),
        (same(A, "qualification:x/y"), "cannot be one"),
        (same(A, B, "perhaps"), "decisions.0.decision"),
        (same(A, B, "wrong in the source"), "needs printed and meant"),
    ],
)
def test_decisions_that_contradict_each_other_are_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "decisions.yaml").write_text("decisions:\n" + text, "utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry(tmp_path)
    assert words in str(caught.value)
    assert "decisions.yaml, line " in str(caught.value)


def test_chains_of_decisions_lead_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "decisions.yaml").write_text("decisions:\n" + same(B, C) + same(A, B), "utf-8")
    decisions = load_registry(tmp_path).decisions
    assert decisions.survivor(C) == decisions.survivor(B) == decisions.survivor(A) == A


GIVEN = GivenIdentity(id="issuer:a", forms=(GivenForm(zh="甲"),))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda text: text + text, "line 2: issuer:a: stands twice"),
        (lambda text: text[:-4], "line 1: Invalid JSON"),
        (lambda text: text.replace("forms", "form"), "line 1: forms"),
    ],
)
def test_a_damaged_ledger_is_refused_with_its_line(
    tmp_path: Path, damage: Callable[[str], str], words: str
) -> None:
    keep_ledger(tmp_path, Ledger((GIVEN,)))
    assert load_ledger(tmp_path) == Ledger((GIVEN,))
    path = tmp_path / FILE
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    with pytest.raises(RegistryError) as caught:
        load_ledger(tmp_path)
    assert words in str(caught.value)
