"""validation.json as a page for people, which needs no network."""

from collections.abc import Mapping
from pathlib import Path

_TEMPLATES = Path(__file__).parent.parent / "templates"


def validation_page(version: str, report: Mapping[str, object]) -> str:
    """The page: what was expected of each table and why, and which rows failed."""
    from jinja2 import Environment, FileSystemLoader  # only who publishes needs it

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("validation.html").render(version=version, report=report) + "\n"
