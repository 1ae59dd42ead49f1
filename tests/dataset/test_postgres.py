"""The current version in a real PostgreSQL: typed, whole, seen at once, and words where it can't be."""

import shutil
import time
from pathlib import Path

import psycopg
import pytest

from pipeline.dataset.postgres import publish_to
from pipeline.dataset.postgres_schema import removals, statements
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import KEYS, columns
from pipeline.dataset.versions import publish
from pipeline.errors import ConfigurationError, RenkeError
from tests.conftest import run_renke
from tests.dataset.rows import dataset, entry

REPORT: dict[str, object] = {"success": True}


@pytest.fixture
def database(postgres_server: str) -> str:
    """The address of an empty database."""
    name = f"t{time.monotonic_ns()}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres_server}/{name}"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two versions: of three entries, and of one."""
    folder = tmp_path_factory.mktemp("versions")
    first = publish(folder, dataset(), {"number": 1, "previous": None}, REPORT)
    second = publish(folder, dataset([entry(1)]), {"number": 2, "previous": first}, REPORT)
    return [folder / "versions" / first, folder / "versions" / second]


def ask(database: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchall()


def test_every_table_arrives_typed_with_keys_references_and_comments(
    database: str, versions: list[Path]
) -> None:
    loaded = publish_to(database, "renke", versions[0], None)
    assert loaded == {table: len(dataset().get(table, [])) for table in TABLES}
    typed = ask(
        database,
        "SELECT table_name, column_name, udt_name FROM information_schema.columns "
        "WHERE table_schema = 'renke'",
    )
    types = {(table, column): kind for table, column, kind in typed}
    wanted = {
        "string": "text",
        "date": "date",
        "integer": "int8",
        "number": "float8",
        "strings": "_text",
        "objects": "jsonb",
        "object": "jsonb",
    }
    for table in TABLES:
        assert all(types[table, column.name] == wanted[column.kind] for column in columns(table))
    keys = ask(database, "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p'")
    assert {f"renke.{table}" for table in TABLES if KEYS[table]} <= {name for (name,) in keys}
    assert ask(database, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'") == [(10,)]
    described = "SELECT col_description('renke.entries'::regclass, 1)"
    assert ask(database, described) == [("jurisdiction/notice/list/number / 辖区/通知/清单/序号",)]
    described = "SELECT obj_description('renke.entries'::regclass)"
    assert ask(database, described) == [("One row of a catalogue.",)]
    (row,) = ask(
        database,
        "SELECT qualification_printed, field_printed, title_printed, countries, "
        "other_printed->>'乙', conditions FROM renke.entries WHERE position = 1",
    )
    assert row == ("资格1\nSecond line, with a comma", "", None, ["GB", "FR"], "1", ['说"是"'])
    assert str(ask(database, "SELECT issued FROM renke.notices")[0][0]) == "2025-10-24"
    assert ask(database, "SELECT version, previous FROM renke.dataset_version") == [(versions[0].name, None)]
    shown = ask(database, "SELECT places->0->>'page' FROM renke.entry_lineage WHERE entry_id LIKE '%/2'")
    assert shown == [("1",)] * 3
    assert ask(database, "SELECT count(*) FROM renke.entries_in_force") == [(3,)]


def test_a_reader_sees_the_version_before_until_the_new_one_is_whole(
    database: str, versions: list[Path]
) -> None:
    publish_to(database, "renke", versions[0], None)
    with psycopg.connect(database) as reader, psycopg.connect(database, autocommit=True) as onlooker:
        onlooker.execute("CREATE VIEW public.ours AS SELECT count(*) FROM renke.entries")
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert reader.execute("SELECT count(*) FROM renke.lineage").fetchone() == (9,)
        reader.execute("SET statement_timeout = '2s'")
        publish_to(database, "renke", versions[1], versions[0].name)
        # The transaction that had begun goes on with what it saw; it was neither waited for nor emptied.
        assert reader.execute("SELECT count(*) FROM renke.entries").fetchone() == (3,)
        assert onlooker.execute("SELECT * FROM public.ours").fetchone() == (1,)
    assert ask(database, "SELECT version, previous FROM renke.dataset_version") == [
        (versions[1].name, versions[0].name)
    ]


def test_a_failure_in_the_middle_leaves_the_version_before(
    database: str, versions: list[Path], tmp_path: Path
) -> None:
    publish_to(database, "renke", versions[0], None)
    broken = Path(shutil.copytree(versions[1], tmp_path / "broken"))
    nul = entry(1, issuer_printed="a\x00b")
    folder = publish(tmp_path / "d", dataset([nul]), {"number": 3}, REPORT)
    shutil.copy(tmp_path / "d" / "versions" / folder / "entries.parquet", broken)
    with pytest.raises(RenkeError, match="did not take the version"):
        publish_to(database, "renke", broken, None)
    assert ask(database, "SELECT count(*) FROM renke.entries") == [(3,)]
    assert ask(database, "SELECT version FROM renke.dataset_version") == [(versions[0].name,)]


def test_tables_of_other_columns_are_made_anew_and_what_hangs_on_them_is_named(
    database: str, versions: list[Path]
) -> None:
    publish_to(database, "renke", versions[0], None)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("ALTER TABLE renke.entries DROP COLUMN level_printed CASCADE")
        connection.execute("COMMENT ON SCHEMA renke IS 'Renke dataset, tables of an older release'")
        connection.execute("CREATE VIEW public.ours AS SELECT entry_id FROM renke.entries")
        with pytest.raises(RenkeError, match=r"hangs on the old ones.*ours"):
            publish_to(database, "renke", versions[1], None)
        connection.execute("DROP VIEW public.ours")
    publish_to(database, "renke", versions[1], None)
    assert ask(database, "SELECT level_printed FROM renke.entries") == [(None,)]


def test_what_is_made_is_removed_again(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE SCHEMA x")
        for statement in (*statements("x"), *removals("x")):
            connection.execute(statement)
        left = connection.execute(
            "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'x'"
        )
        assert left.fetchone() == (0,)


def test_a_schema_with_others_tables_is_left_alone(database: str, versions: list[Path]) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE public.entries (theirs text)")
    with pytest.raises(RenkeError, match="Renke did not make"):
        publish_to(database, "public", versions[0], None)
    assert ask(database, "SELECT count(*) FROM public.entries") == [(0,)]


def test_who_has_no_right_is_told(database: str, postgres_server: str, versions: list[Path]) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(RenkeError, match=r"guest@.*no right to write schema renke"):
        publish_to(database.replace("owner@", "guest@"), "renke", versions[0], None)


@pytest.mark.parametrize("url", ["mysql://host/database", "renke.sqlite", ""])
def test_an_address_of_another_kind_is_wrong_use(url: str, versions: list[Path]) -> None:
    with pytest.raises(ConfigurationError, match="no address of a PostgreSQL database"):
        publish_to(url, "renke", versions[0], None)


def test_a_server_that_is_not_there_is_named_without_the_password(versions: list[Path]) -> None:
    with pytest.raises(RenkeError, match=r"me@127\.0\.0\.1:1/db: no connection") as failed:
        publish_to("postgresql://me:secret@127.0.0.1:1/db", "renke", versions[0], None)
    assert "secret" not in str(failed.value)


def test_the_command_says_what_it_did(database: str, versions: list[Path]) -> None:
    home = versions[0].parents[2]
    (home / "dataset").symlink_to(versions[0].parents[1])
    done = run_renke("--home", home, "publish", "--to", database, "--schema", "认可")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        f"published version {versions[1].name} into schema 认可: 1 entries of 1 notices"
    )
    assert ask(database, 'SELECT count(*) FROM "认可".lineage') == [(3,)]
    assert run_renke("--home", home, "publish").returncode == 2
