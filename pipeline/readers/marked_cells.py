"""Findings on cells that show more than their words, or words that the file does not hold whole."""

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import Place

GARBLED = "\ufffd"
"""Stands where bytes are no character."""
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


def garbled_findings(text: str, place: Place) -> tuple[Finding, ...]:
    """That bytes of the cell are no characters, where any are none."""
    if GARBLED not in text:
        return ()
    message = "bytes of the cell are no characters"
    remedy = "Read the words in the published document and record a correction"
    return (Finding("text-garbled", Severity.WARNING, message, places=(place,), remedy=remedy),)


def picture_finding(name: str, place: Place) -> Finding:
    """That the cell shows a picture, in which words may stand."""
    return Finding(
        "part-unread",
        Severity.WARNING,
        f"the cell shows a picture, which is not read{name and ': '}{name[:_SAID]}",
        places=(place,),
        remedy="Look whether words stand in the picture; record a correction if they do",
    )
