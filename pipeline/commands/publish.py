"""``renke publish``: the current version into a database; old versions out of the way."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--to", "url", metavar="URL", help="Load the current version into this database: postgresql://…"
)
@click.option("--schema", default="renke", show_default=True, help="Schema of the database, Renke's own.")
@click.option(
    "--keep",
    type=click.IntRange(min=2),
    metavar="N",
    help="Remove the versions before the current one, but for the newest: N with the current one.",
)
@click.pass_obj
def publish(home: Path, url: str | None, schema: str, keep: int | None) -> int:
    """Load the current version into a database, in one transaction."""
    if url is None and keep is None:
        raise click.UsageError("say where to publish (--to URL) or how many versions to keep (--keep N)")
    if url is not None:
        _load(home, url, schema)
    if keep is not None:
        _remove_old(home, keep)
    return 0


def _load(home: Path, url: str, schema: str) -> None:
    from pipeline.dataset.postgres import publish_to
    from pipeline.dataset.versions import whole_current

    folder, inputs = whole_current(home / "dataset")
    previous = inputs.get("previous")
    rows = publish_to(url, schema, folder, str(previous) if previous else None)
    click.echo(
        f"published version {folder.name} into schema {schema}: {rows['entries']} entries of "
        f"{rows['notices']} notices, {sum(rows.values())} rows in {len(rows)} tables"
    )


def _remove_old(home: Path, keep: int) -> None:
    from pipeline.dataset.versions import remove_old

    removed = remove_old(home / "dataset", keep)
    for version in removed:
        click.echo(f"removed version {version}")
    if not removed:
        click.echo("no version is old enough to be removed")
