"""What a network can do and answer, the policy, and where a share may then come to rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from advocacy.connectors.base import Retry
from advocacy.connectors.limit import Limit
from advocacy.publish import Policy
from advocacy.share import ShareState
from publish.network import FINDABLE, HOUR, KEYED, TIGHT, UNSAFE
from publish.paper import Reply

_LAG = timedelta(minutes=5)


class Meanwhile(StrEnum):
    """What somebody does while no publisher is at it."""

    NOTHING = "nothing"
    CANCEL = "cancel"
    FREEZE = "freeze"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One way that publishing may go."""

    name: str
    retry: tuple[Retry, ...] = UNSAFE
    policy: Policy = Policy.HOLD
    replies: tuple[Reply, ...] = ()
    lag: timedelta = timedelta()
    key_life: timedelta = timedelta()
    busy: int = 0
    limits: tuple[Limit, ...] = ()
    """How often the network lets us ask; no crash may let more through."""
    away: timedelta = timedelta(minutes=20)
    """How long a stopped process is away; under `repost` less than the quarantine, as the promise says."""
    meanwhile: Meanwhile = Meanwhile.NOTHING
    person: bool = False
    """Whether somebody looks at their profile when asked to, and says what they see."""
    ends: frozenset[ShareState] = frozenset({ShareState.PUBLISHED})


_MAY_BE_UNKNOWN = frozenset({ShareState.PUBLISHED, ShareState.UNKNOWN})
_HOUR = Scenario(name="keys for an hour", retry=HOUR, key_life=timedelta(hours=1), lag=_LAG)
_KINDS = [
    Scenario(name="nothing can be asked", ends=_MAY_BE_UNKNOWN),
    Scenario(name="a person looks", person=True),
    Scenario(name="posts can be found", retry=FINDABLE, lag=_LAG, ends=_MAY_BE_UNKNOWN),
    Scenario(
        name="posts can be found, repost",
        retry=FINDABLE,
        policy=Policy.REPOST,
        lag=_LAG,
        away=timedelta(minutes=5),
    ),
    Scenario(name="keys for ever", retry=KEYED, key_life=timedelta(days=999)),
    _HOUR,
]
_REPLIES = {
    "answered": (),
    "answer lost": (Reply.LOST,),
    "request lost": (Reply.DROPPED,),
    "told to wait": (Reply.LATER,),
    "token expired": (Reply.RENEW,),
}
_ALWAYS = {"answered", "answer lost", "request lost"}
"""What is told everywhere; the rest makes no difference to what can be asked."""
_LOST_FOR_LONG = replace(_HOUR, name="keys for an hour, answers lost for long", replies=(Reply.LOST,) * 6)


_RENEWAL_REFUSED = replace(_KINDS[0], name="renewal refused once", replies=(Reply.RENEW,), busy=1)


def _with_ends(scenario: Scenario) -> Scenario:
    """Where it may end, given its replies.

    A rotated token dies with the process that got it: then only its person can renew the consent. Under
    `repost`, no third request is made after two that nobody heard of.
    """
    more = set()
    if Reply.RENEW in scenario.replies:
        more.add(ShareState.ON_HOLD)
    if Reply.DROPPED in scenario.replies and scenario.policy is Policy.REPOST:
        more.add(ShareState.UNKNOWN)
    return replace(scenario, ends=scenario.ends | more)


_IN_ANY_STATE = frozenset({ShareState.PUBLISHED, ShareState.UNKNOWN, ShareState.CANCELLED})
_MEANWHILE: dict[Meanwhile, dict[str, Any]] = {
    Meanwhile.CANCEL: {"meanwhile": Meanwhile.CANCEL, "ends": _IN_ANY_STATE},
    Meanwhile.FREEZE: {"meanwhile": Meanwhile.FREEZE, "ends": _MAY_BE_UNKNOWN},
}

SCENARIOS = [
    *(
        _with_ends(replace(kind, name=f"{kind.name}, {name}", replies=replies))
        for kind in _KINDS
        for name, replies in _REPLIES.items()
        if name in _ALWAYS or kind in (_KINDS[1], _KINDS[-1])
    ),
    *(
        replace(kind, name=f"{kind.name}, {answer}, {meanwhile} meanwhile", replies=replies, **about)
        for meanwhile, about in _MEANWHILE.items()
        for answer, replies in (("answered", ()), ("answer lost", (Reply.LOST,)))
        for kind in (_KINDS[0], _KINDS[2], _KINDS[4])
    ),
    *(
        _with_ends(replace(kind, name=f"{kind.name}, {name}, limits", replies=replies, limits=TIGHT))
        for kind, name, replies in (
            (_KINDS[0], "told to wait", (Reply.LATER, Reply.LATER)),
            (_KINDS[3], "request lost", (Reply.DROPPED,)),
            (_KINDS[4], "answer lost", (Reply.LOST, Reply.LOST)),
        )
    ),
    _with_ends(_RENEWAL_REFUSED),
    _LOST_FOR_LONG,
]


def scenario(name: str) -> Scenario:
    return next(each for each in SCENARIOS if each.name == name)
