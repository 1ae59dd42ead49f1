"""The published tables, one model a table; field descriptions are the data dictionary.

Lists are published as JSON arrays, mappings as JSON objects. Dates are ISO 8601. Empty is null, except
for ``*_printed``: null where the list has no such column, "" where the cell is empty.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Json = dict[str, object]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
"""A date, ISO 8601, as text."""


_NO_FIELDS: set[str] = set()


class Record(BaseModel):
    """A row of a published table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def model_post_init(self, context: object, /) -> None:
        """Which fields were given is never asked, and a set of their names for each row is a third of it."""
        object.__setattr__(self, "__pydantic_fields_set__", _NO_FIELDS)


class NoticeRecord(Record):
    """One published act."""

    notice_id: str = Field(description="jurisdiction/notice, such as CN-SH/2025-298")
    jurisdiction: str = Field(description="ISO 3166-2, below a province with the GB/T 2260 code")
    authorities: list[str] = Field(description="bodies that issued it, as printed")
    document_number: str | None = Field(description="document number as printed, with its year and sequence")
    title: str | None = Field(description="title as printed")
    edition: str | None = Field(description="edition the title names, such as 3.0 or 2023")
    issued: Day | None = Field(description="date of issue")
    effective: Day | None = Field(description="date from which it holds")
    expires: Day | None = Field(description="last day on which it holds, where the text says")
    validity_printed: list[str] = Field(description="sentences that effective and expires were read from")
    valid_from: Day | None = Field(description="first day on which it holds: effective, else issued")
    valid_until: Day | None = Field(
        description="last day on which it holds: expires, or the day before its successor begins; "
        "null where it is open"
    )
    supersedes: list[str] = Field(
        description="document numbers of the notices it replaces, by its text or its source file"
    )
    amends: list[str] = Field(description="document numbers of the notices in which it corrects or adds rows")
    superseded_by: str | None = Field(description="notice_id of the notice that replaces it")
    status: Literal["in force", "superseded", "expired"] = Field(
        description="superseded: a notice of the dataset replaces it; expired: it ended, by its own words, "
        "before the newest notice of the dataset was issued; else in force"
    )
    source_address: str | None = Field(description="address or path it came from")
    licence_note: str | None = Field(description="terms under which the source may be used")
    document: str = Field(description="file name of the document")
    document_sha256: str = Field(description="SHA-256 of the document")
    rows_found: int = Field(description="rows of all its catalogues")
    rows_stated: int | None = Field(description="rows that the notice says it has")


class CatalogueRecord(Record):
    """One list in a notice."""

    catalogue_id: str = Field(description="notice_id/list, such as CN-SH/2025-298/A")
    notice_id: str = Field(description="the notice")
    list_key: str = Field(description="letter that begins the heading, else the ordinal of the list")
    list_printed: str | None = Field(description="heading as printed")
    kind: str = Field(
        description="recognition, urgent, title equivalence, service, mutual recognition or skill equivalence"
    )
    rows_found: int = Field(description="rows read")
    rows_stated: int | None = Field(description="rows that the heading or text says")


class EntryRecord(Record):
    """One row of a catalogue."""

    entry_id: str = Field(description="jurisdiction/notice/list/number")
    recognition_id: str = Field(description="identifier that stays when a later edition renumbers the row")
    notice_id: str = Field(description="the notice")
    catalogue_id: str = Field(description="the list")
    list_printed: str | None = Field(description="heading of the list as printed")
    group_printed: str | None = Field(description="words of the group row above")
    position: int = Field(description="place of the row in its list, from 1")
    number_printed: str | None = Field(description="number as printed")
    qualification_printed: str | None = Field(description="qualification or skill as printed")
    qualification_zh_printed: str | None = Field(description="separate Chinese column of the qualification")
    qualification_en_printed: str | None = Field(description="separate foreign column of the qualification")
    issuer_printed: str | None = Field(description="issuing body as printed")
    issuer_zh_printed: str | None = Field(description="separate Chinese column of the issuer")
    issuer_en_printed: str | None = Field(description="separate foreign column of the issuer")
    country_printed: str | None = Field(description="country or region as printed")
    field_printed: str | None = Field(description="field as printed")
    title_printed: str | None = Field(description="equivalent Chinese professional title as printed")
    grade_printed: str | None = Field(description="grade of title or skill as printed")
    specialty_printed: str | None = Field(description="corresponding specialty as printed")
    level_printed: str | None = Field(description="level abroad as printed")
    occupation_printed: str | None = Field(description="equivalent occupation as printed")
    recognition_printed: str | None = Field(description="form of recognition as printed")
    remarks_printed: str | None = Field(description="remarks as printed")
    code_printed: str | None = Field(description="code as printed")
    other_printed: dict[str, str] = Field(description="columns without a known role, by header")
    qualification_id: str | None = Field(description="identity of the qualification")
    qualification_zh: str | None = Field(description="Chinese name")
    qualification_en: str | None = Field(description="name in Latin letters")
    qualification_abbreviation: str | None = Field(description="abbreviation")
    qualification_scope: str | None = Field(description="scope such as 二级及以上")
    issuer_ids: list[str] = Field(description="identities of the issuing bodies")
    domestic_partner_ids: list[str] = Field(
        description="those of issuer_ids that a label such as 国内认证机构 calls domestic partners, "
        "or that are of mainland China by name beside bodies that are not"
    )
    name_parts: list[Json] = Field(
        description="parts of the names in the cells of qualification and issuer: role, name (1 for "
        "the first in the cell), part (zh, latin, abbreviation, scope, partner label, condition, "
        "exemption, alternative, rest), text and from, to (characters of that cell's raw text, or of "
        "the corrected text where the cell was corrected); an alternative lies in one of the others"
    )
    countries: list[str] = Field(description="ISO 3166-1 alpha-2 codes")
    country_status: Literal["named", "international", "unknown"] = Field(
        description="named; 国际 (no country); unknown (blank, or the list has no such column)"
    )
    fields: list[str] = Field(description="fields, taken apart")
    title: str | None = Field(description="professional title, on one scale with grade where it names one")
    grade: str | None = Field(
        description="junior, intermediate, associate senior, senior; skills: level 1 to level 5"
    )
    conditions: list[str] = Field(description="conditions, in the words of the source")
    exemptions: list[str] = Field(description="exemptions, in the words of the source")
    terms: list[Json] = Field(
        description="what conditions and exemptions say, as data: kind, value, unit, bound (min, max, is), "
        "text, role and from, to (characters of that cell's raw text); kind unread where nothing was "
        "understood"
    )
    valid_from: Day | None = Field(description="date from which the entry holds")
    valid_until: Day | None = Field(description="date on which the entry ends")
    corrections: list[Json] = Field(
        default=[], description="cells that a person corrected: role, as read, right, who, when and why"
    )
    confidence: float = Field(description="lowest confidence of its values, 0 to 1")
    marked: list[str] = Field(description="roles of which a value is doubtful; * for the whole row")


class IssuerRecord(Record):
    """One issuing body."""

    issuer_id: str = Field(description="identity, which never changes once given")
    name_zh: str | None = Field(description="preferred Chinese name")
    name_en: str | None = Field(description="preferred name in Latin letters")
    abbreviations: list[str] = Field(description="abbreviations in use")
    countries: list[str] = Field(description="ISO codes printed beside it")
    former_names: list[str] = Field(description="names that it had, as registry/ says")
    former_ids: list[str] = Field(description="identities that were decided to be this one")
    entries: int = Field(description="entries that name it")
    evidence: list[Json] = Field(
        description="why its names are one: rule, left and right name, in the order in which they were joined"
    )


class QualificationRecord(Record):
    """One qualification of one issuer (or several together)."""

    qualification_id: str = Field(description="identity, which never changes once given")
    issuer_ids: list[str] = Field(description="its issuing bodies")
    name_zh: str | None = Field(description="preferred Chinese name")
    name_en: str | None = Field(description="preferred name in Latin letters")
    abbreviations: list[str] = Field(description="abbreviations in use")
    former_names: list[str] = Field(description="names that it had, as registry/ says")
    former_ids: list[str] = Field(description="identities that were decided to be this one")
    entries: int = Field(description="entries that name it")
    evidence: list[Json] = Field(
        description="why its names are one: rule, left and right name, in the order in which they were joined"
    )


class NameRecord(Record):
    """One form in which an identity is written."""

    identity: str = Field(description="issuer_id or qualification_id")
    identity_kind: Literal["issuer", "qualification"] = Field(description="what it names")
    form: str = Field(description="the name as written")
    language: Literal["zh", "latin", "abbreviation"] = Field(
        description="Chinese, Latin letters or abbreviation"
    )
    origin: Literal["printed", "supplied"] = Field(description="read in a document, or given in registry/")
    entry_ids: list[str] = Field(description="entries whose cells show it")


class CrosswalkRecord(Record):
    """One qualification in one list: where it is recognised, and how."""

    qualification_id: str = Field(description="the qualification")
    issuer_ids: list[str] = Field(description="its issuing bodies")
    jurisdiction: str = Field(description="the city or province")
    notice_id: str = Field(description="the notice")
    catalogue_id: str = Field(description="the list")
    list_printed: str | None = Field(description="heading of the list as printed")
    kind: str = Field(description="kind of the list")
    edition: str | None = Field(description="edition of the notice")
    status: str = Field(description="whether the notice holds")
    grade: str | None = Field(description="grade on the common scale")
    title: str | None = Field(description="professional title")
    occupation: str | None = Field(description="equivalent occupation as printed")
    conditions: list[str] = Field(description="conditions, in the words of the source")
    exemptions: list[str] = Field(description="exemptions, in the words of the source")
    valid_from: Day | None = Field(description="date from which the entry holds")
    valid_until: Day | None = Field(description="date on which the entry ends")
    entry_id: str = Field(description="the entry")


class ProvisionRecord(Record):
    """One section of a notice's text, or of one of its annexes."""

    notice_id: str = Field(description="the notice")
    ordinal: int = Field(description="order in the text, from 1")
    parent: int | None = Field(description="ordinal of the section above it in the tree")
    annex: str | None = Field(description="heading of the annex it stands in; null in the notice itself")
    path: list[str] = Field(description="section labels from the top down; empty for what closes the text")
    kind: str | None = Field(
        description="what it is about, by its heading, else as the section above: scope, verification, "
        "procedure, practice, mutual recognition, adjustment, organisation, requirement, title recognition, "
        "benefit, management, list or validity"
    )
    step: int | None = Field(description="which step of a procedure it is, from 1")
    gives: list[str] = Field(
        description="what it gives, by the kinds of schemas/provisions.yaml; its own words where none fits"
    )
    lists: list[str] = Field(description="catalogue_ids of the lists that it, or the section above it, names")
    covers: list[str] = Field(description="whom it names, by the kinds of schemas/provisions.yaml")
    territory: list[str] = Field(
        description="whole jurisdiction, free-trade zone, special zone: by its own words, else those of the "
        "section above it, else of the notice's section on its scope"
    )
    authorities: list[str] = Field(description="bodies that it names, as printed")
    platform: list[str] = Field(description="platforms and systems that it names, as printed")
    addresses: list[str] = Field(description="web addresses in it")
    evidence: list[Json] = Field(
        description="for each value: column, value, words, section (ordinal), from and to (characters of the "
        "text of that section) and places"
    )
    text: str = Field(description="text as printed")
    places: list[Json] = Field(description="where it stands")


class LineageRecord(Record):
    """How one value of one entry came about."""

    entry_id: str = Field(description="the entry")
    role: str = Field(description="role of the value")
    header: str = Field(description="header of the column as printed")
    raw_text: str = Field(description="text as read, line breaks kept")
    value: str = Field(description="text as published in the printed column")
    document: str = Field(description="file name of the document")
    document_sha256: str = Field(description="SHA-256 of the document")
    places: list[Json] = Field(description="where it stands in the document")
    steps: list[Json] = Field(description="rules that made it, each with its version and what it saw")
    readings: list[str] = Field(description="engines that read it")
    confidence: float = Field(description="0 to 1; below 0.9 is doubtful")


class FindingRecord(Record):
    """Something a person should know."""

    code: str = Field(description="kind of the finding, see the list of codes")
    severity: Literal["info", "warning", "error"] = Field(description="how grave")
    notice_id: str | None = Field(description="the notice")
    entry_id: str | None = Field(description="the entry; null for a document, list or table")
    role: str | None = Field(description="the role; null for the whole row")
    identities: list[str] = Field(default=[], description="identities in question")
    document: str | None = Field(description="file name of the document")
    places: list[Json] = Field(description="where")
    message: str = Field(description="what was found")
    remedy: str = Field(description="what to do")


class QuarantineRecord(Record):
    """A row that failed validation and was withheld."""

    table: str = Field(description="table it belongs to")
    key: str = Field(description="its key")
    reason: str = Field(description="the expectation it failed")
    row: Json = Field(description="the row")


class ChangeRecord(Record):
    """One row that differs from the version before."""

    table: str = Field(description="table of the row")
    key: str = Field(description="key of the row; its content's hash where the table has no key")
    change: Literal["added", "removed", "changed"] = Field(description="what happened to the row")
    entry_id: str | None = Field(description="the entry that the row is about")
    continues: str | None = Field(
        default=None, description="entry of the edition before that an added entry continues"
    )
    nature: list[str] = Field(
        default=[], description="how it differs from that entry: changed, renumbered, moved, renamed"
    )
    values: Json = Field(
        description="column to [old, new]: every column of an added or removed row, those that differ of a "
        "changed one; empty in the first version"
    )


TABLES: dict[str, type[Record]] = {
    "notices": NoticeRecord,
    "catalogues": CatalogueRecord,
    "entries": EntryRecord,
    "issuers": IssuerRecord,
    "qualifications": QualificationRecord,
    "names": NameRecord,
    "crosswalk": CrosswalkRecord,
    "provisions": ProvisionRecord,
    "lineage": LineageRecord,
    "findings": FindingRecord,
    "quarantine": QuarantineRecord,
    "changes": ChangeRecord,
}
"""Table name to its model, in the order in which they are published."""
