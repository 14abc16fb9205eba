"""Consents that end, are taken back, are sealed under another key, and are given again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from accounts.consenting import SESSION, agree, asking
from advocacy.clock import FixedClock
from advocacy.connectors.base import Secret
from advocacy.errors import AuthorizationExpired, ConfigurationError, NotAllowed, NotFound
from advocacy.program import Program
from advocacy.share import ShareState
from advocacy.storage import grants, schema, shares
from advocacy.storage.grants import SealedGrant
from advocacy.testing.server import FakeNetworks
from advocacy.vault import VARIABLE, Vault, new_key
from builders import story
from publish import world

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


def connect(program: Program, *networks: str, who: str = "ada", purpose: str = "post") -> int:
    """Agree on the pages of these networks; how many shares go on."""
    resumed = 0
    for network in networks:
        url = program.begin_connect(who, network, by=who, session=SESSION, purpose=purpose)
        resumed += program.complete_connect(agree(url, login=who), session=SESSION).resumed
    return resumed


def kept(program: Program, network: str, purpose: str = "post") -> SealedGrant:
    with program.store.read() as tx:
        found = grants.get(tx, "ada", network, purpose)
    assert found is not None
    return found


def hold(program: Program, network: str, *, count: int = 1) -> None:
    """Shares of Ada's that wait for her consent."""
    waits = {"network": network, "state": ShareState.ON_HOLD, "hold": "authorization"}
    for number in range(count):
        edition = program.add_story(story(f"story-{number}"))
        one = world.share(number, **waits, story=edition.story.id, edition=edition.number)
        with program.store.begin() as tx:
            assert shares.add(tx, one)


def test_a_person_is_reminded_before_and_after_the_end(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "linkedin", clock=clock) as (program, fake):
        fake.network("linkedin").renews = False
        connect(program, "linkedin")
        hold(program, "linkedin", count=2)
        clock.advance(days=49, hours=23)
        assert program.expiring_grants() == []
        clock.advance(hours=1)
        (soon,) = program.expiring_grants()
        assert (soon.advocate, soon.is_over, soon.held) == ("ada", False, 2)
        assert soon.text.en == (
            "Your consent for LinkedIn (ada) ends on 21 January 2027: give it again, it takes a minute."
        )
        assert "prend fin le 21 janvier 2027" in soon.text.fr
        clock.advance(days=10)
        (over,) = program.expiring_grants(within=timedelta(0))
        assert over.is_over
        assert "2 shares wait" in over.text.en
        assert "2 partages attendent" in over.text.fr
        (told,) = [one for one in program.doctor() if one.id == "grant.ending"]
        assert told.message.en == "1 consent ends soon or has ended: ada (linkedin)"
        assert connect(program, "linkedin") == 2
        assert program.expiring_grants() == []
        assert {share.state for share in program.shares(advocate="ada")} == {ShareState.QUEUED}


def test_reading_counts_resumes_no_share(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "linkedin", clock=clock) as (program, _):
        hold(program, "linkedin")
        assert connect(program, "linkedin", purpose="metrics") == 0
        assert connect(program, "linkedin") == 1


def test_a_consent_that_renews_itself_does_so_unused(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "threads", clock=clock) as (program, fake):
        connect(program, "threads")
        first = kept(program, "threads")
        assert first.expires_at == NOW + timedelta(days=60)
        clock.advance(days=52)
        program._look_after_grants()
        assert kept(program, "threads") == first
        assert program.expiring_grants() == []
        clock.advance(days=1, hours=1)
        program.sweep()
        assert (kept(program, "threads").expires_at or NOW) > NOW + timedelta(days=110)
        clock.advance(days=54)
        fake.network("threads")._tokens.clear()
        program._look_after_grants()
        (told,) = program.expiring_grants()
        assert told.is_over
        assert kept(program, "threads").state == "expired"


def test_an_app_that_is_not_set_up_stops_nobody_elses_renewal(
    folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking(folder, "threads", clock=clock) as (program, _):
        connect(program, "threads")
        clock.advance(days=54)
        with monkeypatch.context() as patch:
            refusal = Mock(side_effect=ConfigurationError(fr="rien", en="nothing"))
            patch.setattr(program, "connector", refusal)
            program._look_after_grants()
        assert refusal.called
        assert kept(program, "threads").state == "active"


def test_who_leaves_takes_their_consents_back_on_the_networks(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "x", "mastodon", "slack_api", "linkedin", clock=clock) as (program, _):
        connect(program, "x", "mastodon", "slack_api", "linkedin")
        connect(program, "linkedin", purpose="metrics")
        access = {
            name: program.accounts.access("ada", program.connector(name))
            for name in ("x", "mastodon", "slack_api")
        }
        left = program.leave("ada", by="ada")
        told = {(one.network, one.told) for one in left.taken_back}
        assert told == {("x", True), ("mastodon", True), ("slack_api", True), ("linkedin", False)}
        not_told = [one for one in left.taken_back if not one.told]
        assert len(not_told) == 2
        assert all(one.leaves_at.startswith("https://www.linkedin.com/") for one in not_told)
        for name, before in access.items():
            with pytest.raises(AuthorizationExpired):
                program.connector(name).identify(before)
        for name in ("x", "mastodon", "slack_api", "linkedin"):
            assert (kept(program, name).state, kept(program, name).secrets) == ("revoked", b"")


def test_a_network_that_is_away_keeps_nobody_here(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "x", clock=clock) as (program, fake):
        connect(program, "x")
        fake.network("x").close()
        (one,) = program.leave("ada", by="ada").taken_back
        assert (one.told, one.leaves_at) == (False, "https://x.com/settings/connected_apps")
        assert kept(program, "x").secrets == b""


def test_what_was_left_half_taken_back_is_finished_later(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "x", clock=clock) as (program, _):
        connect(program, "x")
        x = program.connector("x")
        access = program.accounts.access("ada", x)
        with program.store.begin() as tx:  # and then the process dies
            program.accounts.retire(tx, "ada")
        assert kept(program, "x").state == "revoking"
        with pytest.raises(AuthorizationExpired):
            program.accounts.access("ada", x)
        program._look_after_grants()
        assert (kept(program, "x").state, kept(program, "x").secrets) == ("revoked", b"")
        with pytest.raises(AuthorizationExpired):
            x.identify(access)


def test_one_consent_is_taken_back_by_its_person(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "x", "mastodon", clock=clock) as (program, _):
        connect(program, "x", "mastodon")
        with pytest.raises(NotAllowed):
            program.disconnect("ada", "x", by="boss")
        (one,) = program.disconnect("ada", "x", by="ada")
        assert (one.network, one.told) == ("x", True)
        assert [grant.network for grant in program.grants("ada")] == ["mastodon"]
        assert program.disconnect("ada", "x", by="ada") == []
        with pytest.raises(NotFound):
            program.grants("nobody")


def test_a_renewal_that_comes_after_the_person_left_is_dropped(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "x", clock=clock) as (program, fake):
        connect(program, "x")
        x = program.connector("x")
        renew = x.renew

        def leave_meanwhile(access: object, *, now: datetime) -> object:
            fresh = renew(access, now=now)  # type: ignore[arg-type]
            program.leave("ada", by="ada")
            return fresh

        x.renew = leave_meanwhile  # type: ignore[method-assign, assignment]
        clock.advance(hours=2)
        with pytest.raises(Exception, match="renewing"):
            program.accounts.access("ada", x)
        assert kept(program, "x").state == "revoked"
        alive = [user for user, ends in fake.network("x")._tokens.values() if ends and user == "ada"]
        assert len(alive) <= 1, "of the tokens that came late none is left; the old one ends by itself"
        assert fake.network("x")._refreshes == {}


def test_leaving_may_erase_who_it_was(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "x", clock=clock) as (program, _):
        connect(program, "x")
        hold(program, "x")
        left = program.leave("ada", by="ada", erase=True)
        assert left.erased
        with program.store.read() as tx:
            (body,) = tx.execute(
                schema.advocates.select()
                .with_only_columns(schema.advocates.c.body)
                .where(schema.advocates.c.id == "ada")
            ).scalars()
            assert body == {"id": "ada", "team": "sales", "name": "—"}
            assert [(one.text, one.url) for one in shares.select(tx, advocate="ada")] == [("", None)]
            assert grants.get(tx, "ada", "x", "post") is None
        assert "ada" not in [person.id for person in program.advocates()]


def test_what_a_person_wrote_before_is_erased_from_the_record_too(folder: Path, clock: FixedClock) -> None:
    with asking(folder, "x", clock=clock) as (program, _):
        connect(program, "x")
        hold(program, "x")
        (share,) = program.shares(advocate="ada")
        program.edit_share(share, by="ada", text="My secret first words.", reason="for my mother")
        program.leave("ada", by="ada", erase=True)
        told = program.history(share.id)
        assert "edit" in [event.verb for event in told]
        assert not any(event.detail for event in told)


class TestVault:
    OLD, NEW = new_key(), new_key()

    @pytest.fixture
    def program(self, folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> object:
        monkeypatch.setenv(VARIABLE, self.OLD)
        with asking(folder, "x", "mastodon", clock=clock) as (program, fake):
            connect(program, "x", "mastodon")
            program.begin_connect("ada", "x", by="ada", session=SESSION)
            self.fake: FakeNetworks = fake
            yield program

    def reopened(self, program: Program, keys: str, monkeypatch: pytest.MonkeyPatch) -> Program:
        monkeypatch.setenv(VARIABLE, keys)
        return Program.open(settings=program.settings, clock=program.clock)

    def test_the_key_changes_while_everything_runs(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with self.reopened(program, f"{self.NEW}, {self.OLD}", monkeypatch) as both:
            done = both.rotate_vault(by="maria", role="operator")
            assert (done.sealed, done.left) == (4, 0), "two grants, an app, and a consent that is asked for"
            assert both.rotate_vault(by="maria", role="operator").sealed == 0
            assert both.accounts.access("ada", both.connector("x")).secrets["access"] != Secret("")
        with pytest.raises(ConfigurationError, match="another key"):
            program.accounts.access("ada", program.connector("x"))
        with self.reopened(program, self.NEW, monkeypatch) as new:
            new.accounts.require_key(of_all=True)
            new.accounts.access("ada", new.connector("mastodon"))
        with self.reopened(program, self.OLD, monkeypatch) as old, pytest.raises(ConfigurationError):
            old.accounts.require_key(of_all=True)
        with self.reopened(program, "", monkeypatch) as none, pytest.raises(ConfigurationError):
            none.accounts.access("ada", none.connector("x"))

    def test_an_old_process_goes_on_until_the_key_is_taken_away(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Both keys are everywhere before the first row changes; then no process ever fails to read."""
        with self.reopened(program, f"{self.OLD},{self.NEW}", monkeypatch) as first:
            with self.reopened(program, f"{self.NEW},{self.OLD}", monkeypatch) as second:
                second.rotate_vault(by="maria", role="operator")
            assert first.accounts.has("ada", "x")
            first.accounts.access("ada", first.connector("x"))

    def test_a_pair_that_is_being_renewed_is_left_for_later(
        self, program: Program, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen, until = kept(program, "x"), NOW + timedelta(minutes=2)
        with program.store.begin() as tx:
            assert grants.take_renewal(tx, seen, now=NOW, until=until)
        with self.reopened(program, f"{self.NEW},{self.OLD}", monkeypatch) as both:
            assert both.rotate_vault(by="maria", role="operator").left == 1
            assert kept(program, "x") == seen
            clock.advance(minutes=13)
            done = both.rotate_vault(by="maria", role="operator")
            assert (done.sealed, done.left) == (1, 0)

    def test_only_the_key_reads_it(self, program: Program) -> None:
        sealed = kept(program, "x").secrets
        opened = Vault([self.OLD]).unseal(sealed)
        assert set(opened) == {"access", "refresh"}
        for value in opened.values():
            assert value.encode() not in sealed
        damaged = bytes([*sealed[:-1], sealed[-1] ^ 1])
        for vault, what in ((Vault([self.NEW]), sealed), (Vault([self.OLD]), damaged)):
            with pytest.raises(ConfigurationError):
                vault.unseal(what)
        with pytest.raises(ConfigurationError, match="advocacy key new"):
            Vault([])
