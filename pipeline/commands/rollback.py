"""``renke rollback``: point back to an older version."""

from pathlib import Path

import click


@click.command()
@click.argument("version")
@click.pass_obj
def rollback(home: Path, version: str) -> int:
    """Point dataset/current to VERSION, one of dataset/versions/, until something is new."""
    from pipeline.dataset.rollback import roll_back
    from pipeline.dataset.versions import current_version
    from pipeline.mirror import mirror_dataset

    dataset = home / "dataset"
    before = current_version(dataset)
    hold = roll_back(dataset, version)
    mirror_dataset(dataset)
    moved = f"points to {version}" + (f", no longer to {before}" if before != version else " as before")
    click.echo(f"{dataset / 'current'} {moved}")
    if hold is not None:
        click.echo(
            f"Version {hold.set_aside} is set aside and stays. 'renke refresh' keeps to {version} until "
            "documents, sources, registry, schemas or code change; then it publishes anew, with what is "
            f"there then. 'renke rollback {hold.set_aside}' returns to it.",
            err=True,
        )
    return 0
