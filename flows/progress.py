"""Who is told each step of a run. No parameter of the flow, which is sent to wherever its tasks run."""

from contextvars import ContextVar

from pipeline.refresh import Progress

_TOLD: ContextVar[Progress] = ContextVar("told", default=lambda words: None)


def tell_to(progress: Progress) -> None:
    """Have what follows told to this function."""
    _TOLD.set(progress)


def tell(words: str) -> None:
    """One step."""
    _TOLD.get()(words)
