"""Log lines of a command, on standard error: what ``ADVOCACY_LOG`` asks for, else what goes wrong."""

from __future__ import annotations

import logging
import os
import sys
import time

from advocacy.errors import ConfigurationError
from advocacy.language import Text
from advocacy.telemetry import NAME, JsonLines

VARIABLE = "ADVOCACY_LOG"
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def listen(*, runs_on: bool = False) -> None:
    """Write the log lines of this command; one that `runs_on`, such as ``worker``, warns too.

    Raises:
        ConfigurationError: ``ADVOCACY_LOG`` is neither ``text`` nor ``json``.
    """
    form = os.environ.get(VARIABLE, "")
    if form not in ("", "text", "json"):
        raise ConfigurationError(_FORMS.format(given=form))
    handler = _Handler()
    lines = logging.Formatter(_LINE, _TIME)
    lines.converter = time.gmtime  # the lines of all machines stand in one order
    handler.setFormatter(JsonLines() if form == "json" else lines)
    handler.setLevel(logging.INFO if form else logging.WARNING if runs_on else logging.ERROR)
    ours = logging.getLogger(NAME)
    ours.handlers = [*(each for each in ours.handlers if not isinstance(each, _Handler)), handler]
    if form:
        ours.setLevel(logging.INFO)


class _Handler(logging.Handler):
    """Writes to standard error as it is at that moment; a command has one."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, or more where it tells of an error that nobody foresaw."""
        sys.stderr.write(f"{self.format(record)}\n")


_FORMS = Text(
    fr="ADVOCACY_LOG vaut « {given} » : donnez text ou json, ou rien.",
    en="ADVOCACY_LOG is “{given}”: give text or json, or nothing.",
)
