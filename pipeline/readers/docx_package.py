"""Elements of WordprocessingML by their local names, in either of its namespaces."""

from functools import lru_cache

from pipeline.readers.package import Element, Package

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def word_package(data: bytes, name: str) -> Package:
    """The parts of a Word file. Raises UnreadableDocument."""
    return Package(data, name, "word/document.xml", "Word document")


def word_tag(element: Element) -> str:
    """The local name of a WordprocessingML element, "" for any other."""
    if not isinstance(element.tag, str):  # comments and processing instructions
        return ""
    return _word_name(element.tag)


@lru_cache(maxsize=4096)
def _word_name(tag: str) -> str:
    """Taken apart once: every element of a document is asked for its name, several times."""
    namespace, _, name = tag[1:].partition("}")
    return name if namespace in WORD else ""


def word_child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of child names."""
    for tag in path:
        if element is None:
            return None
        element = next((child for child in element if word_tag(child) == tag), None)
    return element


def word_value(element: Element | None, attribute: str = "val") -> str | None:
    """An attribute in either of Word's namespaces."""
    if element is None:
        return None
    return next(
        (value for space in WORD if (value := element.get(f"{{{space}}}{attribute}")) is not None), None
    )


def is_on(element: Element | None) -> bool:
    """Whether a switch such as w:vanish is set: present, and not false."""
    return element is not None and word_value(element) not in ("0", "false", "off")
