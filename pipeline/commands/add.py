"""``renke add``: draft a source description from a notice."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from pipeline.catalogues.model import Notice


@click.command()
@click.argument("given", metavar="URL|FILE")
@click.option("--contact", help="Whom the publisher may write to; sent with the request.")
@click.pass_obj
def add(home: Path, given: str, contact: str | None) -> int:
    """Read a notice and draft the description of its source into sources/drafts/, for a person to check."""
    from pipeline.drafting import draft
    from pipeline.knowledge import SCHEMAS
    from pipeline.sources import load_sources

    is_address = given.startswith(("http://", "https://"))
    notice = _fetched(given, contact) if is_address else _read(Path(given))
    sources = load_sources(home) if any((home / "sources").glob("*.yaml")) else ()
    drafted = draft(notice, given if is_address else None, sources, SCHEMAS)
    if drafted.existing is not None:
        click.echo(drafted.text, nl=False)
        folder = drafted.existing.watch.as_posix()
        what = "add this to" if is_address else f"put the file into {folder}/, which is watched by"
        click.echo(
            f"{what} the source of {drafted.existing.jurisdiction}, then run 'renke refresh'", err=True
        )
        return 0
    path = home / "sources" / "drafts" / f"{drafted.name}.yaml"
    if path.exists():
        raise ConfigurationError(f"{path} is there already", remedy="Finish that draft first, or remove it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(drafted.text, encoding="utf-8")
    click.echo(drafted.text, nl=False)
    put = "" if is_address else f", put the file{_and_others(notice)} into raw/{drafted.name}/"
    click.echo(f"written to {path}; check it, move it into sources/{put}, then run 'renke refresh'", err=True)
    return 0


def _and_others(notice: "Notice") -> str:
    return " and those that it links to" if notice.attachments else ""


def _read(path: Path) -> "Notice":
    """The notice in a file, with the files that it links to where they lie beside it."""
    from pipeline.annexes import names_attached, whole_notice
    from pipeline.readers.files import read_file
    from pipeline.reading import notice_of

    page = notice_of(read_file(path))
    beside = [path.parent / name for name in sorted(names_attached(page)) if name != path.name]
    attached = [notice_of(read_file(one)) for one in beside if one.is_file()]
    return whole_notice(page, attached) if attached else page


def _fetched(address: str, contact: str | None) -> "Notice":
    """The notice at an address, with the files attached to it."""
    from pipeline.annexes import whole_notice
    from pipeline.pull.fetch import Fetcher, Polite
    from pipeline.pull.pages import attachments, file_name
    from pipeline.readers.options import Options
    from pipeline.readers.workers import WORKERS
    from pipeline.reading import notice_of

    polite = Polite(contact=contact)
    with Fetcher() as fetcher:
        answer = fetcher.fetch(address, polite)
        page = WORKERS.read(answer.body, file_name(answer.address, answer.headers), Options())
        links = attachments(answer.body, answer.address, None, None) if page.media_type == "text/html" else []
        answers = [fetcher.fetch(link.address, polite, page=answer.address) for link in links]
        attached = [WORKERS.read(one.body, file_name(one.address, one.headers), Options()) for one in answers]
    return whole_notice(notice_of(page), [notice_of(one) for one in attached])
