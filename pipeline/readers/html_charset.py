"""In which charset a web page is written: by its bytes first, as what pages say of it is often false."""

import codecs
import re

# Where nothing better is said; GB 18030 holds GB 2312 and GBK, under whose names it is sent.
CANDIDATES = ("gb18030", "big5")
_CALLED = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz-gb-2312": "hz"}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I)
_HEAD = 16_384
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# So much of the text is looked at to tell how ordinary its characters are.
_SAMPLE = 20_000
# What the page says wins where another charset makes the text hardly more ordinary.
_TRUST = 0.05


def decoded(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of a page, and its charset. ``declared`` is what stands outside of the page.

    What no charset explains whole is read in the likeliest, with U+FFFD for the bytes that do not fit.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data.decode(charset, "replace"), charset.removesuffix("-sig")
    said = [known for name in (declared, _in_head(data)) if name and (known := _known(name))]
    wide = _wide(data)
    if wide is not None:
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"  # no text in another charset happens to be UTF-8
    except UnicodeDecodeError:
        pass
    charsets = list(dict.fromkeys([*said, *CANDIDATES]))
    fitting = [(_ordinary(text) + _TRUST * (name in said), name, text) for name in charsets
               if (text := _strictly(data, name)) is not None]  # fmt: skip
    if fitting:
        _, name, text = max(fitting, key=lambda one: one[0])
        return text, name
    loose = [(data.decode(name, "replace"), name) for name in dict.fromkeys([*charsets, "utf-8"])]
    return min(loose, key=lambda one: one[0].count("\ufffd"))


def _in_head(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD])
    return found[1].decode("ascii") if found else None


def _known(name: str) -> str | None:
    try:
        python = codecs.lookup(name).name
    except LookupError:
        return None
    return _CALLED.get(python, python)


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: markup is ASCII, so that every other byte of it is zero."""
    head = data[:512]
    if len(head) < 4 or head.count(0) < len(head) // 4:
        return None
    return "utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _ordinary(text: str) -> float:
    """Which part of the characters beyond ASCII are common Chinese ones, in either script, or points."""
    beyond = [char for char in text if char > "\x7f"][:_SAMPLE]
    return sum(map(_is_common, beyond)) / len(beyond) if beyond else 1.0


def _is_common(char: str) -> bool:
    for charset, first, last in (("gb2312", 0xA1, 0xD7), ("big5", 0xA1, 0xC6)):
        code = char.encode(charset, "ignore")
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return False
