"""Homes of many small notices, generated: as many cities as wanted, each with a list of so many rows."""

import random
from functools import lru_cache
from pathlib import Path

from tests.bench_names import COUNTRIES, FIELDS, KINDS

_GRADES = ("初级", "中级", "副高级", "正高级")
_SOURCE = """jurisdiction: {jurisdiction}
name: {{zh: 第{number}市, en: City {number}}}
authority: 第{number}市人力资源和社会保障局
watch: raw/{jurisdiction}
"""
_NOTICE = """第{number}市人力资源和社会保障局关于印发境外职业资格认可目录的通知

{series}人社〔2025〕{number}号

第{number}市人力资源和社会保障局

2025年3月1日

附件

境外职业资格认可目录（{rows}项）
序号\t证书名称\t颁发机构\t国家（地区）\t对应职称级别
{table}
"""


def make_home(folder: Path, notices: int, rows: int) -> Path:
    """A home of so many sources, each with one notice of so many rows."""
    for number in range(1, notices + 1):
        add_city(folder, number, rows)
    return folder


def add_city(folder: Path, number: int, rows: int) -> Path:
    """One more source and its notice; the path of the notice."""
    jurisdiction = f"CN-SD-{100000 + number}"
    source = folder / "sources" / f"city-{number:04}.yaml"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(_SOURCE.format(jurisdiction=jurisdiction, number=number), "utf-8")
    path = folder / "raw" / jurisdiction / "notice.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notice_text(number, rows), "utf-8")
    return path


def notice_text(number: int, rows: int) -> str:
    """A notice: rows name bodies that other cities name too."""
    rng = random.Random(number)
    chosen = rng.sample(_qualifications(), rows)
    table = "\n".join(
        f"{row}\t{name}\t{issuer}\t{country}\t{rng.choice(_GRADES)}"
        for row, (name, issuer, country) in enumerate(chosen, start=1)
    )
    series = "".join(rng.choice("甲乙丙丁戊己庚辛") for _ in range(2))
    return _NOTICE.format(number=number, series=series, rows=rows, table=table)


@lru_cache(maxsize=1)
def _qualifications() -> list[tuple[str, str, str]]:
    """Names of qualifications, their issuers and countries."""
    found: list[tuple[str, str, str]] = []
    for zh, (latin, _) in COUNTRIES.items():
        for field, word in FIELDS.items():
            zh_kind, latin_kind = KINDS[len(found) % len(KINDS)]
            body = latin_kind.format(field=word)
            issuer = f"{zh_kind.format(place=zh, field=field)}（{body} of {latin}）"
            found.append((f"{zh}{field}师（{word} Practitioner {latin}）", issuer, zh))
    return found
