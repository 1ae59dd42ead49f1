"""Findings: what a person should know, tied to a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.documents.places import Place


class Severity(StrEnum):
    """How grave a finding is; warning and error mark the cells they name."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


ROW = "*"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a document, a row (``role`` None) or one cell of it.

    On a cell of a table that has no roles yet, ``role`` ROW says that the whole row is meant.

    ``code`` is one of schemas/findings.yaml; ``remedy`` says what a person can do.
    """

    code: str
    severity: Severity
    message: str
    role: str | None = None
    places: tuple[Place, ...] = ()
    remedy: str = ""

    @property
    def marks(self) -> bool:
        """Whether the cells it names count as doubtful."""
        return self.severity is not Severity.INFO


def without(findings: Iterable[Finding], code: str) -> tuple[Finding, ...]:
    """The findings of other codes."""
    return tuple(finding for finding in findings if finding.code != code)
