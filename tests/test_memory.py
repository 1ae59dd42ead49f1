"""The collector is held back within, and as it was after, errors included."""

import gc

import pytest

from pipeline.memory import uncollected


def test_the_collector_is_held_back_and_let_go_again() -> None:
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_lets_it_go_too() -> None:
    with pytest.raises(ValueError, match="odd"), uncollected():
        raise ValueError("odd")
    assert gc.isenabled()
