"""Words that a document shows with a line through them: they are read, and marked for a person to judge."""

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import Place

_SAID = 60


def struck_finding(words: str, place: Place) -> Finding:
    """That the cell shows these words struck out."""
    return Finding(
        "text-struck",
        Severity.WARNING,
        f"a line strikes out words of the cell, which were read like the others: {words[:_SAID]}",
        places=(place,),
        remedy="Look whether the words still hold; record a correction if they do not",
    )
