"""Rows and cells put where browsers put them: tags left open make the parser nest them in the cell before."""

from lxml import etree

_BODIES = frozenset(("table", "tbody", "thead", "tfoot"))
_HOLDERS = {"tr": _BODIES, "td": _BODIES | {"tr"}, "th": _BODIES | {"tr"}}


def mend_tables(root: etree._Element) -> None:
    """Move each row, and each cell, out of the cell or form that it stands in without a table of its own."""
    after: dict[etree._Element, etree._Element] = {}
    for element in list(root.iter(*_HOLDERS)):
        holders = _HOLDERS[str(element.tag)]
        anchor = element.getparent()
        if anchor is None or anchor.tag in holders:
            continue
        while (holder := anchor.getparent()) is not None and holder.tag not in holders:
            anchor = holder
        if holder is None:
            continue
        while anchor in after:
            anchor = after[anchor]
        after[anchor] = element
        anchor.addnext(element)
