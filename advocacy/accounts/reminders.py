"""Whom to remind that a consent ends, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from advocacy.connectors.base import Connector
from advocacy.language import Text, counted, told_day
from advocacy.storage.grants import EXPIRED, SealedGrant

LATE = timedelta(days=3)
"""A consent that renews itself is told of only when that has not worked so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One consent that its person should give again, in words for them."""

    advocate: str
    network: str
    purpose: str
    account: str
    ends_at: datetime | None
    """None where it has ended already, at a moment that the network did not tell."""
    is_over: bool
    held: int
    """Shares that wait for it."""
    text: Text


def reminders(
    found: Iterable[SealedGrant],
    connector: Callable[[str], type[Connector]],
    held: Mapping[tuple[str, str], int],
    *,
    now: datetime,
    zone: Callable[[str], tzinfo],
) -> list[Reminder]:
    """A reminder for each of the grants that end, the first to end first; each person has a `zone`."""
    return [
        _reminder(grant, connector(grant.network).title, held, now, zone(grant.advocate))
        for grant in found
        if _is_due(grant, connector(grant.network), now)
    ]


def _is_due(grant: SealedGrant, connector: type[Connector], now: datetime) -> bool:
    if not connector.renews_itself or grant.state == EXPIRED or grant.expires_at is None:
        return True
    return grant.expires_at <= now + LATE


def _reminder(
    grant: SealedGrant, title: str, held: Mapping[tuple[str, str], int], now: datetime, zone: tzinfo
) -> Reminder:
    is_over = grant.state == EXPIRED or (grant.expires_at is not None and grant.expires_at <= now)
    waiting = held.get((grant.advocate, grant.network), 0)
    words = (_OVER_HELD if waiting else _OVER) if is_over else _SOON
    return Reminder(
        advocate=grant.advocate,
        network=grant.network,
        purpose=grant.purpose,
        account=grant.account,
        ends_at=grant.expires_at,
        is_over=is_over,
        held=waiting,
        text=words.format(
            network=title,
            account=grant.account,
            day="" if grant.expires_at is None else told_day(grant.expires_at.astimezone(zone)),
            waiting=counted(
                waiting, fr=("partage attend", "partages attendent"), en=("share waits", "shares wait")
            ),
        ),
    )


_SOON = Text(
    fr="Votre accord pour {network} ({account}) prend fin le {day} : donnez-le à nouveau, c’est l’affaire "
    "d’une minute.",
    en="Your consent for {network} ({account}) ends on {day}: give it again, it takes a minute.",
)
_OVER = Text(
    fr="Votre accord pour {network} ({account}) a pris fin : reliez ce compte à nouveau si vous voulez que "
    "nous y publiions.",
    en="Your consent for {network} ({account}) has ended: connect it again if you want us to publish there.",
)
_OVER_HELD = Text(
    fr="Votre accord pour {network} ({account}) a pris fin, et {waiting} : reliez ce compte à nouveau, "
    "la publication reprendra d’elle-même.",
    en="Your consent for {network} ({account}) has ended, and {waiting}: connect it again, and publishing "
    "goes on by itself.",
)
