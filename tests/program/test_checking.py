"""What ``advocacy check`` finds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.program import Health
from advocacy.vault import VARIABLE
from builders import advocate, running


def test_a_programme_in_order_is_fine(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        found = {one.id: one.health for one in program.check()}
    wrong = {name for name, health in found.items() if health is Health.WRONG}
    assert not wrong
    assert {"charter.read", "database.schema", "database.installation", "clock.now", "vault.key"} <= set(
        found
    )


def test_each_wrong_thing_is_told_and_the_others_are_still_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path) as (program, _):
        program.import_advocates([advocate("ada")])
        (tmp_path / "charter.yaml").write_text("titel: x\n", encoding="utf-8")
        monkeypatch.delenv(VARIABLE)
        found = {one.id: one for one in program.check()}
    assert found["charter.error"].health is Health.WRONG
    assert "titel" in found["charter.error"].message.fr
    assert found["key.error"].health is Health.WRONG
    assert VARIABLE in found["key.error"].message.en
    assert found["grant.missing"].health is Health.NOTICE
    assert found["database.schema"].health is Health.FINE


def test_what_a_network_will_stop_serving_is_told(tmp_path: Path) -> None:
    clock = FixedClock(datetime(2027, 8, 1, tzinfo=UTC))
    by_hand = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(tmp_path, [by_hand], clock=clock) as (program, _):
        found = {one.id: one for one in program.check()}
    assert found["network.linkedin.ends"].health is Health.NOTICE
    assert "202609" in found["network.linkedin.ends"].message.en
