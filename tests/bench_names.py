"""Identities at scale: issuer names in many forms, how well they are joined, how long it takes, what memory.

The bodies are the real ones of the five notices and others made like them, of other places and fields; their
names are varied as notices vary them. `python -m tests.bench_names [SIZE ...]` prints a line for each size.
"""

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import yaml
from opencc import OpenCC

from pipeline.names.identify import Mention, identify
from pipeline.names.parts import NameParts, Part
from pipeline.names.registry import Registry
from tests.names.known import SCHEMAS
from tests.names.measure import bodies

SIZES = (1_000, 10_000, 100_000)
_A_BODY = 16
"""Names of one body, about."""


@dataclass(frozen=True, slots=True)
class Name:
    """What is printed of one body; None for what is not."""

    zh: str | None
    latin: str | None
    abbreviation: str | None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One size: names, the bodies they are, seconds, megabytes, and pairs joined rightly or not."""

    names: int
    bodies: int
    found: int
    seconds: float
    megabytes: float
    precision: float
    recall: float
    queued: int


FIELDS = {
    "化学": "Chemistry", "物理": "Physics", "焊接": "Welding", "统计": "Statistics", "营养": "Nutrition",
    "心理": "Psychology", "地质": "Geology",
    "林业": "Forestry", "海洋": "Oceanography", "气象": "Meteorology",
    "计量": "Metrology", "陶瓷": "Ceramics", "音乐": "Music", "舞蹈": "Dance", "翻译": "Translation",
    "采购": "Procurement", "物流": "Logistics", "市场营销": "Marketing", "内部审计": "Internal Audit",
    "风险管理": "Risk Management", "项目管理": "Project Management", "信息安全": "Information Security",
    "供应链": "Supply Chains", "人工智能": "Artificial Intelligence", "航空": "Aeronautics",
    "机械": "Mechanics", "土木": "Civil Works", "结构": "Structures", "铁路信号": "Railway Signalling",
    "汽车": "Automobiles", "暖通空调": "Heating and Ventilation", "消防": "Fire Protection",
    "园林": "Landscape Design", "室内设计": "Interior Design", "珠宝": "Gemmology", "美容": "Cosmetology",
    "烹饪": "Culinary Arts", "酒店": "Hospitality", "会展": "Exhibitions", "体育": "Sport Science",
    "物理治疗": "Physical Therapy", "职业治疗": "Occupational Therapy", "听力": "Audiology",
    "助产": "Midwifery", "放射": "Radiology", "皮肤科": "Dermatology", "神经科": "Neurology",
    "泌尿科": "Urology", "血液": "Haematology", "病理": "Pathology", "税务": "Taxation", "保险": "Insurance",
    "银行": "Banking", "证券": "Securities", "投资": "Investment Analysis", "破产": "Insolvency",
    "仲裁": "Arbitration", "知识产权": "Intellectual Property", "图书馆": "Librarianship", "档案": "Archives",
}  # fmt: skip
KINDS = [
    ("{place}{field}学会", "Royal Society of {field}"),
    ("{place}{field}协会", "Association for {field}"),
    ("{place}{field}师公会", "Chartered Institute of {field}"),
    ("{place}{field}资格认证委员会", "Certification Board for {field}"),
    ("{place}{field}研究院", "Academy of {field} Studies"),
    ("{place}{field}职业联盟", "Guild of {field} Practitioners"),
]  # fmt: skip
COUNTRIES = {
    "英国": ("UK", "GB"), "美国": ("USA", "US"), "加拿大": ("Canada", "CA"),
    "澳大利亚": ("Australia", "AU"), "新西兰": ("New Zealand", "NZ"), "爱尔兰": ("Ireland", "IE"),
    "新加坡": ("Singapore", "SG"), "马来西亚": ("Malaysia", "MY"), "印度": ("India", "IN"),
    "南非": ("South Africa", "ZA"), "德国": ("Germany", "DE"), "法国": ("France", "FR"),
    "意大利": ("Italy", "IT"), "荷兰": ("Netherlands", "NL"), "西班牙": ("Spain", "ES"),
    "瑞士": ("Switzerland", "CH"), "奥地利": ("Austria", "AT"), "日本": ("Japan", "JP"),
    "韩国": ("Korea", "KR"), "泰国": ("Thailand", "TH"), "越南": ("Vietnam", "VN"),
    "波兰": ("Poland", "PL"), "挪威": ("Norway", "NO"), "瑞典": ("Sweden", "SE"),
    "芬兰": ("Finland", "FI"),
}  # fmt: skip


def made_bodies(count: int, rng: random.Random) -> Iterator[list[Name]]:
    """The real bodies with their real names, then bodies made like them; each a list of names."""
    for names in bodies():
        yield [_real(name) for name in names]
    known = yaml.safe_load((SCHEMAS / "names" / "regions.yaml").read_text("utf-8"))
    regions: dict[str, list[str]] = known["regions"]
    places = [(zh, f"of {latin}", code) for zh, (latin, code) in COUNTRIES.items()]
    for code, names in regions.items():
        suffix = {"US": "州", "CA": "省", "AU": "州", "JP": "县", "DE": "州"}[code[:2]]
        zh = next(name for name in names if not name[0].isascii())
        places.append((f"{zh}{suffix}", f"of {names[0]}", code[:2]))
    real = {name.split(" | ")[0] for names in bodies() for name in names}
    # one body a place and field: two that differ in 学会 and 协会 alone could not be told apart by anybody
    wanted = [(place, field, rng.choice(KINDS)) for place in places for field in FIELDS]
    rng.shuffle(wanted)
    for (zh, latin, country), field, (zh_kind, latin_kind) in wanted[: max(0, count - len(bodies()))]:
        if zh_kind.format(place=zh, field=field) in real:
            continue
        name = f"{latin_kind.format(field=FIELDS[field])} {latin}"
        short = "".join(word[0] for word in name.split() if word not in ("of", "for", "and"))
        yield [Name(zh_kind.format(place=zh, field=field), name, short, country)]


def _real(printed: str) -> Name:
    words = printed.split(" | ")
    zh = words[0] if not words[0][0].isascii() else None
    rest = words[1:] if zh else words
    latin = next((one for one in rest if " " in one or one == "OPTICA"), None)
    return Name(zh, latin, next((one for one in rest if one != latin), None))


def _traditional(name: Name, rng: random.Random) -> Name:
    return replace(name, zh=_converter().convert(name.zh) if name.zh else None)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2t")


def _wide(name: Name, rng: random.Random) -> Name:
    wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    return replace(name, latin=name.latin.translate(wide) if name.latin else None)


def _slip(name: Name, rng: random.Random) -> Name:
    """One letter of a long word lost, doubled or changed."""
    words = (name.latin or "").split()
    long = [index for index, word in enumerate(words) if len(word) > 6]
    if not long:
        return name
    index = rng.choice(long)
    word, at = words[index], rng.randrange(1, len(words[index]) - 1)
    words[index] = rng.choice(
        [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + "c" + word[at + 1 :]]
    )
    return replace(name, latin=" ".join(words))


def _scanned(name: Name, rng: random.Random) -> Name:
    swapped = str.maketrans({"师": "帅", "土": "士", "未": "末", "间": "问", "科": "料", "历": "厉"})
    return replace(name, zh=name.zh.translate(swapped) if name.zh else None)


def _without_country(name: Name, rng: random.Random) -> Name:
    for zh, (latin, code) in COUNTRIES.items():
        if code == name.country and name.zh and name.zh.startswith(zh):
            short = name.latin.removesuffix(f" of {latin}") if name.latin else None
            return replace(name, zh=name.zh.removeprefix(zh), latin=short)
    return name


VARIATIONS: list[Callable[[Name, random.Random], Name]] = [
    lambda name, rng: replace(name, abbreviation=None),
    lambda name, rng: replace(name, latin=None),
    lambda name, rng: replace(name, zh=None),
    lambda name, rng: replace(name, latin=None, abbreviation=None),
    lambda name, rng: replace(name, latin=name.latin.upper() if name.latin else None),
    lambda name, rng: replace(name, latin=f"The {name.latin}" if name.latin else None),
    lambda name, rng: replace(name, latin=name.latin.replace(" and ", " & ") if name.latin else None),
    lambda name, rng: replace(name, latin=f"{name.latin}, Ltd" if name.latin else None),
    lambda name, rng: replace(name, zh=name.zh.replace("协会", "学会") if name.zh else None),
    lambda name, rng: replace(name, zh="\u200b".join(name.zh) if name.zh else None),
    lambda name, rng: replace(name, country=None),
    _traditional,
    _wide,
    _slip,
    _scanned,
    _without_country,
]


def made_names(size: int, seed: int = 1) -> list[tuple[int, Name]]:
    """``size`` distinct names, each with the number of its body."""
    rng = random.Random(seed)
    found: dict[Name, int] = {}
    known: list[list[Name]] = list(made_bodies(size // _A_BODY, rng))
    for number, names in enumerate(known):
        for name in names:
            found.setdefault(name, number)
    while len(found) < size:
        number = rng.randrange(len(known))
        name = known[number][0] if len(known[number]) == 1 else rng.choice(known[number])
        for vary in rng.sample(VARIATIONS, rng.choice((1, 1, 1, 2))):
            name = vary(name, rng)
        if (name.zh or name.latin) and _says_where(name, known[number][0]):
            found.setdefault(name, number)
    return [(number, name) for name, number in list(found.items())[:size]]


def _says_where(name: Name, body: Name) -> bool:
    """A name without its country, and none beside it, would be that of bodies of several countries."""
    if body.country is None or name.country is not None:
        return True
    pairs = ((name.zh, body.zh), (name.latin, body.latin))
    return all(len(mine) >= len(whole or "") for mine, whole in pairs if mine)


def measure(size: int) -> Result:
    """Identify ``size`` names and count pairs."""
    names = made_names(size)
    mentions = [
        Mention(
            str(index),
            None,
            (NameParts(_part(name.zh), _part(name.latin), _part(name.abbreviation)),),
            (name.country,) if name.country else (),
        )
        for index, (_, name) in enumerate(names)
    ]
    started = time.process_time()
    found = identify(mentions, Registry(), SCHEMAS)
    seconds = time.process_time() - started
    both: Counter[tuple[int, str]] = Counter()
    truth: Counter[int] = Counter()
    given: Counter[str] = Counter()
    for (number, _), mention in zip(names, found.mentions, strict=True):
        both[number, mention.issuer_ids[0]] += 1
        truth[number] += 1
        given[mention.issuer_ids[0]] += 1
    right = _pairs(both)
    return Result(
        names=size,
        bodies=len(truth),
        found=len(given),
        seconds=seconds,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        precision=right / max(1, _pairs(given)),
        recall=right / max(1, _pairs(truth)),
        queued=len(found.queue),
    )


def _part(text: str | None) -> Part | None:
    return Part(text, 0, len(text)) if text else None


def _pairs(counts: Mapping[Any, int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print a line for each size."""
    print("names    bodies  found   seconds  peak MB  precision  recall   queued")
    for size in sizes:
        one = measure(size)
        print(
            f"{one.names:<8} {one.bodies:<7} {one.found:<7} {one.seconds:<8.2f} {one.megabytes:<8.0f} "
            f"{one.precision:<10.5f} {one.recall:<8.4f} {one.queued}",
            flush=True,
        )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
