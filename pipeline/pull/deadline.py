"""The seconds that one answer may take in all, from the first byte sent to the last one read.

A server that drips a byte of its header now and then never exceeds the limit on silence: at the deadline
the connections are shut, so that whoever reads from them wakes up.
"""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol, Self, cast

_OPENED = {"connection.connect_tcp.complete", "connection.start_tls.complete"}


class _Stream(Protocol):
    def get_extra_info(self, info: str) -> object: ...


class Connections:
    """The connections that a client opened: ``trace`` is what it tells of them, request by request."""

    def __init__(self) -> None:
        self._streams: list[_Stream] = []

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Take note of a connection that was opened."""
        if event in _OPENED:
            self._streams = [one for one in self._streams if _is_open(one)]
            self._streams.append(cast(_Stream, info["return_value"]))

    def shut(self) -> None:
        """End all of them, from whichever thread."""
        for stream in list(self._streams):
            found = stream.get_extra_info("socket")
            if isinstance(found, socket.socket):
                with suppress(OSError):
                    found.shutdown(socket.SHUT_RDWR)


def _is_open(stream: _Stream) -> bool:
    found = stream.get_extra_info("socket")
    return isinstance(found, socket.socket) and found.fileno() >= 0


class Deadline:
    """Shuts connections when the block has run for so many seconds; ``passed`` says whether it did."""

    def __init__(self, seconds: float, connections: Connections) -> None:
        self.passed = False
        self._connections = connections
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        self._connections.shut()
