"""A name that OCR read nearly as a known one: the known one is proposed, with whose it is."""

import random
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import PageBox
from pipeline.names.given import GivenForm, GivenIdentity, Ledger, extended
from pipeline.names.keys import name_key
from pipeline.names.nearly import KnownName, KnownNames, edits
from pipeline.names.proposals import ReadName, proposals
from pipeline.names.registry import Registry
from tests.names.known import SCHEMAS

MECHANICAL = "英国机械工程师学会"
REGISTRY = Registry(
    ledger=Ledger((GivenIdentity(id="issuer:imeche", forms=(GivenForm(zh=MECHANICAL, latin="IMechE"),)),))
)


def name(
    text: str, entry: str = "S/1", *, language: str = "zh", sure: float = 0.95, scanned: bool = True
) -> ReadName:
    left, top = 50.0 * ord(entry[0]), 20.0 * int(entry[2:])
    places = (PageBox(1, (left, top, left + 40, top + 15)),)
    return ReadName(entry, "issuer", language, text, places, sure, scanned)


def proposed(*names: ReadName, registry: Registry = REGISTRY) -> list[tuple[str, Finding]]:
    return list(proposals(names, registry, SCHEMAS))


def test_a_slip_is_told_with_the_known_name_and_whose_it_is() -> None:
    ((entry, finding),) = proposed(name("英国机械村工程师学会"))
    assert (entry, finding.role, finding.code) == ("S/1", "issuer", "name-nearly-known")
    assert MECHANICAL in finding.message
    assert "issuer:imeche" in finding.message
    assert finding.severity is Severity.WARNING
    assert finding.places


def test_one_that_was_read_surely_is_told_without_a_mark() -> None:
    ((_, finding),) = proposed(name("美国机械工程师学会", sure=0.99))
    assert finding.severity is Severity.INFO


def test_a_known_name_and_one_far_from_all_are_not_told() -> None:
    assert not proposed(name(MECHANICAL), name("美国化学会", "S/2"))


def test_a_name_that_no_ocr_read_is_not_told_and_is_known() -> None:
    printed = name("德国工商业大会", "T/1", scanned=False)
    ((entry, finding),) = proposed(printed, name("德国工商业太会", "S/2"))
    assert entry == "S/2"
    assert "德国工商业大会" in finding.message
    assert "T/1" in finding.message


def test_a_short_name_is_held_against_characters_that_look_alike_alone() -> None:
    printed = name("土木会", "T/1", scanned=False)
    assert [entry for entry, _ in proposed(printed, name("士木会"), name("水木会", "S/2"))] == ["S/1"]


def test_a_character_of_the_other_script_is_told() -> None:
    printed = name("香港特别行政区教育局", "T/1", scanned=False)
    ((_, finding),) = proposed(printed, name("香港特別行政区教育局"))
    assert "特别" in finding.message


def test_what_ocr_reads_many_times_is_held_against_what_it_reads_once() -> None:
    often = [name("国际数据管理协会", f"S/{row}") for row in range(2, 5)]
    assert [entry for entry, _ in proposed(name("国际数椐管理协会"), *often)] == ["S/1"]
    assert not proposed(name("国际数椐管理协会"), *often[:2])


def test_a_form_that_ocr_alone_has_read_is_kept_as_such_and_proposed_to_nobody() -> None:
    misread = GivenIdentity(id="issuer:a", forms=(GivenForm(zh="国际数椐管理协会", scanned=True),))
    ledger = extended(Ledger(), (misread,))
    assert ledger.identities[0].forms[0].scanned
    assert not proposed(name("国际数据管理协会"), registry=Registry(ledger=ledger))
    printed = GivenIdentity(id="issuer:a", forms=(GivenForm(zh="国际数椐管理协会"),))
    for seen in ((misread, printed), (printed, misread)):
        assert not extended(ledger, seen).identities[0].forms[0].scanned


def slipped(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(letters))
        letters[at : at + chance.randint(0, 1)] = chance.choice(["村", "", "l", "一"])
    return "".join(letters) or "一"


def near_all(known: Sequence[str], language: str, text: str) -> set[str]:
    asked = name_key(text, SCHEMAS)
    keys = {name_key(one, SCHEMAS) for one in known}
    most = {key: min(edits(language, len(asked)), edits(language, len(key))) for key in keys}
    return {key for key in keys if most[key] and OSA.distance(asked, key) <= most[key]}


def test_the_index_finds_what_comparing_with_each_finds() -> None:
    chance = random.Random(7)
    letters = {"zh": "中国英美会计师协学工程", "latin": "abcdefg "}
    for language, alphabet in letters.items():
        known = ["".join(chance.choices(alphabet, k=chance.randint(4, 20))) for _ in range(150)]
        index = KnownNames((KnownName("issuer", language, text) for text in known), SCHEMAS)
        for _ in range(300):
            text = slipped(chance.choice(known), chance)
            if index.holds("issuer", language, text):
                continue
            found = {name_key(one.text, SCHEMAS) for one in index.near("issuer", language, text)}
            expected = near_all(known, language, text)
            assert found <= expected
            assert found == expected or len(found) == 3
