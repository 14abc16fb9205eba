"""What waits for a person, as `doctor` tells it: consents, campaigns, limits, freezes and shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from advocacy.language import Text, counted
from advocacy.program.diagnosis import Diagnosis, notice
from advocacy.program.names import campaign_missing
from advocacy.program.people import People
from advocacy.program.publishing import Publishing
from advocacy.share import ShareState
from advocacy.storage import stories


class Pending(People, Publishing):
    """The part of `Program` that knows what waits for a person."""

    def _check_content(self) -> Iterator[Diagnosis]:
        with self.store.read() as tx:
            named = {edition.story.campaign: edition.id for edition in stories.select(tx)}
            found = [campaign_missing(tx, story, name) for name, story in sorted(named.items())]
        yield from (notice("campaign.missing", told, _ADD_CAMPAIGN) for told in found if told)

    def _check_grants(self) -> Iterator[Diagnosis]:
        missing = [
            f"{person.id} ({profile.network})"
            for person in self.advocates()
            for profile in person.profiles
            if profile.lane == "token" and not self.accounts.has(person.id, profile.network)
        ]
        if missing:
            many = counted(
                len(missing),
                fr=("compte n’est pas encore relié", "comptes ne sont pas encore reliés"),
                en=("account is not connected yet", "accounts are not connected yet"),
            )
            yield notice("grant.missing", _OF.format(many=many, few=_few(missing)), _CONNECT)

    def _check_endings(self) -> Iterator[Diagnosis]:
        ending = [f"{one.advocate} ({one.network})" for one in self.expiring_grants()]
        if ending:
            many = counted(
                len(ending),
                fr=("accord prend fin bientôt ou a pris fin", "accords prennent fin bientôt ou ont pris fin"),
                en=("consent ends soon or has ended", "consents end soon or have ended"),
            )
            yield notice("grant.ending", _OF.format(many=many, few=_few(ending)), _REMINDERS)

    def _check_limits(self) -> Iterator[Diagnosis]:
        """Which networks asked everybody to wait, and where the month's money is spent."""
        for there in self.limits():
            name = there.network
            if there.paused_until is not None:
                until = self._told(there.paused_until)
                yield notice(f"network.{name}.paused", _PAUSED.format(network=name, until=until))
            if there.held:
                told = _SPENT.format(network=name, waiting=_waiting(there.held))
                yield notice(f"network.{name}.budget", told, _CEILING.format(network=name))

    def _check_freezes(self) -> Iterator[Diagnosis]:
        """What is frozen, since when, by whom and why: it is easily forgotten."""
        for each in self.freezes():
            named = " × ".join(name for name in (each.campaign, each.network) if name)
            what = Text(fr=named, en=named) if named else _EVERYTHING
            told = _FROZEN.format(what=what, since=self._told(each.at), by=each.by, reason=each.reason)
            yield notice("freeze.active", told, _RESUME)

    def _check_queue(self) -> Iterator[Diagnosis]:
        """Whether anything publishes what is due."""
        late = [
            share for share in self.shares(state=ShareState.QUEUED) if share.due_at <= self.clock() - _LATE
        ]
        if late:
            many = counted(
                len(late),
                fr=("partage est dû", "partages sont dus"),
                en=("share has been due", "shares have been due"),
            )
            yield notice("queue.late", _NOT_SENT.format(many=many), _WORK)

    def _check_shares(self) -> Iterator[Diagnosis]:
        old = self.clock() - timedelta(hours=1)
        waiting = [
            share
            for state in (ShareState.UNKNOWN, ShareState.ON_HOLD)
            for share in self.shares(state=state)
            if (share.accepted_at or old) <= old
        ]
        if waiting:
            yield notice("shares.waiting", _OLD.format(waiting=_waiting(len(waiting))), _DECIDE)


def _waiting(count: int) -> Text:
    return counted(
        count,
        fr=("partage attend", "partages attendent"),
        en=("share waits", "shares wait"),
    )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_FEW]) + ("…" if len(names) > _FEW else "")


_FEW = 5
_LATE = timedelta(minutes=15)
"""No worker takes longer to come round; a network that wants quiet says so besides."""
_NOT_SENT = Text(
    fr="{many} depuis plus de 15 minutes, et rien ne part",
    en="{many} for more than 15 minutes, and nothing leaves",
)
_WORK = Text(
    fr="lancez advocacy worker, ou regardez ce qu’il dit ; une fois : advocacy publish",
    en="start advocacy worker, or look at what it says; once: advocacy publish",
)
_OF = Text(fr="{many} : {few}", en="{many}: {few}")
_ADD_CAMPAIGN = Text(
    fr="corrigez le fichier de l’histoire, ou : advocacy campaign add FICHIER",
    en="mend the story's file, or: advocacy campaign add FILE",
)
_CONNECT = Text(fr="advocacy connect PERSONNE RÉSEAU", en="advocacy connect PERSON NETWORK")
_REMINDERS = Text(fr="advocacy reminders", en="advocacy reminders")
_PAUSED = Text(
    fr="{network} demande à tous d’attendre jusqu’au {until}",
    en="{network} asks everybody to wait until {until}",
)
_SPENT = Text(
    fr="{network} : le budget du mois est épuisé, {waiting}",
    en="{network}: the month's budget is spent, {waiting}",
)
_CEILING = Text(
    fr="attendez le mois prochain, ou relevez networks.{network}.budget",
    en="wait for the next month, or raise networks.{network}.budget",
)
_EVERYTHING = Text(fr="tout", en="everything")
_FROZEN = Text(
    fr="publications suspendues ({what}) depuis le {since} par {by} : {reason}",
    en="publishing is frozen ({what}) since {since} by {by}: {reason}",
)
_RESUME = Text(
    fr="quand la crise est passée : advocacy resume --by PERSONNE --role RÔLE",
    en="when the crisis is over: advocacy resume --by PERSON --role ROLE",
)
_OLD = Text(
    fr="{waiting} une personne depuis plus d’une heure", en="{waiting} for a person for more than an hour"
)
_DECIDE = Text(
    fr="advocacy desk, puis advocacy settle ; advocacy shares --state on_hold, puis advocacy release",
    en="advocacy desk, then advocacy settle; advocacy shares --state on_hold, then advocacy release",
)
