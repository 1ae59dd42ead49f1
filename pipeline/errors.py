"""Failures a user may meet. Each carries its place and what to do about it."""


class RenkeError(Exception):
    """A failure with a message for people and a remedy; never shown as a traceback."""

    exit_status = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.args, self.__dict__)  # between processes

    def __str__(self) -> str:
        return " ".join(f"{words.rstrip('.')}." for words in (self.message, self.remedy) if words)


def _again(
    kind: type[RenkeError], arguments: tuple[object, ...], attributes: dict[str, object]
) -> RenkeError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(attributes)
    return error


class UnreadableDocument(RenkeError):
    """A document, or a part of it, that cannot be read."""

    def __init__(
        self,
        message: str,
        *,
        document: str,
        page: int | None = None,
        table: int | None = None,
        row: int | None = None,
        remedy: str,
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.document = document
        self.page = page
        self.table = table
        self.row = row

    def __str__(self) -> str:
        parts = [self.document]
        parts += [
            f"{word} {n}" for word, n in (("page", self.page), ("table", self.table), ("row", self.row)) if n
        ]
        return f"{', '.join(parts)}: {super().__str__()}"


class ConfigurationError(RenkeError):
    """A source file, vocabulary or home folder that is not as it must be."""

    exit_status = 2
