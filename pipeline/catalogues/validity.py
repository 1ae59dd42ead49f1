"""From when a notice or a list holds, and until when: dates as they stand, or counted from the words."""

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.catalogues.knowledge import NoticeForms
from pipeline.catalogues.model import Fact
from pipeline.catalogues.statements import Sentence
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.numbers import numeral


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and the last day on which something holds, None where the words do not say."""

    effective: Fact | None = None
    expires: Fact | None = None
    findings: tuple[Finding, ...] = ()


def iso_date(match: re.Match[str]) -> str:
    """``2025年10月30日`` as 2025-10-30."""
    year, month, day = (numeral(match[part]) or 0 for part in ("year", "month", "day"))
    return f"{year:04d}-{month:02d}-{day:02d}"


def validity_of(text: Sequence[Sentence], issued: Fact | None, forms: NoticeForms) -> Validity:
    """What these sentences say. A day that is counted from the day of issue or effect has a finding."""
    begun = _effective(text, issued, forms)
    # a term runs from a day that the text gives and that can't be told, not from that of issue
    ended = _expires(text, begun.effective or (None if begun.findings else issued), forms)
    findings = (*begun.findings, *ended.findings)
    if not (begun.effective and ended.expires) and not findings:
        findings = _unread(text, begun, ended, forms)
    return Validity(begun.effective, ended.expires, findings)


def _effective(text: Sequence[Sentence], issued: Fact | None, forms: NoticeForms) -> Validity:
    dated = _dated(text, forms.effective_date, forms)
    if dated:
        return Validity(dated)
    for sentence in text:
        match = forms.effective_after.search(sentence.folded)
        if match:
            return _after(match, sentence, issued)
    for sentence in text:
        if forms.effective_on_issue.search(sentence.folded) and issued:
            return Validity(Fact(issued.value, sentence.printed, sentence.places))
    return Validity()


def _after(match: re.Match[str], sentence: Sentence, issued: Fact | None) -> Validity:
    """The day of issue does not count: 30日后 of the 1st is the 31st."""
    day = day_of(issued)
    unit, count = match["unit"], numeral(match["count"])
    if day is None or count is None or unit.endswith("工作日"):
        why = (
            "working days depend on the calendar" if unit.endswith("工作日") else "no date of issue was found"
        )
        return Validity(findings=(_uncounted(sentence, why),))
    first = _months_on(day, count) if unit.endswith("月") else _days_on(day, count)
    if first is None:
        return Validity(findings=(_uncounted(sentence, "it is no day of the calendar"),))
    fact = Fact(first.isoformat(), sentence.printed, sentence.places)
    return Validity(fact, findings=(_counted(fact, "first", day),))


def _expires(text: Sequence[Sentence], begun: Fact | None, forms: NoticeForms) -> Validity:
    """The last day; a term of years ends on the day before the day of the year on which it began."""
    dated = _dated(text, forms.expires_date, forms)
    counted: Validity | None = None
    for sentence in text:
        match = forms.duration.search(sentence.folded)
        if match and forms.validity_subject.search(sentence.folded[: match.start() + 3]):
            counted = _term(match, sentence, begun)
            break
    if dated is None or counted is None:
        return Validity(expires=dated) if counted is None else counted
    if counted.expires and abs((day_of(dated) or _EPOCH) - (day_of(counted.expires) or _EPOCH)) > _NEAR:
        words = f"it is said to end on {dated.value}, and a term that ends on {counted.expires.value}"
        return Validity(expires=dated, findings=(_doubt(words, dated),))
    return Validity(expires=dated)


_EPOCH, _NEAR = datetime.date(1, 1, 1), datetime.timedelta(days=1)


def _term(match: re.Match[str], sentence: Sentence, begun: Fact | None) -> Validity:
    day = day_of(begun)
    months, days = _length(match)
    if day is None:
        return Validity(findings=(_uncounted(sentence, "the day on which it begins was not found"),))
    end = _months_on(day, months)
    end = _days_on(end, days - 1) if end is not None else None
    if end is None or (months, days) == (0, 0):
        return Validity(findings=(_uncounted(sentence, "it is no day of the calendar"),))
    fact = Fact(end.isoformat(), sentence.printed, sentence.places)
    return Validity(expires=fact, findings=(_counted(fact, "last", day),))


def _length(match: re.Match[str]) -> tuple[int, int]:
    """Months and days of a term: 两年, 一年半, 半年, 18个月, 90日."""
    unit = match["unit"]
    count = numeral(match["count"])
    if unit == "年":
        return (12 * count + (6 if match["half"] else 0), 0) if count is not None else (6, 0)
    return (0, count or 0) if unit in "日天" else (count or 0, 0)


def _months_on(day: datetime.date, months: int) -> datetime.date | None:
    """The same day of a later month, its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return None
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _days_on(day: datetime.date, days: int) -> datetime.date | None:
    try:
        return day + datetime.timedelta(days=days)
    except OverflowError:
        return None


def day_of(fact: Fact | None) -> datetime.date | None:
    """The day that a fact names; None where the calendar has none such."""
    try:
        return datetime.date.fromisoformat(fact.value) if fact else None
    except ValueError:
        return None  # such as 2月30日, as printed


def _dated(text: Sequence[Sentence], pattern: re.Pattern[str], forms: NoticeForms) -> Fact | None:
    for sentence in text:
        match = pattern.search(sentence.folded)
        stated = forms.stated_day.fullmatch(match["date"]) if match else None
        day = _stated(stated) if stated else None
        if day:
            return Fact(day.isoformat(), sentence.printed, sentence.places)
    return None


def _stated(match: re.Match[str]) -> datetime.date | None:
    """The day that is meant; the end of a year or month is its last day. None for no day of the calendar."""
    year = numeral(match["year"]) or 0
    month = 12 if match["year_end"] else numeral(match["month"]) or 0
    try:
        last = calendar.monthrange(year, month)[1]
        return datetime.date(year, month, numeral(match["day"]) or 0 if match["day"] else last)
    except ValueError:
        return None


def _unread(
    text: Sequence[Sentence], begun: Validity, ended: Validity, forms: NoticeForms
) -> tuple[Finding, ...]:
    """Words on validity that gave no date: a sentence that gave the first day may state a term besides."""
    ending = (forms.validity_stated, forms.expires_date)
    last = ended.expires.printed if ended.expires else None
    first = begun.effective.printed if begun.effective else None
    return tuple(
        _uncounted(sentence, "no date could be made of it")
        for sentence in text
        if sentence.printed != last
        and (
            any(pattern.search(sentence.folded) for pattern in ending)
            or (sentence.printed != first and forms.effective_date.search(sentence.folded))
        )
    )[:1]


def _counted(fact: Fact, which: str, start: datetime.date) -> Finding:
    return Finding(
        "date-counted",
        Severity.INFO,
        f"the {which} day, {fact.value}, was counted from {start.isoformat()} by {fact.printed!r}",
        places=fact.places,
        remedy="Nothing, if the publisher counts so: the day of issue does not count, that of effect does.",
    )


def _uncounted(sentence: Sentence, why: str) -> Finding:
    fact = Fact("", sentence.printed, sentence.places)
    return _doubt(f"validity is stated and stays empty, {why}: {sentence.printed!r}", fact)


def _doubt(message: str, fact: Fact) -> Finding:
    return Finding(
        "validity-unclear",
        Severity.WARNING,
        message,
        places=fact.places,
        remedy="Read the sentence; add its form to schemas/notice.yaml if dates follow from it.",
    )
