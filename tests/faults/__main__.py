"""``make faults``: faults by the hundred, and how many are told by which check, and how many by none.

Exit status 1 where a kind misses its aim: structural kinds all, single characters in names 90 of 100.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table as Shown

from pipeline.documents.model import Cell, Document, Fragment
from tests.faults import characters
from tests.faults.damage import ROWS, Change, changed, miss_rule
from tests.faults.files import FILE_KINDS, Published, published
from tests.faults.world import NO_EFFECT, World, of_document, of_notice, of_tables
from tests.faults.world import worlds as all_worlds

NAMES = 0.9
_UNTOLD = ("nothing", NO_EFFECT)
Fault = Callable[[World, random.Random], str | bool | None]
"""Puts one fault in and gives the check that told, None where none did, False where none could be put."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault; ``aim`` is the part that must be told."""

    name: str
    fault: Fault
    aim: float = 1.0


def main() -> int:
    arguments = argparse.ArgumentParser(prog="make faults", description=__doc__)
    arguments.add_argument("--each", type=int, default=30, help="faults of each kind")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--documents", default="", help="only documents whose name holds this")
    given = arguments.parse_args()
    began = time.monotonic()
    worlds = all_worlds(given.documents)
    told: dict[str, Counter[str]] = {}
    aims: dict[str, float] = {}
    for kind in kinds(worlds):
        chance = random.Random(f"{given.seed} {kind.name}")
        told[kind.name] = Counter(_some(kind, worlds, chance, given.each))
        aims[kind.name] = kind.aim
    with published() as version:
        for name, fault in FILE_KINDS.items():
            chance = random.Random(f"{given.seed} {name}")
            told[name] = Counter(_of_files(fault, version, chance, given.each))
            aims[name] = 1.0
    return _report(told, aims, time.monotonic() - began)


def _some(kind: Kind, worlds: list[World], chance: random.Random, count: int) -> Iterator[str]:
    made = tries = 0
    while made < count and tries < 40 * count:
        tries += 1
        outcome = kind.fault(chance.choice(worlds), chance)
        if outcome is False:
            continue
        made += 1
        yield outcome if isinstance(outcome, str) else "nothing"


def _of_files(
    fault: Callable[[Published, random.Random], str | None],
    version: Published,
    chance: random.Random,
    count: int,
) -> Iterator[str]:
    for _ in range(count):
        yield fault(version, chance) or "nothing"


def kinds(worlds: list[World]) -> Iterator[Kind]:
    for name, change in ROWS.items():
        yield Kind(f"reading: {name}", _in_reading(change))
        if change is not miss_rule:  # of tables that are joined no rule is looked for
            yield Kind(f"table: {name}", _in_table(change))
    yield Kind("reading: lose a page", _lose_page)
    yield Kind("reading: lose a table of a page", _lose_fragment)
    yield Kind("reading: lose a list", _lose_list)
    yield Kind("reading: mix up two editions", _mixed(worlds))
    texts: tuple[tuple[str, Callable[[str, random.Random], str | None]], ...] = (
        ("change", characters.one_changed),
        ("lose", characters.one_lost),
    )
    for name, slip in texts:
        yield Kind(
            f"reading: {name} a character of a name", _in_text(slip, ("qualification", "issuer")), NAMES
        )
    yield Kind("reading: change a digit of a number", _in_text(characters.one_changed, ("number",)))
    yield Kind("table: change a character of a name", _in_value(("qualification", "issuer")), NAMES)
    yield Kind("table: change another value", _in_value(("grade", "country", "field", "title", "remarks")))


def _longest(document: Document, chance: random.Random) -> tuple[int, Fragment]:
    grids = [(at, b) for at, b in enumerate(document.blocks) if isinstance(b, Fragment) and b.rows > 4]
    return chance.choice(grids)


def _with(document: Document, at: int, fragment: Fragment) -> Document:
    blocks = list(document.blocks)
    blocks[at] = fragment
    return replace(document, blocks=tuple(blocks))


def _in_reading(change: Change) -> Fault:
    def fault(world: World, chance: random.Random) -> str | bool | None:
        at, fragment = _longest(world.document, chance)
        if not _is_list(world, fragment.cells):
            return False
        cells = change(list(fragment.cells), chance.randint(3, fragment.rows - 1), chance)
        if cells is None:
            return False
        return of_document(world, _with(world.document, at, changed(fragment, cells)))

    return fault


def _is_list(world: World, cells: tuple[Cell, ...]) -> bool:
    held = {place for table in world.lists for cell in table.cells for place in cell.places}
    return any(place in held for cell in cells[-6:] for place in cell.places)


def _in_table(change: Change) -> Fault:
    def fault(world: World, chance: random.Random) -> str | bool | None:
        table = chance.choice(world.lists)
        row = chance.randint(table.header_rows + 1, max(table.rows - 1, table.header_rows + 1))
        cells = change(list(table.cells), row, chance)
        if cells is None:
            return False
        damaged = changed(table, cells)
        tables = tuple(damaged if one is table else one for one in world.tables)
        return of_tables(world, world.document, tables)

    return fault


def _lose_page(world: World, chance: random.Random) -> str | bool | None:
    pages = sorted({b.page for b in world.document.blocks if isinstance(b, Fragment)})
    if len(pages) < 2:
        return False
    page = chance.choice(pages)
    left = tuple(block for block in world.document.blocks if block.page != page)
    return of_document(world, replace(world.document, blocks=left))


def _lose_fragment(world: World, chance: random.Random) -> str | bool | None:
    at = chance.choice([at for at, block in enumerate(world.document.blocks) if isinstance(block, Fragment)])
    blocks = world.document.blocks
    return of_document(world, replace(world.document, blocks=(*blocks[:at], *blocks[at + 1 :])))


def _lose_list(world: World, chance: random.Random) -> str | bool | None:
    table = chance.choice(world.lists)
    tables = tuple(one for one in world.tables if one is not table)
    return of_tables(world, world.document, tables)


def _mixed(worlds: list[World]) -> Fault:
    def fault(world: World, chance: random.Random) -> str | bool | None:
        others = [one for one in worlds if one is not world]
        if not others:
            return False
        other = chance.choice(others)
        rows = list(world.notice.catalogues[0].rows)
        strange = chance.choice(other.notice.catalogues[0].rows)
        at = chance.randrange(len(rows))
        rows[at] = replace(strange, number=rows[at].number)
        lists = (replace(world.notice.catalogues[0], rows=tuple(rows)), *world.notice.catalogues[1:])
        return of_notice(world, replace(world.notice, catalogues=lists))

    return fault


def _in_text(slip: Callable[[str, random.Random], str | None], roles: tuple[str, ...]) -> Fault:
    def fault(world: World, chance: random.Random) -> str | bool | None:
        row = chance.choice(chance.choice(world.notice.catalogues).rows)
        values = {"number": row.number, **row.values}
        found = [
            v for role, v in values.items() if v is not None and role.split("_")[0] in roles and v.places
        ]
        if not found:
            return False
        place = chance.choice(found).places[0]
        for at, block in enumerate(world.document.blocks):
            for index, cell in enumerate(block.cells) if isinstance(block, Fragment) else ():
                if place in cell.places and isinstance(block, Fragment):
                    text = slip(cell.text, chance)
                    if text is None:
                        return False
                    cells = list(block.cells)
                    cells[index] = replace(cell, text=text)
                    return of_document(world, _with(world.document, at, changed(block, cells)))
        return False

    return fault


def _in_value(roles: tuple[str, ...]) -> Fault:
    def fault(world: World, chance: random.Random) -> str | bool | None:
        catalogue = chance.choice(world.notice.catalogues)
        at = chance.randrange(len(catalogue.rows))
        row = catalogue.rows[at]
        found = [role for role, value in row.values.items() if role.split("_")[0] in roles and value.text]
        if not found:
            return False
        role = chance.choice(found)
        text = characters.one_changed(row.values[role].text, chance)
        if text is None:
            return False
        values = {**row.values, role: replace(row.values[role], text=text)}
        rows = (*catalogue.rows[:at], replace(row, values=values), *catalogue.rows[at + 1 :])
        lists = tuple(replace(one, rows=rows) if one is catalogue else one for one in world.notice.catalogues)
        return of_notice(world, replace(world.notice, catalogues=lists))

    return fault


def _report(told: dict[str, Counter[str]], aims: dict[str, float], seconds: float) -> int:
    shown = Shown("fault", "put in", "told", "not told", NO_EFFECT, "by which check")
    failed = []
    for name, counts in told.items():
        put, missed, without = sum(counts.values()), counts["nothing"], counts[NO_EFFECT]
        whole = put - without
        by = ", ".join(f"{check} {n}" for check, n in counts.most_common() if check not in _UNTOLD)
        shown.add_row(name, *map(str, (put, whole - missed, missed, without)), by)
        if not whole or (whole - missed) / whole < aims[name]:
            failed.append(name)
    console = Console(width=190)
    console.print(shown)
    total = sum(sum(counts.values()) for counts in told.values())
    missed, without = (sum(counts[what] for counts in told.values()) for what in ("nothing", NO_EFFECT))
    console.print(
        f"{total} faults of {len(told)} kinds in {seconds:.0f} s: {total - missed - without} told, "
        f"{missed} not told, {without} without effect (the same bytes published, recorded and shown)"
    )
    for name in failed:
        console.print(f"misses its aim: {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
