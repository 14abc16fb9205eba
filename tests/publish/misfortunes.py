"""What a network offers, the policy there, and what may go wrong in a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from advocacy.connectors.base import Retry
from advocacy.connectors.limit import Limit
from advocacy.publish import Policy
from publish.network import FINDABLE, HOUR, KEYED, TIGHT, UNSAFE


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a network offers, and the policy there."""

    retry: tuple[Retry, ...]
    policy: Policy = Policy.HOLD
    key_life: timedelta = timedelta()


TERMS = {
    "hold, nothing": Terms(retry=UNSAFE),
    "hold, found": Terms(retry=FINDABLE),
    "repost, found": Terms(retry=FINDABLE, policy=Policy.REPOST),
    "keys for ever": Terms(retry=KEYED, key_life=timedelta(days=999)),
    "keys for an hour": Terms(retry=HOUR, key_life=timedelta(hours=1)),
}


@dataclass(frozen=True, kw_only=True)
class Faults:
    """What may go wrong, each with its chance at every turn.

    `may_double` are the terms that do not promise one post under such faults; three there never are.
    """

    dies: float = 0
    pauses: float = 0
    pause: timedelta = timedelta(seconds=90)
    lost: float = 0
    dropped: float = 0
    refused: float = 0
    late: float = 0
    delay: timedelta = timedelta(minutes=3)
    lag: timedelta = timedelta()
    skew: timedelta = timedelta()
    limits: tuple[Limit, ...] = ()
    """How often the network lets us ask, whatever happens."""
    people: bool = False
    """Whether somebody edits, cancels, freezes, resumes and answers all the while."""
    may_double: frozenset[str] = frozenset()


_NO_PROMISE = frozenset({"repost, found", "keys for an hour"})
FAULTS = {
    "processes die": Faults(dies=0.08),
    "answers are lost": Faults(lost=0.3, dropped=0.2, refused=0.2),
    "both": Faults(dies=0.08, lost=0.3, dropped=0.2),
    "posts are seen late": Faults(dies=0.05, lost=0.4, lag=timedelta(minutes=10)),
    "posts are seen later than that": Faults(
        dies=0.05, lost=0.4, lag=timedelta(minutes=20), may_double=_NO_PROMISE
    ),
    "processes pause": Faults(dies=0.03, pauses=0.1, lost=0.2),
    "processes pause for long": Faults(
        dies=0.03, pauses=0.1, pause=timedelta(minutes=20), lost=0.2, may_double=_NO_PROMISE
    ),
    "requests arrive late": Faults(late=0.4, lost=0.1),
    "requests arrive later than that": Faults(
        late=0.4, delay=timedelta(minutes=25), lost=0.1, may_double=_NO_PROMISE
    ),
    "clocks differ": Faults(dies=0.05, lost=0.3, dropped=0.2, skew=timedelta(minutes=2)),
    "limits are tight": Faults(dies=0.08, lost=0.3, dropped=0.2, refused=0.2, limits=TIGHT),
    "limits are tight, and processes pause": Faults(dies=0.03, pauses=0.1, lost=0.2, limits=TIGHT),
    "people change their minds": Faults(people=True, refused=0.3),
    "people, and processes die": Faults(people=True, dies=0.05, lost=0.3, dropped=0.2),
    "people, and processes pause": Faults(people=True, pauses=0.1, lost=0.2, refused=0.2),
    "people, and requests arrive late": Faults(people=True, late=0.4, lost=0.1),
}
