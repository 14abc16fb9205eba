"""Ctrl-C and SIGTERM ask a command to finish what it has in hand."""

from __future__ import annotations

import signal
import threading
from types import FrameType


def stop_on_signals(stop: threading.Event) -> threading.Event:
    """Set `stop` when the process is asked to end; give it back."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    return stop
