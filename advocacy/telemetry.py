"""What an operator can watch: spans and meters where OpenTelemetry is installed, log lines with stable keys.

Nothing here names a person, carries a text or holds a token: ids, networks, states, counts and seconds only.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any

NAME = "advocacy"
KEYS = ("action", "share", "network", "state", "outcome", "attempt")
"""What a log record of ours may carry besides its message; docs/reference/telemetry.md explains them."""


def span(name: str, **about: str | int) -> AbstractContextManager[None]:
    """Time what is done inside, as the span ``advocacy.<name>``; an error is named by its kind alone.

    >>> with span("send", network="mastodon", attempt=1):
    ...     pass
    """
    trace = _tracing()
    if trace is None or isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return _UNWATCHED  # nobody would see it
    return _recorded(trace.get_tracer(NAME), name, about)


@contextmanager
def _recorded(tracer: Any, name: str, about: Mapping[str, str | int]) -> Iterator[None]:
    attributes = {f"{NAME}.{key}": value for key, value in about.items()}
    with tracer.start_as_current_span(
        f"{NAME}.{name}",
        attributes=attributes,
        record_exception=False,  # its message may quote what a network said
        set_status_on_exception=False,
    ) as current:
        try:
            yield
        except BaseException as error:
            current.set_attribute("error.type", type(error).__name__)
            raise


def count(name: str, number: int = 1, **about: str) -> None:
    """Add to the counter ``advocacy.<name>``."""
    meter = _meter("create_counter", name)
    if meter is not None:
        meter.add(number, about)


def gauge(name: str, value: float, *, unit: str = "1", **about: str) -> None:
    """Set the gauge ``advocacy.<name>``."""
    meter = _meter("create_gauge", name, unit)
    if meter is not None:
        meter.set(value, about)


class JsonLines(logging.Formatter):
    """Log records as one JSON object a line: ``time``, ``level``, ``logger``, ``message`` and our `KEYS`.

    >>> import sys
    >>> handler = logging.StreamHandler(sys.stdout)
    >>> handler.setFormatter(JsonLines())
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {key: getattr(record, key) for key in KEYS if hasattr(record, key)}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


_UNWATCHED = nullcontext()


@cache
def _tracing() -> Any:
    """OpenTelemetry's tracing, or None where it is not installed."""
    try:
        from opentelemetry import trace  # noqa: PLC0415 - optional
    except ModuleNotFoundError:
        return None
    return trace


@cache
def _meter(make: str, name: str, unit: str = "1") -> Any:
    try:
        from opentelemetry import metrics  # noqa: PLC0415 - optional
    except ModuleNotFoundError:
        return None
    return getattr(metrics.get_meter(NAME), make)(f"{NAME}.{name}", unit=unit)
