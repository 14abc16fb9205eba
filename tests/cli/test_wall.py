"""Moments are told by the programme's clock wherever the machine stands, or by that of their person."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from advocacy.cli import wall
from advocacy.program import Program
from builders import advocate, approved, running
from cli.conftest import Typed

NIGHT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine stands in Tokyo."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def paris(tmp_path: Path, _key: None) -> Iterator[Path]:
    """A programme in Paris, with an offer."""
    (tmp_path / "advocacy.toml").write_text('[programme]\ntimezone = "Europe/Paris"\n', encoding="utf-8")
    with running(tmp_path, [advocate("ada", timezone="America/Montreal")]) as (program, _fake):
        offer = approved(program)[0]
        program.accept(offer, by="ada", at=datetime(2099, 7, 2, 12, tzinfo=UTC))
        yield tmp_path


def test_a_moment_is_told_by_the_programmes_clock_and_its_zone_once(typed: Typed, paris: Path) -> None:
    english = typed("shares", "--state", "queued").out
    assert "2 Jul 2099 14:00 " in english
    assert english.splitlines()[-1].strip() == "Times: Europe/Paris"
    french = typed("shares", "--state", "queued", language="fr").out
    assert "2 juil. 2099 14:00 " in french
    assert "Heures : Europe/Paris" in french
    assert "JST" not in english + french


def test_a_slot_is_told_by_its_persons_clock(typed: Typed, paris: Path) -> None:
    assert "2 Jul 2099 08:00 (America/Montreal)" in typed("slots").out


def test_the_hour_that_comes_twice_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall.programme, "zone", ZoneInfo("Europe/Paris"))
    monkeypatch.setenv("ADVOCACY_LANG", "en")
    assert wall.told(NIGHT) == "25 Oct 2026 02:30 (Europe/Paris, CEST)"
    assert wall.told(NIGHT.replace(hour=1)) == "25 Oct 2026 02:30 (Europe/Paris, CET)"


def test_without_a_programme_each_moment_has_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall.programme, "zone", None)
    monkeypatch.setenv("ADVOCACY_LANG", "fr")
    assert wall.told(NIGHT) == "25 oct. 2026 09:30 (JST)"
    assert wall.which() is None


def test_doctor_tells_the_time_of_the_programme(paris: Path) -> None:
    with Program.open(paris) as program:
        [clock] = [each for each in program.doctor() if each.id == "clock.now"]
        assert "(Europe/Paris)" in clock.message.fr
