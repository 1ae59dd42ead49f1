"""A small dataset, whole and consistent, to publish, damage and validate."""

from pipeline.dataset.records import (
    CatalogueRecord,
    CrosswalkRecord,
    EntryRecord,
    IssuerRecord,
    LineageRecord,
    NameRecord,
    NoticeRecord,
    ProvisionRecord,
    QualificationRecord,
)
from pipeline.dataset.schema import Tables

NOTICE = "CN-SH/2025-298"
CATALOGUE = f"{NOTICE}/A"
SHA256 = "ab" * 32


def entry_id(number: int) -> str:
    return f"{CATALOGUE}/{number}"


def notice() -> NoticeRecord:
    return NoticeRecord(
        notice_id=NOTICE,
        jurisdiction="CN-SH",
        authorities=["甲局", "乙局"],
        document_number="沪甲〔2025〕298号",
        title="目录",
        edition=None,
        issued="2025-10-24",
        effective=None,
        expires=None,
        validity_printed=[],
        valid_from="2025-10-24",
        valid_until=None,
        supersedes=[],
        amends=[],
        superseded_by=None,
        status="in force",
        source_address=None,
        licence_note=None,
        document="shanghai.pdf",
        document_sha256=SHA256,
        rows_found=3,
        rows_stated=3,
    )


def entry(number: int, **values: object) -> EntryRecord:
    empty = dict.fromkeys(EntryRecord.model_fields)
    row = {
        **empty,
        "entry_id": entry_id(number),
        "recognition_id": f"r{number}",
        "notice_id": NOTICE,
        "catalogue_id": CATALOGUE,
        "list_printed": "A 类",
        "position": number,
        "number_printed": str(number),
        "qualification_printed": f"资格{number}\nSecond line, with a comma",
        "issuer_printed": "=甲协会",
        "field_printed": "",
        "other_printed": {"乙": "1", "丙": ""},
        "qualification_id": "q1",
        "issuer_ids": ["i1"],
        "domestic_partner_ids": [],
        "name_parts": [],
        "countries": ["GB", "FR"],
        "country_status": "named",
        "fields": [],
        "grade": "senior",
        "conditions": ['说"是"'],
        "exemptions": [],
        "terms": [],
        "corrections": [],
        "confidence": 1.0,
        "marked": [],
    }
    return EntryRecord.model_validate({**row, **values})


def lineage(entry: EntryRecord) -> list[LineageRecord]:
    return [
        LineageRecord(
            entry_id=entry.entry_id,
            role=role,
            header=role,
            raw_text=value,
            value=value,
            document="shanghai.pdf",
            document_sha256=SHA256,
            places=[{"page": 1, "box": [10, 20, 30.5, 40]}],
            steps=[{"rule": "read", "version": "1"}],
            readings=["pdfplumber"],
            confidence=1.0,
        )
        for role in ("number", "qualification", "issuer")
        if (value := getattr(entry, f"{role}_printed"))
    ]


def dataset(entries: list[EntryRecord] | None = None) -> Tables:
    """Tables of one notice with one list; entries 1, 2, 10 unless given."""
    rows = entries if entries is not None else [entry(10), entry(1), entry(2)]
    return {
        "notices": [notice()],
        "catalogues": [
            CatalogueRecord(
                catalogue_id=CATALOGUE,
                notice_id=NOTICE,
                list_key="A",
                list_printed="A 类",
                kind="recognition",
                rows_found=len(rows),
                rows_stated=None,
            )
        ],
        "entries": list(rows),
        "issuers": [
            IssuerRecord(
                issuer_id="i1",
                name_zh="甲协会",
                name_en=None,
                abbreviations=[],
                countries=["GB"],
                former_names=[],
                former_ids=[],
                entries=len(rows),
                evidence=[],
            )
        ],
        "qualifications": [
            QualificationRecord(
                qualification_id="q1",
                issuer_ids=["i1"],
                name_zh="资格",
                name_en=None,
                abbreviations=[],
                former_names=[],
                former_ids=[],
                entries=len(rows),
                evidence=[],
            )
        ],
        "names": [
            NameRecord(
                identity="i1",
                identity_kind="issuer",
                form="甲协会",
                language="zh",
                origin="printed",
                entry_ids=[row.entry_id for row in rows],
            )
        ],
        "crosswalk": [
            CrosswalkRecord(
                qualification_id="q1",
                issuer_ids=["i1"],
                jurisdiction="CN-SH",
                notice_id=NOTICE,
                catalogue_id=CATALOGUE,
                list_printed=None,
                kind="recognition",
                edition=None,
                status="in force",
                grade="senior",
                title=None,
                occupation=None,
                conditions=[],
                exemptions=[],
                valid_from=None,
                valid_until=None,
                entry_id=row.entry_id,
            )
            for row in rows
        ],
        "provisions": [
            ProvisionRecord(
                notice_id=NOTICE,
                ordinal=1,
                parent=None,
                annex=None,
                path=["一"],
                kind="benefit",
                step=None,
                gives=["visa"],
                lists=[CATALOGUE],
                covers=[],
                territory=[],
                authorities=[],
                platform=[],
                addresses=[],
                evidence=[{"column": "gives", "value": "visa"}],
                text="文",
                places=[{"page": 1}],
            )
        ],
        "lineage": [line for row in rows for line in lineage(row)],
        "findings": [],
    }
