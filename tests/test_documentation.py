"""What exists is described, and what is described exists: READMEs, findings, authorship of knowledge."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from pipeline.commands.main import COMMANDS, renke
from pipeline.dataset.meanings import chinese
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import KEYS, columns
from pipeline.dataset.versions import CHECKSUMS
from pipeline.documents.findings import Severity
from pipeline.sources import Source

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")
GUIDES = ("docs/auditors.md", "docs/auditors.zh.md", "docs/downstream.md", "docs/downstream.zh.md")
DOCUMENTS = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", *GUIDES)
CODE = re.compile(r"[a-z]+(-[a-z]+)+")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LANGUAGES = {"README.md": "en", "README.zh.md": "zh"}
MAY_BE_NULL = {"README.md": ", may be null", "README.zh.md": "，可空"}


class Both(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(extra="forbid", str_min_length=1)
    en: str
    zh: str

    def in_language_of(self, readme: str) -> str:
        return {"en": self.en, "zh": self.zh}[LANGUAGES[readme]]


class Described(BaseModel):
    """A finding code as schemas/findings.yaml describes it."""

    model_config = ConfigDict(extra="forbid")
    code: str
    severity: list[Severity]
    meaning: Both
    remedy: Both


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """The document without its fenced code."""
    return FENCED.sub("", text_of(name))


def inline_code(name: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", prose(name))


def commands_in(name: str) -> list[str]:
    """Everything written as code that is not JSON, YAML, SQL or a diagram: one command line each."""
    blocks = [block for kind, block in FENCED.findall(text_of(name)) if not kind]
    return [*inline_code(name), *(line for block in blocks for line in block.splitlines())]


def headings(name: str) -> list[str]:
    return re.findall(r"^#+ .*$", prose(name), re.MULTILINE)


def rows(text: str) -> list[list[str]]:
    """The cells of every table row of a piece of Markdown, rule lines left out."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("| ---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def section(name: str, heading: str) -> str:
    """What stands under a heading, up to the next heading of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", prose(name), re.DOTALL | re.MULTILINE)
    assert found, f"{name} has no section {heading!r}"
    return found[1]


@cache
def codes_used() -> dict[str, set[str]]:
    """Each code that the pipeline can give, with its severities."""
    used: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in calls(tree, {"Finding", "FindingRecord"}):
            for code in codes_of(call, tree):
                used[code] |= severities_of(call)
    return dict(used)


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def argument(call: ast.Call, position: int, name: str) -> ast.expr:
    by_name = {keyword.arg: keyword.value for keyword in call.keywords}
    return by_name[name] if name in by_name else call.args[position]


def codes_of(call: ast.Call, tree: ast.AST) -> set[str]:
    """The code of a finding; where it is handed on in a name, every code that its module spells out."""
    match argument(call, 0, "code"):
        case ast.Constant(value=str(code)):
            return {code}
        case ast.Attribute(attr="code"):
            return set()  # a finding that was made elsewhere
        case _:
            rules = {id(argument(step, 0, "rule")) for step in calls(tree, {"Step"})}
            return {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                if id(node) not in rules and CODE.fullmatch(node.value)
            }


def severities_of(call: ast.Call) -> set[str]:
    severity = ast.unparse(argument(call, 1, "severity"))
    return {word.value for word in Severity if severity in (f"Severity.{word.name}", repr(word.value))}


@cache
def codes_described() -> dict[str, Described]:
    found = [
        Described.model_validate(one) for one in yaml.safe_load(text_of("schemas/findings.yaml"))["findings"]
    ]
    assert len({one.code for one in found}) == len(found), "a code stands twice in schemas/findings.yaml"
    return {one.code: one for one in found}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))


def parameters() -> list[tuple[str, str]]:
    """Each option as command and spelling; the group's own stand under ``renke``."""
    found = []
    for heading, command in commands().items():
        context = click.Context(command)
        for parameter in command.get_params(context):
            if isinstance(parameter, click.Option):
                found += [(heading, spelling) for spelling in (*parameter.opts, *parameter.secondary_opts)]
    return found


@cache
def commands() -> dict[str, click.Command]:
    context = click.Context(renke)
    found: dict[str, click.Command] = {"renke": renke}
    for name in renke.list_commands(context):
        command = renke.get_command(context, name)
        assert command is not None
        found[f"renke {name}"] = command
    return found


def test_the_code_that_is_handed_on_is_found_too() -> None:
    source = 'def f(code):\n return Finding(code, Severity.ERROR)\nf("row-lost")\nStep("rows-joined", "")'
    tree = ast.parse(source)
    (call,) = calls(tree, {"Finding"})
    assert codes_of(call, tree) == {"row-lost"}
    assert severities_of(call) == {"error"}


def test_every_finding_code_is_described_and_every_described_code_exists() -> None:
    assert codes_described().keys() == codes_used().keys()


def test_findings_are_described_with_the_severities_they_have() -> None:
    described = {code: {word.value for word in one.severity} for code, one in codes_described().items()}
    assert described == codes_used()


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_lists_the_findings_as_their_file_does(readme: str) -> None:
    listed = rows(section(readme, {"README.md": "Findings", "README.zh.md": "发现"}[readme]))[1:]
    assert listed == [
        [
            f"`{code}`",
            ", ".join(one.severity),
            one.meaning.in_language_of(readme),
            one.remedy.in_language_of(readme),
        ]
        for code, one in codes_described().items()
    ]


@pytest.mark.parametrize("readme", READMES)
def test_every_command_has_a_section_with_all_its_options_and_no_others(readme: str) -> None:
    for heading in commands():
        part = section(readme, f"`{heading}`")
        told = {spelling for row in rows(part) for spelling in re.findall(r"`(-[\w-]+)`", row[0])}
        expected = {spelling for command, spelling in parameters() if command == heading}
        assert told - {"--help", "-h"} == expected - {"--help", "-h"}, heading
    assert {"`--help`", "`-h`"} <= set(re.findall(r"`-[\w-]+`", section(readme, "`renke`")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_document_speaks_of_a_command_or_option_that_does_not_exist(document: str) -> None:
    options = {spelling for _, spelling in parameters()} | {"--help"}
    for line in commands_in(document):
        call = re.match(r"(?:\.venv/bin/)?renke(?: --home \S+)?(?: ([a-z]\S*))?", line)
        assert call is None or call[1] is None or call[1] in COMMANDS, line
        if not re.match(r"(ruff|mypy|python) ", line):
            assert set(re.findall(r"(?<!\S)--[a-z][\w-]*", line)) <= options, line


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_that_is_named_exists(document: str) -> None:
    named = {word for line in commands_in(document) for word in re.findall(r"^make ([\w-]+)", line)}
    assert named <= make_targets()


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_is_described(readme: str) -> None:
    described = [row[0] for row in rows(section(readme, "`make`"))[1:]]
    assert sorted(described) == sorted(f"`make {target}`" for target in make_targets())


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("table", TABLES)
def test_every_published_table_is_described_column_by_column(readme: str, table: str) -> None:
    part = section(readme, f"`{table}`")
    described = rows(part)[1:]
    assert [row[0] for row in described] == [f"`{column.name}`" for column in columns(table)]
    assert all(row[2] for row in described)
    assert set(KEYS[table]) <= set(re.findall(r"`([^`]+)`", part.split("\n|")[0]))
    for row, column in zip(described, columns(table), strict=True):
        assert (MAY_BE_NULL[readme] in row[1]) == column.nullable, row
        assert all(f"`{choice}`" in row[1] for choice in column.choices), row


@pytest.mark.parametrize("table", TABLES)
def test_the_english_readme_describes_columns_in_the_words_of_the_data_dictionary(table: str) -> None:
    described = {row[0]: row[2] for row in rows(section("README.md", f"`{table}`"))[1:]}
    assert described == {f"`{column.name}`": column.description for column in columns(table)}


@pytest.mark.parametrize("table", TABLES)
def test_the_chinese_readme_describes_columns_in_the_words_of_the_data_dictionary(table: str) -> None:
    described = {row[0]: row[2] for row in rows(section("README.zh.md", f"`{table}`"))[1:]}
    assert described == {f"`{c.name}`": chinese(table, c.name).meaning for c in columns(table)}


@pytest.mark.parametrize("readme", READMES)
def test_every_file_of_a_version_is_named(readme: str) -> None:
    written = re.findall(r'directory / f?"([^"]+)"', text_of("pipeline/dataset/publish.py"))
    assert len(written) >= 2 + len(("sqlite", "xlsx", "inputs", "validation", "datapackage"))
    named = {row[0].strip("`").replace("<", "{").replace(">", "}") for row in rows(text_of(readme))}
    assert {*written, CHECKSUMS} <= named


@pytest.mark.parametrize("readme", READMES)
def test_every_key_of_a_source_file_is_described(readme: str) -> None:
    described = {row[0].strip("`") for row in rows(text_of(readme))}
    assert set(Source.model_fields) <= described


@pytest.mark.parametrize("readme", READMES)
def test_every_sample_notice_is_named(readme: str) -> None:
    samples = {path.relative_to(ROOT).as_posix() for path in (ROOT / "raw").rglob("*.*") if path.is_file()}
    described = {row[0].strip("`") for row in rows(text_of(readme))}
    assert {name for name in samples if not Path(name).name.startswith(".")} <= described


def test_both_readmes_have_the_same_shape() -> None:
    shapes = [
        (
            [heading.split(" ")[0] for heading in headings(name)],
            [heading for heading in headings(name) if re.fullmatch(r"#+ `[^`]+`", heading)],
            FENCED.findall(text_of(name)),
            [len(row) for row in rows(text_of(name))],
            [len(section(name, heading.lstrip("# ")).strip().split("\n\n")) for heading in headings(name)],
        )
        for name in READMES
    ]
    for one, other in zip(*shapes, strict=True):
        assert one == other


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_is_there(document: str) -> None:
    folders = ("schemas/", "registry/", "pipeline/", "flows/", "tests/", "sources/", "raw/")
    named = [word for word in inline_code(document) if word.startswith(folders) and not set("<*") & set(word)]
    links = [link for link in re.findall(r"\]\(([^)]+)\)", prose(document)) if "://" not in link]
    beside = [(Path(document).parent / link).as_posix() for link in links]
    assert [path for path in (*named, *beside) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").rglob("*.yaml")), ids=lambda path: path.name)
def test_knowledge_names_its_author_date_and_reason(path: Path) -> None:
    assert_signed(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted((ROOT / "registry").rglob("*.yaml")), ids=lambda path: path.name)
def test_every_decision_names_its_author_date_and_reason(path: Path) -> None:
    (records,) = yaml.safe_load(path.read_text(encoding="utf-8")).values()
    for record in records:
        assert_signed(record)


def assert_signed(record: dict[str, object]) -> None:
    assert all(record.get(key) for key in ("author", "date", "reason"))


def test_the_whole_licence_is_there() -> None:
    licence = text_of("LICENSE")
    for words in ("Version 2.0, January 2004", "9. Accepting Warranty", "END OF TERMS AND CONDITIONS"):
        assert words in licence
