"""A share: one story for one advocate on one network, and the states it goes through.

offered ─accept these exact bytes─▶ queued ─claim─▶ publishing ──▶ published ──▶ gone (deleted there)
 ▲ │                                ▲ │ ▲              │ ├─ surely refused ─▶ queued | rejected
 │ ├─ decline ─▶ declined           │ │ │              │ └─ ambiguous ─▶ unknown ─▶ published | queued
 │ ├─ hand-off ─▶ handed_off        │ │ └── a person: it is not there ────────┘ └─ give up ─▶ cancelled
 │ │                └─▶ confirmed ──┼─┼──▶ gone
 │ └─ the story's next edition ─▶ cancelled, and offered anew
 │                                  │ ▼
 │                                  └ on_hold (`Hold` says for what)
 └─ edited, before it is sent: from queued, on_hold and rejected; its new words must be accepted
cancelled: from offered, queued, on_hold, unknown or handed_off, by the person or the programme
confirmed: by the address that the person pasted, or by the first click of somebody else
late: an answer that comes after its attempt was given up still counts: a refusal while the share is
unknown by that attempt alone, a post always (even of a share that was edited, held or cancelled since)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from advocacy.language import Text


class ShareState(StrEnum):
    """Where a share stands; the drawing above shows the ways between."""

    OFFERED = "offered"
    QUEUED = "queued"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    UNKNOWN = "unknown"
    ON_HOLD = "on_hold"
    REJECTED = "rejected"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    HANDED_OFF = "handed_off"
    CONFIRMED = "confirmed"
    GONE = "gone"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen of itself.

        >>> ShareState.PUBLISHED.is_final, ShareState.UNKNOWN.is_final
        (True, False)
        """
        return self not in _MOVING

    @property
    def reached_from(self) -> frozenset[ShareState]:
        """The states from which a share may come to this one.

        >>> sorted(ShareState.PUBLISHING.reached_from)
        [<ShareState.QUEUED: 'queued'>, <ShareState.UNKNOWN: 'unknown'>]
        """
        return _WAYS[self]

    @property
    def told(self) -> Text:
        """The state as people read it; in English the very word that ``advocacy shares --state`` takes.

        >>> ShareState.ON_HOLD.told.say("fr"), ShareState.ON_HOLD.told.say("en")
        ('retenu', 'on_hold')
        """
        return Text(fr=_FRENCH[self], en=self.value)


class Hold(StrEnum):
    """What an `on_hold` share waits for; `Program.release` takes the same words."""

    AUTHORIZATION = "authorization"
    """Its person connects their account again."""
    NETWORK = "network"
    """Nobody can publish there until an operator has acted."""
    CHARTER = "charter"
    """Another charter, an exemption, other words, or its time of day."""
    CRISIS = "crisis"
    """The end of a freeze."""
    BUDGET = "budget"
    """The month's money."""
    LATE = "late"
    """Another slot, or a person who sends it all the same: it missed its own by too much."""
    SCHEDULE = "schedule"
    """A slot: none was free."""
    MEDIA = "media"
    """The image that was approved with it: its file is gone."""

    @property
    def told(self) -> Text:
        """What is waited for, as people read it; in English the very word that `advocacy release` takes.

        >>> Hold.CRISIS.told.say("fr")
        'crise'
        """
        return Text(fr=_FRENCH_HOLDS[self], en=self.value)


_FRENCH_HOLDS = {
    Hold.AUTHORIZATION: "autorisation",
    Hold.NETWORK: "réseau",
    Hold.CHARTER: "charte",
    Hold.CRISIS: "crise",
    Hold.BUDGET: "budget",
    Hold.LATE: "retard",
    Hold.SCHEDULE: "créneau",
    Hold.MEDIA: "image",
}
_MOVING = frozenset(
    {
        ShareState.OFFERED,
        ShareState.QUEUED,
        ShareState.PUBLISHING,
        ShareState.UNKNOWN,
        ShareState.ON_HOLD,
        ShareState.HANDED_OFF,
    }
)

_S = ShareState
_FRENCH = {
    _S.OFFERED: "proposé",
    _S.QUEUED: "en file",
    _S.PUBLISHING: "en cours d’envoi",
    _S.PUBLISHED: "publié",
    _S.UNKNOWN: "en doute",
    _S.ON_HOLD: "retenu",
    _S.REJECTED: "refusé par le réseau",
    _S.DECLINED: "décliné",
    _S.CANCELLED: "annulé",
    _S.HANDED_OFF: "à publier soi-même",
    _S.CONFIRMED: "confirmé",
    _S.GONE: "supprimé",
}
_WAYS: dict[ShareState, frozenset[ShareState]] = {
    _S.OFFERED: frozenset({_S.OFFERED, _S.QUEUED, _S.ON_HOLD, _S.REJECTED}),
    _S.QUEUED: frozenset({_S.OFFERED, _S.ON_HOLD, _S.PUBLISHING, _S.UNKNOWN}),
    _S.PUBLISHING: frozenset({_S.QUEUED, _S.UNKNOWN}),
    _S.PUBLISHED: frozenset(
        {
            *(_S.PUBLISHING, _S.UNKNOWN, _S.QUEUED, _S.ON_HOLD, _S.CANCELLED),
            *(_S.OFFERED, _S.DECLINED, _S.REJECTED),
        }
    ),
    _S.UNKNOWN: frozenset({_S.PUBLISHING, _S.QUEUED}),
    _S.ON_HOLD: frozenset({_S.QUEUED, _S.PUBLISHING, _S.UNKNOWN}),
    _S.REJECTED: frozenset({_S.QUEUED, _S.PUBLISHING, _S.UNKNOWN}),
    _S.DECLINED: frozenset({_S.OFFERED}),
    _S.CANCELLED: frozenset({_S.OFFERED, _S.QUEUED, _S.ON_HOLD, _S.UNKNOWN, _S.HANDED_OFF}),
    _S.HANDED_OFF: frozenset({_S.OFFERED}),
    _S.CONFIRMED: frozenset({_S.HANDED_OFF}),
    _S.GONE: frozenset({_S.PUBLISHED, _S.CONFIRMED}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One story × one advocate × one network. `edition` counts from 1; moments are UTC."""

    id: str
    story: str
    edition: int
    campaign: str
    advocate: str
    network: str
    language: str
    state: ShareState
    text: str
    link: str
    """The personal tracked link that stands in the text, or an empty string."""
    offered_at: datetime
    due_at: datetime
    accepted_at: datetime | None = None
    reason: Text | None = None
    """Why it waits or ended, as the advocate reads it."""
    hold: Hold | None = None
    attempt: int = 0
    remote_id: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    confirmed_by: str | None = None
    """Of a `confirmed` share: ``address`` (pasted by the person) or ``first click``."""
    reminded_at: datetime | None = None
    """When the one reminder of an unanswered offer was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to publish a share. `number` counts from 1; it is written before the request leaves."""

    share: str
    number: int
    action: str
    """``send``, ``send again``, ``repost`` or ``look``."""
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What exists on the network after a share was published."""

    share: str
    network: str
    remote_id: str
    url: str
    published_at: datetime
    missing_since: datetime | None = None
    """The first of the looks that did not find it; None while it is seen."""
    gone_at: datetime | None = None
