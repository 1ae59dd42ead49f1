"""Days as an option takes them."""

import datetime

import click


class IsoDate(click.ParamType[str]):
    """A day such as 2025-10-30, kept as text."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day in ISO 8601; wrong use where it is none."""
        try:
            return datetime.date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.fail(f"{value!r} is no day; write it like 2025-10-30", param, ctx)
