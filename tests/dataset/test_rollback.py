"""Pointing back: what is shown then, and what a refresh does."""

from pathlib import Path

import pytest

from pipeline.dataset.rollback import held, refreshed_inputs, roll_back
from pipeline.dataset.versions import PublicationError, current_version, history, publish, read_inputs


def _published(dataset: Path, *names: str) -> list[str]:
    """A version for each name, one made after the other."""
    found: list[str] = []
    for name in names:
        inputs = {"code": name, "previous": found[-1] if found else None}
        found.append(publish(dataset, {}, inputs, {}))
    return found


def test_what_was_set_aside_says_what_is_new_until_something_is(tmp_path: Path) -> None:
    first, second, third = _published(tmp_path, "a", "b", "c")
    assert held(tmp_path) is None
    hold = roll_back(tmp_path, second)
    assert hold is not None
    assert (current_version(tmp_path), hold.set_aside) == (second, third)
    # Further back: what a refresh would give is still the newest.
    roll_back(tmp_path, first)
    assert current_version(tmp_path) == first
    refreshed, shown = refreshed_inputs(tmp_path), read_inputs(tmp_path)
    assert refreshed is not None
    assert shown is not None
    assert (refreshed["code"], shown["code"]) == ("c", "a")
    fourth = publish(tmp_path, {}, {"code": "d", "previous": first}, {})
    assert held(tmp_path) is None
    assert current_version(tmp_path) == fourth


def test_returning_to_what_was_set_aside_ends_the_hold(tmp_path: Path) -> None:
    first, second = _published(tmp_path, "a", "b")
    roll_back(tmp_path, first)
    assert roll_back(tmp_path, second) is None
    assert held(tmp_path) is None
    assert current_version(tmp_path) == second
    assert roll_back(tmp_path, second) is None


@pytest.mark.parametrize("wrong", ["nonsense", "../..", ""])
def test_a_version_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path, wrong: str) -> None:
    first, second = _published(tmp_path, "a", "b")
    with pytest.raises(PublicationError, match=f"{second}, {first}"):
        roll_back(tmp_path, wrong)
    assert current_version(tmp_path) == second
    assert held(tmp_path) is None


def test_a_version_that_was_altered_is_refused_and_nothing_is_held(tmp_path: Path) -> None:
    first, second = _published(tmp_path, "a", "b")
    (tmp_path / "versions" / first / "entries.csv").write_text("altered")
    with pytest.raises(PublicationError, match="altered"):
        roll_back(tmp_path, first)
    assert (current_version(tmp_path), held(tmp_path)) == (second, None)


def test_history_is_newest_first_by_what_was_made_after_what(tmp_path: Path) -> None:
    made = _published(tmp_path, "a", "b", "c", "d")
    assert history(tmp_path) == made[::-1]
