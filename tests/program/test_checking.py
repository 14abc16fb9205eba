"""What ``advocacy doctor`` finds."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.content import Campaign
from advocacy.errors import ConfigurationError
from advocacy.program import Health, Program
from advocacy.settings import NetworkSettings
from advocacy.vault import VARIABLE, new_key
from builders import advocate, approved, running, story

ROOT = Path(__file__).parents[2]


def test_a_programme_in_order_is_fine(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        found = {one.id: one.health for one in program.doctor()}
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
        found = {one.id: one for one in program.doctor()}
    assert found["charter.error"].health is Health.WRONG
    assert "titel" in found["charter.error"].message.fr
    assert "charter.file" in str(found["charter.error"].hint)
    assert found["key.error"].health is Health.WRONG
    assert VARIABLE in found["key.error"].message.en
    assert found["grant.missing"].health is Health.NOTICE
    assert found["database.schema"].health is Health.FINE


def test_what_a_network_will_stop_serving_is_told(tmp_path: Path) -> None:
    clock = FixedClock(datetime(2027, 8, 1, tzinfo=UTC))
    by_hand = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(tmp_path, [by_hand], clock=clock) as (program, _):
        found = {one.id: one for one in program.doctor()}
    assert found["network.linkedin.ends"].health is Health.NOTICE
    assert "202609" in found["network.linkedin.ends"].message.en


def test_what_is_due_and_does_not_leave_is_told(tmp_path: Path) -> None:
    clock = FixedClock(datetime(2027, 8, 2, 12, tzinfo=UTC))
    with running(tmp_path, [advocate("ada")], clock=clock) as (program, _):
        program.accept(approved(program)[0], by="ada")
        clock.advance(minutes=14)
        assert "queue.late" not in {one.id for one in program.doctor()}
        clock.advance(minutes=1)
        (late,) = (one for one in program.doctor() if one.id == "queue.late")
        assert late.message.fr == "1 partage est dû depuis plus de 15 minutes, et rien ne part"
        assert "advocacy worker" in str(late.hint)


def findings() -> set[str]:
    """What `doctor` may say that somebody should know, by its code."""
    trees = [
        ast.parse((ROOT / f"advocacy/program/{name}.py").read_text("utf-8"))
        for name in ("checking", "pending")
    ]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "notice"]
    names += [each.value for call in calls for each in call.keywords if each.arg == "id"]
    return {re.sub(r"^f?'|'$", "", ast.unparse(name)).replace("{name}", "NETWORK") for name in names}


def test_the_runbook_has_every_finding_of_doctor() -> None:
    page = (ROOT / "docs/how-to/when-you-are-paged.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `([A-Za-z_.]+)` \|", page, re.MULTILINE))
    assert {one for one in listed if not one.endswith(".error")} == findings()


def test_a_freeze_in_force_is_told_until_it_ends(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        program.freeze(by="maria", role="marketing", reason="fire in Lyon", network="x")
        (found,) = (one for one in program.doctor() if one.id == "freeze.active")
        assert found.health is Health.NOTICE
        assert all(word in found.message.fr for word in ("maria", "fire in Lyon", "(x)"))
        assert found.hint is not None
        assert "advocacy resume" in found.hint.en
        program.resume(by="maria", role="marketing", network="x")
        assert "freeze.active" not in {one.id for one in program.doctor()}


def test_numbers_agree_with_their_nouns(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        program.import_advocates([advocate("ada")])
        found = {one.id: one.message for one in program.doctor()}
    assert found["grant.missing"].en.startswith("2 accounts are")
    assert found["grant.missing"].fr.startswith("2 comptes ne sont pas")
    assert not any("(s)" in message.fr + message.en for message in found.values())


def test_another_key_is_told_before_anything_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        share = program.accept(approved(program)[0], by="ada")
        monkeypatch.setenv(VARIABLE, new_key())
        with Program.open(settings=program.settings) as later:
            found = {one.id: one for one in later.doctor()}
            assert found["key.error"].health is Health.WRONG
            with pytest.raises(ConfigurationError, match=VARIABLE):
                later.publish()
            assert later.share(share.id).due_at == share.due_at
        assert fake.posts(share.network) == []


def test_what_keeps_a_share_waiting_is_told_in_its_own_words(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        share = program.accept(approved(program)[0], by="ada")
        (tmp_path / "charter.yaml").write_text("titel: x\n", encoding="utf-8")
        with Program.open(settings=program.settings) as later:
            later.publish(patience=timedelta(0))
            reason = later.share(share.id).reason
        assert reason is not None
        assert "titel" in reason.fr


def test_a_network_without_a_connector_does_not_hide_the_others(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        program.import_advocates([advocate("ada")])
        networks = {**program.settings.networks, "aaa": NetworkSettings()}
        changed = program.settings.model_copy(update={"networks": networks})
        with Program.open(settings=changed) as other:
            found = {one.id: one.health for one in other.doctor()}
    assert found["network.aaa.error"] is Health.WRONG
    assert found["network.bluesky"] is Health.FINE
    assert found["grant.missing"] is Health.NOTICE


def test_a_clock_behind_what_was_written_is_told(tmp_path: Path) -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    with running(tmp_path, [advocate("ada")], clock=FixedClock(now)) as (program, _):
        for late, told in ((timedelta(minutes=1), False), (timedelta(hours=1), True)):
            with Program.open(settings=program.settings, clock=FixedClock(now - late)) as slow:
                assert ("clock.past" in {one.id for one in slow.doctor()}) is told


def test_a_campaign_that_nobody_added_is_told(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        program.add_story(story())
        assert "campaign.missing" in {one.id for one in program.doctor()}
        program.add_campaign(Campaign.model_validate({"id": "spring", "name": "Printemps / Spring"}))
        assert "campaign.missing" not in {one.id for one in program.doctor()}


def test_a_network_that_only_reminds_publishes_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        options = {"server": "127.0.0.1", "security": "none", "sender": "a@acme.example"}
        program.settings.networks["email"] = NetworkSettings(options=options)
        found = {one.id: one.message for one in program.doctor()}
    assert "publishes nothing" in found["network.email"].en
    assert "prévient" in found["network.email"].fr
