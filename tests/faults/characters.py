"""One character of a text changed, as a slip of a reader changes it."""

import random

LIKE = {
    "人": "入",
    "未": "末",
    "土": "士",
    "日": "曰",
    "0": "O",
    "1": "l",
    "员": "贝",
    "师": "帅",
    "会": "合",
    "国": "囯",
}


def one_changed(text: str, chance: random.Random) -> str | None:
    """Another character in one place, if possible one that looks alike."""
    at = [index for index, char in enumerate(text) if not char.isspace()]
    if not at:
        return None
    alike = [index for index in at if text[index] in LIKE]
    index = chance.choice(alike if alike and chance.random() < 0.5 else at)
    char = text[index]
    if char in LIKE:
        other = LIKE[char]
    elif char.isdigit():
        other = str((int(char) + chance.randint(1, 9)) % 10) if char.isascii() else "一"
    elif char.isascii():
        other = chance.choice([one for one in "abcdefghijklmnopqrstuvwxyz" if one != char.lower()])
    else:
        other = chr(ord(char) + chance.choice((-1, 1)))
    return text[:index] + other + text[index + 1 :]


def one_lost(text: str, chance: random.Random) -> str | None:
    """A character is gone."""
    at = [index for index, char in enumerate(text) if not char.isspace()]
    if not at:
        return None
    index = chance.choice(at)
    return text[:index] + text[index + 1 :]
