"""Spans, meters and log lines: what an operator sees, and that no token or text is in it."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from advocacy.clock import FixedClock
from advocacy.storage import Store
from advocacy.telemetry import KEYS, JsonLines
from advocacy.vault import VARIABLE, new_key
from builders import advocate, approved, beginning, running
from publish import world
from publish.test_canary import CANARY, Careless, errors

ROOT = Path(__file__).parents[1]
TEXT = world.share().text
WITHOUT = """
import sys
sys.modules["opentelemetry"] = None
from advocacy.telemetry import count, gauge, span
with span("send", network="x"):
    count("attempts", network="x")
    gauge("waiting", 1)
"""
UNUSED = """
import sys
import advocacy, advocacy.program, advocacy.publish
print([name for name in sys.modules if name.startswith("opentelemetry")])
"""


@pytest.fixture(scope="module")
def exported() -> Iterator[tuple[InMemorySpanExporter, InMemoryMetricReader]]:
    """What a host sets up, once in a process."""
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracing = TracerProvider()
    tracing.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(tracing)
    metrics.set_meter_provider(MeterProvider([reader]))
    return spans, reader


def published(folder: Path, connector: object) -> None:
    """One share, tried three times, a minute apart."""
    store, clock = Store.open(str(beginning(folder) / "advocacy.db")), FixedClock(world.START)
    accounts = world.accounts_of(store, clock)
    world.fill(store, accounts, [world.share()])
    accounts.connect("ada", "fake", world.access(token=CANARY))
    publisher = world.publisher(store, connector, clock)  # type: ignore[arg-type]
    for _turn in range(3):
        publisher.deliver(world.share().id)
        clock.advance(minutes=1)
    store.close()


def points(reader: InMemoryMetricReader, name: str) -> list[dict[str, Any]]:
    data = reader.get_metrics_data()
    assert data is not None
    found = [
        metric
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    ]
    return [
        {**(point.attributes or {}), "value": getattr(point, "value", None)}
        for metric in found
        if metric.name == name
        for point in metric.data.data_points
    ]


def test_claim_send_and_reconcile_are_spans_and_attempts_are_counted_by_network_and_outcome(
    tmp_path: Path, exported: tuple[InMemorySpanExporter, InMemoryMetricReader]
) -> None:
    spans, reader = exported
    spans.clear()
    published(tmp_path, Careless("unknown", "publish"))
    done = {span.name: dict(span.attributes or {}) for span in spans.get_finished_spans()}
    assert set(done) == {"advocacy.claim", "advocacy.send", "advocacy.reconcile"}
    assert done["advocacy.send"] == {
        "advocacy.action": "send",
        "advocacy.share": world.share().id,
        "advocacy.network": "fake",
        "advocacy.attempt": 1,
        "error.type": "OutcomeUnknown",
    }
    counted = points(reader, "advocacy.attempts")
    wanted = {"network": "fake", "outcome": "unknown", "state": "unknown"}
    assert [each["value"] for each in counted if wanted.items() <= each.items()] == [1]


@pytest.mark.parametrize("place", ["publish", "find"])
@pytest.mark.parametrize("kind", errors(""))
def test_no_token_and_no_text_is_exported(
    tmp_path: Path,
    exported: tuple[InMemorySpanExporter, InMemoryMetricReader],
    caplog: pytest.LogCaptureFixture,
    kind: str,
    place: str,
) -> None:
    spans, reader = exported
    spans.clear()
    caplog.set_level(logging.DEBUG)
    published(tmp_path, Careless(kind, place))
    data = reader.get_metrics_data()
    written = [span.to_json() for span in spans.get_finished_spans()]
    written += [data.to_json() if data else ""]
    written += [JsonLines().format(record) for record in caplog.records]
    assert len(written) > 3
    for line in written:
        assert CANARY not in line
        assert TEXT not in line


def test_log_records_carry_the_documented_keys_and_no_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="advocacy")
    published(tmp_path, Careless("header", "publish"))
    usual = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
    carried = {key for record in caplog.records for key in vars(record)} - usual
    assert {"action", "share", "network", "outcome", "state", "attempt"} <= carried <= set(KEYS)
    page = (ROOT / "docs/reference/telemetry.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page] == []


def test_a_log_line_is_one_json_object() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("advocacy.test")
    log.addHandler(handler)
    try:
        raise ValueError("ouch")  # noqa: TRY301 - it is what is logged
    except ValueError:
        log.exception("two\nlines", extra={"share": "s1", "attempt": 2, "secret": "kept out"})
    finally:
        log.removeHandler(handler)
    (line,) = written.getvalue().splitlines()
    said = json.loads(line)
    assert (said["level"], said["message"], said["share"], said["attempt"]) == (
        "error",
        "two\nlines",
        "s1",
        2,
    )
    assert "ValueError: ouch" in said["error"]
    assert "secret" not in said


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_without_opentelemetry_everything_works_and_before_the_first_span_it_is_not_imported() -> None:
    run(WITHOUT)
    assert run(UNUSED) == "[]\n"


def test_what_waits_and_for_how_long_is_gauged(
    tmp_path: Path,
    exported: tuple[InMemorySpanExporter, InMemoryMetricReader],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, new_key())
    clock = FixedClock(world.START)
    with running(tmp_path, [advocate("ada")], clock=clock) as (program, _fake):
        for offer in approved(program):
            program.accept(offer, by="ada")
        clock.advance(minutes=5)
        program.sweep(lambda _share: None)
    assert values(exported[1], "advocacy.outbox.shares") == {"queued": 2}
    assert values(exported[1], "advocacy.outbox.age") == {"queued": timedelta(minutes=5).total_seconds()}


def values(reader: InMemoryMetricReader, name: str) -> dict[str, float]:
    return {point["state"]: point["value"] for point in points(reader, name) if point["value"]}
