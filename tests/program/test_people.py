"""Who takes part, and leaving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors.base import Secret
from advocacy.errors import InvalidInput, NotAllowed, NotFound
from advocacy.share import ShareState
from advocacy.storage import advocates, facts, grants
from builders import advocate, approved, running

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "advocates.csv"
    file.write_text("id,name,team\nada,Ada Morel,sales\nben,Ben Hughes,legal\n", encoding="utf-8")
    with running(tmp_path) as (program, _):
        first, second = program.import_advocates(file), program.import_advocates(file)
        assert (first.new, first.known) == (2, 0)
        assert (second.new, second.known) == (0, 2)
        assert [person.id for person in program.advocates()] == ["ada", "ben"]


def test_one_wrong_line_keeps_everyone_out(tmp_path: Path) -> None:
    file = tmp_path / "advocates.csv"
    file.write_text("id,name,team,mastodom\nada,Ada Morel,sales,x@y.example\n", encoding="utf-8")
    with running(tmp_path) as (program, _):
        with pytest.raises(InvalidInput, match="mastodon"):
            program.import_advocates(file)
        assert program.advocates() == []


def test_nobody_connects_or_leaves_for_another(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        with pytest.raises(NotAllowed):
            program.connect("ada", "bluesky", fake.add_account("bluesky", "ada"), by="boss")
        with pytest.raises(NotAllowed):
            program.leave("ada", by="boss")


def test_leaving_cancels_what_waits_and_forgets_every_secret(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada"), advocate("ben")]) as (program, fake):
        offers = [share for share in approved(program) if share.advocate == "ada"]
        program.accept(offers[0], by="ada")
        assert program.leave("ada", by="ada").cancelled == 2
        assert {share.state for share in program.shares(advocate="ada")} == {ShareState.CANCELLED}
        with pytest.raises(NotFound):
            program.advocate("ada")
        with program.store.read() as tx:
            kept = grants.get(tx, "ada", "bluesky", "post")
        assert kept is not None
        assert (kept.state, kept.secrets) == ("revoked", b"")
        program.publish()
        assert fake.posts("bluesky") == []


def test_the_secret_of_an_app_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVOCACY_X_CLIENT_SECRET", "s3cr3t")
    seen: dict[str, object] = {}
    monkeypatch.setattr("advocacy.program.base.registry.connector", lambda _name, **given: seen.update(given))
    with running(tmp_path) as (program, _):
        program.connector("x")
    secret = seen["client_secret"]
    assert isinstance(secret, Secret)
    assert secret.reveal() == "s3cr3t"


def test_leaving_forgets_accounts_that_the_file_no_longer_names(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        program.import_advocates([advocate("ada", profiles=[])])
        program.leave("ada", by="ada")
        with program.store.read() as tx:
            kept = grants.get(tx, "ada", "mastodon", "post")
        assert kept is not None
        assert (kept.state, kept.secrets) == ("revoked", b"")


def test_an_import_does_not_take_back_who_left(tmp_path: Path) -> None:
    people = [advocate("ada"), advocate("ben")]
    with running(tmp_path, people) as (program, _):
        program.leave("ada", by="ada")
        again = program.import_advocates(people)
        assert (again.new, again.known, again.left) == (0, 1, ("ada",))
        assert [person.id for person in program.advocates()] == ["ben"]


def test_who_left_comes_back_by_their_own_choice(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        program.leave("ada", by="ada")
        with pytest.raises(NotAllowed):
            program.rejoin("ada", by="boss")
        with pytest.raises(NotFound):
            program.rejoin("nobody", by="nobody")
        for _again in range(2):
            assert program.rejoin("ada", by="ada").id == "ada"
        assert not program.accounts.has("ada", "bluesky")


def test_who_was_erased_begins_anew_under_another_id_only(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("p1"), advocate("p2")]) as (program, _):
        left = program.leave("p1", by="p1", erase=True)
        assert (left.erased, left.finishing) == (True, False)
        with pytest.raises(NotAllowed, match="another id"):
            program.rejoin("p1", by="p1")
        again = program.import_advocates([advocate("p1"), advocate("p2")])
        assert (again.new, again.known, again.left, again.erased) == (0, 1, (), ("p1",))
        with program.store.read() as tx:
            assert advocates.everyone(tx)["p1"].name == "—"
        assert program.import_advocates([advocate("p3")]).new == 1


def test_a_gap_is_not_forgotten_when_somebody_comes_back(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, [advocate("ada")], clock=clock) as (program, _):
        days = [NOON + timedelta(days=count) for count in range(4)]
        for verb in (program.leave, program.rejoin, program.leave):
            clock.advance(days=1)
            verb("ada", by="ada")
        with program.store.read() as tx:
            times = advocates.memberships(tx, "ada")
            facts.prepare(tx, zone=ZoneInfo("UTC"), now=days[3])
            rows = tx.exec_driver_sql("SELECT joined_at, left_at FROM advocate_facts ORDER BY 1").all()
        assert times == [(days[0], days[1]), (days[2], days[3])]
        assert rows == [(_micros(begin), _micros(end)) for begin, end in times]


def _micros(moment: datetime | None) -> int:
    assert moment is not None
    return int(moment.timestamp() * 1_000_000)
