"""Findings on cells that show more than their words: a line through them, or a picture beside them."""

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


def picture_finding(name: str, place: Place) -> Finding:
    """That the cell shows a picture, in which words may stand."""
    return Finding(
        "part-unread",
        Severity.WARNING,
        f"the cell shows a picture, which is not read{name and ': '}{name[:_SAID]}",
        places=(place,),
        remedy="Look whether words stand in the picture; record a correction if they do",
    )
