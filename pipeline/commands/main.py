"""The command group: finds the command's module late, turns failures into words and an exit status."""

import importlib
import sys
from pathlib import Path

import click

from pipeline import __version__
from pipeline.errors import RenkeError

COMMANDS = ("refresh", "read", "trace", "find", "review", "add", "diff", "verify", "publish", "status",
            "rollback")  # fmt: skip


class _Late(click.Group):
    """Imports the module of a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"pipeline.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Late, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="renke")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="RENKE_HOME",
    default=Path(),
    show_default="the current folder",
    help="Folder with sources/, raw/, extracted/, registry/ and dataset/.",
)
@click.pass_context
def renke(ctx: click.Context, home: Path) -> None:
    """Published lists of recognised overseas qualifications, as one traceable dataset."""
    ctx.obj = home


def main() -> None:
    """Run; 0 done, 1 something was withheld or failed, 2 wrong use. No traceback reaches a user."""
    try:
        sys.exit(renke.main(standalone_mode=False) or 0)
    except RenkeError as error:
        click.echo(f"renke: {error}", err=True)
        sys.exit(error.exit_status)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("renke: stopped", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
