"""A mistake in a YAML file is told with the file, the line and the key."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.sources import Source
from pipeline.yaml_files import load_yaml

GOOD = "jurisdiction: CN-YN\nname: {zh: 云州, en: Yunzhou}\nauthority: 局\nwatch: raw/CN-YN\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + "documents:\n\t- address: https://a.b/\n", "line 6"),
        (GOOD + "authority: 另一局\n", "line 5"),
        (GOOD + "authority: 另一局\n", "'authority' stands there twice"),
        (GOOD + "pause: soon\n", "line 5: pause:"),
        (GOOD + "adress: x\n", "line 5: adress:"),
        (GOOD + "documents:\n  - address: https://a.b/\n  - adress: x\n", "line 7: documents.1.address:"),
        ("jurisdiction: CN-YN\n", "line 1: name:"),
        (GOOD + "ignore: &a [*a]\n", "line 5: ignore.0:"),
        (GOOD + "look_every: .inf\n", "line 5: look_every:"),
        (GOOD.replace("局", "2024-13-45"), "month must be"),
        ("a: " + "[" * 3000 + "]" * 3000, "too deeply"),
        ("", "the file"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_yaml(path, Source)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "city.yaml"
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_yaml(path, Source)
