"""Proposals for scanned names become findings of entries, and mark them until a person has looked."""

from dataclasses import replace
from datetime import date

from pipeline.catalogues.model import Catalogue, CatalogueRow, Notice, NoticeFacts, Value
from pipeline.dataset.entries import Context, Draft, draft_entry
from pipeline.dataset.proposed import proposed, proposed_in, with_proposals
from pipeline.documents.places import PageBox
from pipeline.names.corrections import Correction, Corrections
from pipeline.names.given import GivenForm, GivenIdentity, Ledger
from pipeline.names.identify import identify
from pipeline.names.registry import Registry
from tests.names.known import SCHEMAS

SHA = "a" * 64
NONE = Corrections()
CONTEXT = Context("X/1", "scan.pdf", SHA)
REGISTRY = Registry(
    ledger=Ledger((GivenIdentity(id="issuer:imeche", forms=(GivenForm(zh="英国机械工程师学会"),)),))
)


def row(issuer: str, reader: str = "rapidocr") -> CatalogueRow:
    def value(text: str) -> Value:
        return Value(text, "", (PageBox(1, (0.0, 0.0, 9.0, 9.0)),), (reader,), 0.95)

    return CatalogueRow(value("1"), {"qualification": value("特许工程师证书"), "issuer": value(issuer)})


def drafted(one: CatalogueRow, corrections: Corrections = NONE) -> Draft:
    """The draft of an entry with what is proposed for it."""
    draft = draft_entry("X/1/1/1", one, CONTEXT, corrections, SCHEMAS)
    identities = identify([draft.mention], REGISTRY, SCHEMAS)
    found = proposed([draft], identities, REGISTRY, SCHEMAS)
    return with_proposals(draft, found.get("X/1/1/1", ()), CONTEXT)


def test_a_scanned_name_that_is_nearly_known_marks_its_cell_and_stays_as_read() -> None:
    draft = drafted(row("英国机械上程师学会"))
    assert draft.columns["marked"] == ["issuer"]
    assert draft.columns["issuer_printed"] == "英国机械上程师学会"
    (finding,) = draft.findings
    assert (finding.code, finding.entry_id, finding.role) == ("name-nearly-known", "X/1/1/1", "issuer")
    assert "issuer:imeche" in finding.message
    assert draft.mention.scanned == {"issuer", "qualification"}


def test_a_name_from_a_text_is_not_held_against_the_known_ones() -> None:
    draft = drafted(row("英国机械上程师学会", "tablers"))
    assert not draft.findings
    assert not draft.mention.scanned


def test_what_a_person_set_right_or_confirmed_is_not_told_again() -> None:
    for right in ("英国机械工程师学会", "英国机械上程师学会"):
        correction = Correction(
            document=SHA,
            entry_id="X/1/1/1",
            role="issuer",
            read="英国机械上程师学会",
            right=right,
            author="someone",
            date=date(2026, 11, 21),
            reason="looked",
        )
        draft = drafted(row("英国机械上程师学会"), Corrections((correction,)))
        assert not draft.findings
        assert draft.mention.scanned == {"qualification"}


def test_the_rows_of_a_file_that_is_read_have_the_findings_too() -> None:
    catalogue = Catalogue(1, "一", "recognition", (row("英国机械工程师学会"), row("英国机械上程师学会")))
    notice = Notice("scan.pdf", SHA, NoticeFacts(), (catalogue,))
    ((right, slip),) = (one.rows for one in proposed_in(notice, REGISTRY, SCHEMAS).catalogues)
    assert not right.findings
    assert [(one.code, one.role) for one in slip.findings] == [("name-nearly-known", "issuer")]
    assert slip == replace(catalogue.rows[1], findings=slip.findings)
