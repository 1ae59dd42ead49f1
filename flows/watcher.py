"""Ends the process whose number it is given when the one that started it is gone. Standard library alone."""

import os
import signal
import sys
import time
from contextlib import suppress

_GRACE = 10.0  # seconds in which it may end by itself


def main() -> None:
    """Wait for the end of standard input, which is that of whoever holds its other end."""
    watched = int(sys.argv[1])
    sys.stdin.buffer.read()
    with suppress(ProcessLookupError):
        os.kill(watched, signal.SIGTERM)
        last = time.monotonic() + _GRACE
        while time.monotonic() < last:
            time.sleep(0.1)
            os.kill(watched, 0)
        os.kill(watched, signal.SIGKILL)


if __name__ == "__main__":
    main()
