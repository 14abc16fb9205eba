"""Is everything as it must be? One line for each thing, with what to do when it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial

from advocacy.connectors import Lane, registry
from advocacy.errors import AdvocacyError
from advocacy.language import Text, moment
from advocacy.program.people import People
from advocacy.program.publishing import Publishing
from advocacy.share import ShareState
from advocacy.storage import reviews, stories


class Health(StrEnum):
    """How one thing stands."""

    FINE = "fine"
    NOTICE = "notice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at; `id` is stable, for alerts."""

    id: str
    health: Health
    message: Text
    hint: Text | None = None


class Checking(People, Publishing):
    """The part of `Program` that looks itself over."""

    def doctor(self) -> list[Diagnosis]:
        """Look at settings, charter, database, connectors, clock and what waits for a person."""
        return [diagnosis for look in self._looks() for diagnosis in _told(look)]

    def _looks(self) -> Iterator[tuple[str, Callable[[], Iterator[Diagnosis]]]]:
        yield "charter", self._check_charter
        yield "database", self._check_database
        yield "clock", self._check_clock
        yield "content", self._check_content
        yield "networks", self._check_networks
        yield "key", self._check_key
        yield "tracking", self._check_tracking
        yield "limits", self._check_limits
        yield "shares", self._check_shares

    def _check_charter(self) -> Iterator[Diagnosis]:
        rules = len(self.charter.rulings)
        yield _fine(
            "charter.read", Text(fr="charte lue : {n} règles", en="charter read: {n} rules").format(n=rules)
        )
        yield from self._check_working_copy()

    def _check_working_copy(self) -> Iterator[Diagnosis]:
        """Whether the working copy is the version that holds."""
        version, working = self.active_charter, self._working_charter
        if version is None:
            yield Diagnosis(
                id="charter.version",
                health=Health.NOTICE,
                message=Text(
                    fr="aucune version n’est active : le fichier fait foi",
                    en="no version is active: the file holds",
                ),
                hint=Text(
                    fr="advocacy charter activate --by PERSONNE --role RÔLE",
                    en="advocacy charter activate --by PERSON --role ROLE",
                ),
            )
        elif working.hash != version:
            yield Diagnosis(
                id="charter.version",
                health=Health.NOTICE,
                message=Text(
                    fr="le fichier n’est pas la version active {active} : il n’est qu’une proposition",
                    en="the file is not the active version {active}: it is a proposal only",
                ).format(active=self.charter.stamp),
                hint=Text(
                    fr="advocacy charter diff, puis advocacy charter activate",
                    en="advocacy charter diff, then advocacy charter activate",
                ),
            )
        else:
            yield _fine(
                "charter.version",
                Text(fr="version active : {v}", en="active version: {v}").format(v=working.stamp),
            )

    def _check_database(self) -> Iterator[Diagnosis]:
        version = self.store.version()
        where = self.store.engine.url.render_as_string(hide_password=True)
        yield _fine(
            "database.schema",
            Text(fr="base {where}, schéma {version}", en="database {where}, schema {version}").format(
                where=where, version=version
            ),
        )
        self.require_own_database()
        yield _fine(
            "database.installation",
            Text(fr="la base est à cette installation", en="the database is this installation's own"),
        )

    def _check_clock(self) -> Iterator[Diagnosis]:
        now = self.clock()
        with self.store.read() as tx:
            seen = reviews.last_event(tx)
        if now < max(_WRITTEN, (seen or _WRITTEN) - _APART):
            yield Diagnosis(
                id="clock.past",
                health=Health.WRONG,
                message=Text(fr="l’horloge retarde : {now}", en="the clock is slow: {now}").format(now=now),
                hint=Text(fr="réglez l’horloge de la machine", en="set this machine's clock"),
            )
            return
        shown = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        yield _fine("clock.now", Text(fr="il est {now}", en="it is {now}").format(now=shown))

    def _check_networks(self) -> Iterator[Diagnosis]:
        used = {profile.network for person in self.advocates() for profile in person.profiles}
        for name in sorted({*used, *self.settings.networks}):
            yield from _told((f"network.{name}", partial(self._check_network, name)))
        yield from self._check_grants()
        yield from self._check_endings()

    def _check_network(self, name: str) -> Iterator[Diagnosis]:
        lane = registry.network(name).capabilities.lane
        if lane is Lane.TOKEN:
            yield from (
                Diagnosis(id=f"network.{name}.ends", health=Health.NOTICE, message=told)
                for told in self.connector(name).warnings(now=self.clock())
            )
        yield _fine(
            f"network.{name}",
            Text(fr="{name} : voie {lane}", en="{name}: lane {lane}").format(name=name, lane=lane),
        )

    def _check_content(self) -> Iterator[Diagnosis]:
        with self.store.read() as tx:
            known = {campaign.id for campaign in stories.campaigns_of(tx)}
            missing = sorted({edition.story.campaign for edition in stories.select(tx)} - known)
        if missing:
            yield Diagnosis(
                id="campaign.missing",
                health=Health.NOTICE,
                message=Text(
                    fr="des histoires nomment des campagnes que personne n’a ajoutées : {names}",
                    en="stories name campaigns that nobody added: {names}",
                ).format(names=", ".join(missing)),
                hint=Text(fr="advocacy campaign add FICHIER", en="advocacy campaign add FILE"),
            )

    def _check_grants(self) -> Iterator[Diagnosis]:
        missing = [
            f"{person.id} ({profile.network})"
            for person in self.advocates()
            for profile in person.profiles
            if profile.lane == "token" and not self.accounts.has(person.id, profile.network)
        ]
        if missing:
            few = ", ".join(missing[:5]) + ("…" if len(missing) > _FEW else "")
            yield Diagnosis(
                id="grant.missing",
                health=Health.NOTICE,
                message=Text(
                    fr="{n} compte(s) pas encore reliés : {few}", en="{n} account(s) not connected yet: {few}"
                ).format(n=len(missing), few=few),
                hint=Text(fr="advocacy connect PERSONNE RÉSEAU", en="advocacy connect PERSON NETWORK"),
            )

    def _check_endings(self) -> Iterator[Diagnosis]:
        ending = [f"{one.advocate} ({one.network})" for one in self.expiring_grants()]
        if ending:
            few = ", ".join(ending[:_FEW]) + ("…" if len(ending) > _FEW else "")
            yield Diagnosis(
                id="grant.ending",
                health=Health.NOTICE,
                message=Text(
                    fr="{n} accord(s) prennent fin bientôt ou ont pris fin : {few}",
                    en="{n} consent(s) end soon or have ended: {few}",
                ).format(n=len(ending), few=few),
                hint=Text(fr="advocacy reminders", en="advocacy reminders"),
            )

    def _check_key(self) -> Iterator[Diagnosis]:
        _ = self.vault
        self.accounts.require_key(of_all=True)
        yield _fine("vault.key", Text(fr="clé des jetons présente", en="the key that seals tokens is there"))

    def _check_tracking(self) -> Iterator[Diagnosis]:
        base = self.settings.tracking.base_url
        if base.startswith("https://"):
            yield _fine(
                "tracking.base_url", Text(fr="liens suivis : {u}", en="tracked links: {u}").format(u=base)
            )
            return
        yield Diagnosis(
            id="tracking.base_url",
            health=Health.NOTICE,
            message=Text(fr="liens suivis sans https : {u}", en="tracked links without https: {u}").format(
                u=base
            ),
            hint=Text(
                fr="donnez tracking.base_url, une adresse https à vous",
                en="give tracking.base_url, an https address of yours",
            ),
        )

    def _check_limits(self) -> Iterator[Diagnosis]:
        """Which networks asked everybody to wait, and where the month's money is spent."""
        for there in self.limits():
            if there.paused_until is not None:
                told = Text(fr=moment(there.paused_until, "fr"), en=moment(there.paused_until, "en"))
                yield Diagnosis(
                    id=f"network.{there.network}.paused",
                    health=Health.NOTICE,
                    message=_PAUSED.format(network=there.network, until=told),
                )
            if there.held:
                yield Diagnosis(
                    id=f"network.{there.network}.budget",
                    health=Health.NOTICE,
                    message=_SPENT.format(network=there.network, n=there.held),
                    hint=_CEILING.format(network=there.network),
                )

    def _check_shares(self) -> Iterator[Diagnosis]:
        old = self.clock() - timedelta(hours=1)
        waiting = [
            share
            for state in (ShareState.UNKNOWN, ShareState.ON_HOLD)
            for share in self.shares(state=state)
            if (share.accepted_at or old) <= old
        ]
        if waiting:
            yield Diagnosis(
                id="shares.waiting",
                health=Health.NOTICE,
                message=Text(
                    fr="{n} partage(s) attendent une personne depuis plus d’une heure",
                    en="{n} share(s) have been waiting for a person for more than an hour",
                ).format(n=len(waiting)),
                hint=Text(
                    fr="advocacy shares --state unknown, puis advocacy settle ; advocacy release",
                    en="advocacy shares --state unknown, then advocacy settle; advocacy release",
                ),
            )


def _told(look: tuple[str, Callable[[], Iterator[Diagnosis]]]) -> Iterator[Diagnosis]:
    """What a look finds; an error it meets is a finding too."""
    name, run = look
    try:
        yield from run()
    except AdvocacyError as error:
        yield Diagnosis(id=f"{name}.error", health=Health.WRONG, message=error.text)


def _fine(name: str, message: Text) -> Diagnosis:
    return Diagnosis(id=name, health=Health.FINE, message=message)


_WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock is right that shows a time before this was written."""
_APART = timedelta(minutes=5)
"""How far two clocks may be apart before it is told; what was written is never later than now."""
_FEW = 5
_PAUSED = Text(
    fr="{network} demande à tous d’attendre jusqu’au {until}",
    en="{network} asks everybody to wait until {until}",
)
_SPENT = Text(
    fr="{network} : le budget du mois est épuisé, {n} partage(s) attendent",
    en="{network}: the month's budget is spent, {n} share(s) wait",
)
_CEILING = Text(
    fr="attendez le mois prochain, ou relevez networks.{network}.budget",
    en="wait for the next month, or raise networks.{network}.budget",
)
