"""A design that lets chance decide who is asked to share what, written down before anything is known."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from advocacy.clock import Clock, utc_now
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import number
from advocacy.reach.trial import FEWEST, smallest_effect
from advocacy.reach.wording import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Encouragement:
    """Which team is asked to share which item, drawn by chance within the solicitation budget.

    Every team is asked for the same number of items, and those are a random choice among all; nobody is
    forbidden to share what they were not asked for. Keep `registration()` where it cannot be changed, before
    the first item goes out: `lift` tells the mark of the design it was given.

    Attributes:
        outcome: what will be counted in each cell (an item for a team), in words.
        items: stories that may be asked for.
        teams: groups that are asked as one; their outcomes should touch each other little.
        asks: how many items each team is asked for.
        seed: what the draw was made from.
        spread: expected standard deviation of a cell's outcome, from earlier campaigns.
        level: of the interval.
        power: how sure one wants to be of showing `smallest`.
        registered: when it was drawn.
        asked: the cells that chance chose, as (item, team).
    """

    outcome: str
    items: tuple[str, ...]
    teams: tuple[str, ...]
    asks: int
    seed: int
    spread: float
    level: float
    power: float
    registered: datetime
    asked: frozenset[tuple[str, str]]

    @property
    def cells(self) -> int:
        """How many outcomes there will be."""
        return len(self.items) * len(self.teams)

    @property
    def freedom(self) -> int:
        """Degrees of freedom once the averages of items and teams are taken out."""
        return (len(self.items) - 1) * (len(self.teams) - 1) - 1

    @property
    def smallest(self) -> float:
        """The effect of asking on a cell that this design shows with probability `power`."""
        return smallest_effect(
            spread=self.spread,
            units=(len(self.items) - 1) * (len(self.teams) - 1),
            part=self.asks / len(self.items),
            level=self.level,
            power=self.power,
            freedom=self.freedom,
        )

    def registration(self) -> str:
        """The design as JSON, in one order only, to be put away before it starts."""
        told = {
            "outcome": self.outcome,
            "items": self.items,
            "teams": self.teams,
            "asks": self.asks,
            "seed": self.seed,
            "spread": self.spread,
            "level": self.level,
            "power": self.power,
            "smallest_effect": self.smallest,
            "registered": self.registered.isoformat(),
            "asked": sorted(self.asked),
            "analysis": "difference within items and teams, HC2, Student t; compliers by Anderson-Rubin",
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)

    @classmethod
    def read(cls, registered: str) -> Encouragement:
        """The design that `registration` wrote, drawn again from its seed.

        Raises:
            InvalidInput: this is no registration, or what it says is not what its seed draws.
        """
        try:
            told = json.loads(registered)
            moment = datetime.fromisoformat(told["registered"])
            asked = {name: told[name] for name in ("outcome", "spread", "seed", "level", "power")}
            again = encourage(
                items=told["items"], teams=told["teams"], budget=told["asks"], clock=lambda: moment, **asked
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput(Mistake(message=_NOT_A_PLAN)) from error
        if json.loads(again.registration()) != told:
            raise InvalidInput(Mistake(message=_CHANGED))
        return again

    @property
    def mark(self) -> str:
        """Twelve characters that change when anything of `registration()` does."""
        return sha256(self.registration().encode()).hexdigest()[:12]

    def say(self, language: str) -> str:
        """The plan and its power, in a sentence or two."""
        return (
            _PLAN.format(
                teams=len(self.teams),
                asks=self.asks,
                items=len(self.items),
                outcome=self.outcome,
                mark=self.mark,
            ).say(language)
            + " "
            + _POWER.say(language).format(
                smallest=number(self.smallest, language, digits=_digits(self.smallest)),
                outcome=self.outcome,
                power=number(100 * self.power, language),
            )
        )

    def __str__(self) -> str:
        return self.say("en")


def encourage(
    *,
    items: Sequence[str],
    teams: Sequence[str],
    budget: int,
    outcome: str,
    spread: float,
    seed: int,
    level: float = 0.9,
    power: float = 0.8,
    clock: Clock = utc_now,
) -> Encouragement:
    """Draw who is asked for what.

    Args:
        items: stories that may be asked for; all of them stay free to share.
        teams: who is asked, as one.
        budget: how often a team may be asked over all items; at most half of the items are used, for beyond
            that a further ask tells less.
        outcome: what will be counted for each item and team.
        spread: standard deviation of that count between cells, beyond averages of items and of teams; take it
            from an earlier campaign.
        seed: any number, chosen before; with it anyone can draw the same again.
        level: of the interval that will be printed.
        power: how sure one wants to be of showing the smallest effect.
        clock: gives the moment of registration.

    Raises:
        InvalidInput: Too few items or teams, one named twice, or no budget.

    >>> plan = encourage(items=list("abcdefgh"), teams=["north", "south", "east", "west"], budget=4,
    ...                  outcome="sign-ups", spread=3, seed=1)
    >>> len(plan.asked), round(plan.smallest, 1)
    (16, 3.4)
    """
    asks = min(budget, len(items) // 2)
    for holds, field, message in (
        (len(set(items)) == len(items) and len(set(teams)) == len(teams), "items, teams", _TWICE),
        ((len(items) - 1) * (len(teams) - 1) - 1 >= FEWEST and len(items) > 1, "items, teams", _SMALL),
        (asks >= 1, "budget", _NO_BUDGET),
        (spread > 0 and math.isfinite(spread), "spread", _NO_SPREAD),
    ):
        if not holds:
            raise InvalidInput(Mistake(field=field, message=message))
    chance = random.Random(seed)  # noqa: S311 - anyone must be able to draw it again
    return Encouragement(
        outcome=outcome,
        items=tuple(items),
        teams=tuple(teams),
        asks=asks,
        seed=seed,
        spread=spread,
        level=level,
        power=power,
        registered=clock(),
        asked=frozenset((item, team) for team in teams for item in chance.sample(list(items), asks)),
    )


def _digits(value: float) -> int:
    return 0 if value >= _WHOLE else 2


_WHOLE = 100

_PLAN = text(
    fr="Chacune des {teams} équipes est invitée à relayer {asks} contenus sur {items}, tirés au sort ; "
    "mesure : {outcome} (plan {mark}).",
    en="Each of {teams} teams is asked to share {asks} of {items} items, drawn by chance; "
    "measure: {outcome} (plan {mark}).",
)
_POWER = text(
    fr="Un effet de {smallest} ({outcome}, par contenu et équipe) serait montré {power} fois sur cent.",
    en="An effect of {smallest} ({outcome}, for each item and team) would be shown {power} times in 100.",
)
_NOT_A_PLAN = text(fr="ce n’est pas un plan enregistré", en="this is not a registered design")
_CHANGED = text(
    fr="ce plan a été changé après le tirage : rien ne peut plus en être dit",
    en="this design was changed after it was drawn: nothing can be said from it any more",
)
_TWICE = text(fr="chaque nom une seule fois", en="each name only once")
_SMALL = text(
    fr="trop peu pour une réponse : il faut au moins (contenus − 1) × (équipes − 1) = 7",
    en="too few for an answer: at least (items − 1) × (teams − 1) = 7 are needed",
)
_NO_BUDGET = text(fr="au moins une sollicitation par équipe", en="at least one ask for each team")
_NO_SPREAD = text(
    fr="un nombre positif attendu : l’écart type d’une campagne passée",
    en="a positive number is needed: the standard deviation from an earlier campaign",
)
