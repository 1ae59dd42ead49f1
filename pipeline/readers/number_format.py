"""Numbers as a spreadsheet shows them: a value and the code of its format to text."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from pipeline.knowledge import SCHEMAS
from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|(y+|m+|d+|h+|s+|a{3,4})|([0#?]+)|(.)', re.IGNORECASE | re.DOTALL
)
_DATED = re.compile(r"[ymdhs]|a{3}", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)
_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|["\[\\])*)(?:;|$)', re.DOTALL)
# A number of General from here on is shown in powers of ten, so that its last digits are not seen.
_WIDEST = 1e11
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Workbooks(Knowledge):
    general: list[str]
    halves: dict[str, tuple[str, str]]
    plain_sheet: str
    formats: dict[int, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What schemas/workbooks.yaml says."""

    general: frozenset[str]
    halves: Mapping[str, tuple[str, str]]
    plain_sheet: re.Pattern[str]
    formats: Mapping[int, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The words and fixed formats of spreadsheets. Raises ConfigurationError."""
    read = load_yaml(SCHEMAS / "workbooks.yaml", _Workbooks)
    general = frozenset(word.lower() for word in read.general)
    return Words(general, read.halves, re.compile(read.plain_sheet, re.IGNORECASE), read.formats)


@dataclass(frozen=True, slots=True)
class Shown:
    """A number's text. ``exact`` is False where the format could not be followed; then it is the number.

    ``date`` is the day that it stands for; ``yearless`` says that the format shows no year.
    """

    text: str
    exact: bool = True
    date: datetime.datetime | None = None
    yearless: bool = False


def shown(value: float, code: str, *, since_1904: bool = False) -> Shown:
    """The number as the program shows it in a wide enough column."""
    section, value = _section(value, code)
    bare = _QUOTED.sub("", section)
    if not bare.strip() and not section.strip():
        return Shown("", exact=not code.strip())
    if any(word in bare.lower() for word in words().general) or bare.strip() == "@":
        return _general(value, section)
    if "[dbnum" in section.lower():
        return Shown(general(value), exact=False)
    for name in words().halves:
        bare = bare.replace(name, "h")
    if _DATED.search(bare):
        return _dated(value, section, since_1904=since_1904)
    number = _number(value, section)
    return Shown(general(value), exact=False) if number is None else Shown(number.strip())


def general(value: float) -> str:
    """A number without a format: no decimals where there are none, fifteen digits at most."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    digits = format(Decimal(format(value, ".15g")), "f" if 1e-9 < abs(value) < 1e15 else "E")
    return digits.rstrip("0").rstrip(".") if "." in digits and "E" not in digits else digits


def _general(value: float, section: str) -> Shown:
    text = section
    for word in sorted((*words().general, "@"), key=len, reverse=True):
        text = re.sub(re.escape(word), general(value), text, count=1, flags=re.IGNORECASE)
        if text != section:
            break
    exact = abs(value) < _WIDEST and "[dbnum" not in section.lower()
    return Shown(_QUOTED.sub(_literal, text).strip(), exact=exact)


def _literal(quoted: re.Match[str]) -> str:
    """What a quoted or escaped part of a format prints."""
    text = quoted[0]
    return text[1:-1] if text[0] == '"' else text[1:] if text[0] == "\\" else ""


def _section(value: float, code: str) -> tuple[str, float]:
    """The part of the format that holds for the value; without the sign, where the part gives it itself."""
    sections = [match[1] for match in _SECTIONS.finditer(code)]
    sections = (
        sections[:-1] if len(sections) > 1 and sections[-1] == "" and not code.endswith(";") else sections
    )
    sections = sections[:3]
    for section in sections:
        condition = re.search(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]", section)
        if condition and _holds(value, condition[1], float(condition[2])):
            return section, value
    if any(re.search(r"\[[<>=]", section) for section in sections):
        rest = [section for section in sections if not re.search(r"\[[<>=]", section)]
        return (rest[-1] if rest else "General"), value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return (sections[0] if sections else "General"), value


def _holds(value: float, sign: str, than: float) -> bool:
    return {
        "<": value < than,
        ">": value > than,
        "=": value == than,
        "<=": value <= than,
        ">=": value >= than,
        "<>": value != than,
    }[sign]


def _number(value: float, section: str) -> str | None:
    """The value by a section of digits, None where it has something besides (fractions, powers)."""
    before, after, pattern = "", "", ""
    for quoted, escaped, blank, filled, _, letters, digits, other in _TOKEN.findall(section):
        literal = quoted or escaped or (" " if blank else "")
        if filled or (not literal and not letters and not digits and not other):
            continue
        if digits or (other and other in ".,"):
            if after.strip() and digits:
                return None  # digits in several groups, such as telephone numbers
            pattern += digits or other
        elif letters or (other and other in "/Ee"):
            return None
        elif pattern:
            after += literal or other
        else:
            before += literal or other
    if not pattern.strip(".,"):
        return before + after
    amount = Decimal(repr(value)) * (100 if "%" in section else 1)
    scaled = len(pattern) - len(pattern.rstrip(","))
    return before + _digits(amount / Decimal(1000) ** scaled, pattern.rstrip(",")) + after


def _digits(amount: Decimal, pattern: str) -> str:
    whole, _, decimals = pattern.partition(".")
    rounded = abs(amount).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    integer, _, fraction = format(rounded, "f").partition(".")
    least = sum(char == "0" for char in whole)
    integer = integer.lstrip("0").rjust(least, "0")
    if "," in whole:
        integer = f"{int(integer or 0):,}".rjust(least, "0") if integer else ""
    optional = len(decimals) - len(decimals.rstrip("#?"))
    kept = fraction[: len(fraction) - optional] + fraction[len(fraction) - optional :].rstrip("0")
    sign = "-" if amount < 0 and rounded else ""
    return sign + integer + ("." + kept if "." in pattern and (kept or decimals == "") else "")


def day_of(value: float, *, since_1904: bool) -> datetime.datetime | None:
    """The moment that a number stands for; None beyond the calendar."""
    # Excel holds 1900 for a leap year, so that its first two months are a day late.
    start = datetime.datetime(1904, 1, 1) if since_1904 else datetime.datetime(1899, 12, 30)
    days = value + (1 if not since_1904 and value < 60 else 0)
    try:
        return start + datetime.timedelta(milliseconds=round(days * 86_400_000))
    except OverflowError:
        return None


def _dated(value: float, section: str, *, since_1904: bool) -> Shown:
    day = day_of(value, since_1904=since_1904)
    halves = next(((name, pair) for name, pair in words().halves.items() if name in section), None)
    if day is None or value < 0 or re.search(r"\[[hms]+\]|a{3}|[ymdhs]\.0", section, re.IGNORECASE):
        return Shown(general(value), exact=False, date=day)
    if halves is not None:
        section = section.replace(halves[0], '"\x00"')
    tokens = _TOKEN.findall(section)
    text = "".join(_date_token(tokens, index, day, twelve=halves is not None) for index in range(len(tokens)))
    if halves is not None:
        text = text.replace("\x00", halves[1][day.hour >= 12])
    bare = _QUOTED.sub("", section).lower()
    return Shown(text.strip(), date=day, yearless="y" not in bare and ("m" in bare and "d" in bare))


def _date_token(
    tokens: Sequence[tuple[str, ...]], index: int, day: datetime.datetime, *, twelve: bool
) -> str:
    quoted, escaped, blank, filled, bracket, letters, digits, other = tokens[index]
    if not letters:
        return "" if filled or bracket else quoted or escaped or (" " if blank else "") or digits or other
    kind, size = letters[0].lower(), len(letters)
    if kind == "m" and not _is_minute(tokens, index):
        return _month(day, size)
    if kind == "d" and size > 2:
        return day.strftime("%a" if size == 3 else "%A")
    if kind == "y":
        return format(day.year, "04d") if size > 2 else format(day.year % 100, "02d")
    hour = (day.hour % 12 or 12) if twelve else day.hour
    number = {"d": day.day, "h": hour, "m": day.minute, "s": day.second}[kind]
    return format(number, "02d" if size > 1 else "d")


def _month(day: datetime.datetime, size: int) -> str:
    if size <= 2:
        return format(day.month, "02d" if size == 2 else "d")
    return _MONTHS[day.month - 1] if size == 3 else day.strftime("%B")


def _is_minute(tokens: Sequence[tuple[str, ...]], index: int) -> bool:
    """An m after hours or before seconds is minutes."""
    letters = [(at, token[5][0].lower()) for at, token in enumerate(tokens) if token[5]]
    at = next(n for n, (where, _) in enumerate(letters) if where == index)
    return (at > 0 and letters[at - 1][1] == "h") or (at + 1 < len(letters) and letters[at + 1][1] == "s")
