"""What a command logs: what goes wrong, or what it is asked for."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest

from advocacy.cli.logs import VARIABLE, listen
from advocacy.errors import ConfigurationError

log = logging.getLogger("advocacy.test")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    ours = logging.getLogger("advocacy")
    handlers, level = ours.handlers, ours.level
    yield
    ours.handlers = handlers
    ours.setLevel(level)


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    log.info("share %s is published", "a1", extra={"share": "a1"})
    log.warning("the database is away")
    log.error("a share: KeyError")
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(("runs_on", "lines"), [(False, 1), (True, 2)])
def test_a_command_logs_errors_and_one_that_runs_on_warns(
    runs_on: bool, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    listen(runs_on=runs_on)
    listen(runs_on=runs_on)
    found = said(capsys)
    assert len(found) == lines
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ERROR advocacy.test: a share: KeyError", found[-1])


def test_lines_are_json_where_one_asks_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "json")
    listen()
    first = json.loads(said(capsys)[0])
    assert (first["level"], first["share"], first["logger"]) == ("info", "a1", "advocacy.test")


def test_another_form_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "xml")
    with pytest.raises(ConfigurationError, match="text or json"):
        listen()
