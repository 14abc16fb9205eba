"""Is everything as it must be? One line for each thing, with what to do when it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from advocacy.connectors import Lane, registry
from advocacy.language import Text
from advocacy.program.diagnosis import Diagnosis, Health, fine, looked_at, notice
from advocacy.program.pending import Pending
from advocacy.storage import reviews


class Checking(Pending):
    """The part of `Program` that looks itself over."""

    def doctor(self) -> list[Diagnosis]:
        """Look at settings, charter, database, connectors, clock and what waits for a person."""
        return [diagnosis for look in self._looks() for diagnosis in looked_at(look)]

    def _looks(self) -> Iterator[tuple[str, Callable[[], Iterator[Diagnosis]]]]:
        yield "charter", self._check_charter
        yield "database", self._check_database
        yield "clock", self._check_clock
        yield "content", self._check_content
        yield "networks", self._check_networks
        yield "key", self._check_key
        yield "tracking", self._check_tracking
        yield "limits", self._check_limits
        yield "freezes", self._check_freezes
        yield "queue", self._check_queue
        yield "shares", self._check_shares

    def _check_charter(self) -> Iterator[Diagnosis]:
        rules = len(self.charter.rulings)
        yield fine(
            "charter.read", Text(fr="charte lue : {n} règles", en="charter read: {n} rules").format(n=rules)
        )
        yield from self._check_working_copy()

    def _check_working_copy(self) -> Iterator[Diagnosis]:
        """Whether the working copy is the version that holds."""
        version, working = self.active_charter, self._working_charter
        if version is None:
            yield notice(
                "charter.version",
                Text(
                    fr="aucune version n’est active : le fichier fait foi",
                    en="no version is active: the file holds",
                ),
                Text(
                    fr="advocacy charter activate --by PERSONNE --role RÔLE",
                    en="advocacy charter activate --by PERSON --role ROLE",
                ),
            )
        elif working.hash != version:
            yield notice(
                "charter.version",
                Text(
                    fr="le fichier n’est pas la version active {active} : il n’est qu’une proposition",
                    en="the file is not the active version {active}: it is a proposal only",
                ).format(active=self.charter.stamp),
                Text(
                    fr="advocacy charter diff, puis advocacy charter activate",
                    en="advocacy charter diff, then advocacy charter activate",
                ),
            )
        else:
            yield fine(
                "charter.version",
                Text(fr="version active : {v}", en="active version: {v}").format(v=working.stamp),
            )

    def _check_database(self) -> Iterator[Diagnosis]:
        version = self.store.version()
        where = self.store.engine.url.render_as_string(hide_password=True)
        yield fine(
            "database.schema",
            Text(fr="base {where}, schéma {version}", en="database {where}, schema {version}").format(
                where=where, version=version
            ),
        )
        self.require_own_database()
        yield fine(
            "database.installation",
            Text(fr="la base est à cette installation", en="the database is this installation's own"),
        )

    def _check_clock(self) -> Iterator[Diagnosis]:
        now, told = self.clock(), self._told(self.clock())
        with self.store.read() as tx:
            seen = reviews.last_event(tx)
        if now < max(_WRITTEN, (seen or _WRITTEN) - _APART):
            yield Diagnosis(
                id="clock.past",
                health=Health.WRONG,
                message=Text(fr="l’horloge retarde : {now}", en="the clock is slow: {now}").format(now=told),
                hint=Text(fr="réglez l’horloge de la machine", en="set this machine's clock"),
            )
            return
        yield fine("clock.now", Text(fr="nous sommes le {now}", en="it is {now}").format(now=told))

    def _check_networks(self) -> Iterator[Diagnosis]:
        used = {profile.network for person in self.advocates() for profile in person.profiles}
        for name in sorted({*used, *self.settings.networks}):
            yield from looked_at((f"network.{name}", partial(self._check_network, name)))
        yield from self._check_grants()
        yield from self._check_endings()

    def _check_network(self, name: str) -> Iterator[Diagnosis]:
        capabilities = registry.network(name).capabilities
        lane = capabilities.lane
        if lane is Lane.TOKEN:
            yield from (
                notice(f"network.{name}.ends", told)
                for told in self.connector(name).warnings(now=self.clock())
            )
        yield fine(f"network.{name}", (_REMINDS if capabilities.nudges else _LANES[lane]).format(name=name))

    def _check_key(self) -> Iterator[Diagnosis]:
        _ = self.vault
        self.accounts.require_key(of_all=True)
        yield fine("vault.key", Text(fr="clé des jetons présente", en="the key that seals tokens is there"))

    def _check_tracking(self) -> Iterator[Diagnosis]:
        base = self.settings.tracking.base_url
        if base.startswith("https://"):
            yield fine(
                "tracking.base_url", Text(fr="liens suivis : {u}", en="tracked links: {u}").format(u=base)
            )
            return
        yield notice(
            "tracking.base_url",
            Text(fr="liens suivis sans https : {u}", en="tracked links without https: {u}").format(u=base),
            Text(
                fr="donnez tracking.base_url, une adresse https à vous",
                en="give tracking.base_url, an https address of yours",
            ),
        )


_LANES = {
    Lane.TOKEN: Text(
        fr="{name} : publié par nous pour qui relie son compte",
        en="{name}: published by us for those who connect their account",
    ),
    Lane.HAND_OFF: Text(
        fr="{name} : publié par la personne, dans le dialogue du réseau",
        en="{name}: posted by the person, in the network's dialog",
    ),
}
_REMINDS = Text(
    fr="{name} : prévient les collègues des histoires qui les attendent ; n’y publie rien",
    en="{name}: tells colleagues of the stories that wait for them; publishes nothing there",
)
_WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock is right that shows a time before this was written."""
_APART = timedelta(minutes=5)
"""How far two clocks may be apart before it is told; what was written is never later than now."""
