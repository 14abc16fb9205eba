"""A rule over advocates’ tags: ``team = sales and (country = FR or topic in (pumps, jobs))``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advocacy.people.advocate import Advocate
from advocacy.people.audience_parser import All, Any, Everyone, Is, Not, Rule, parse_rule


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a story is for. `text` is the rule as it was written; an empty one means everyone.

    A test compares a field (id, team, country, city, language, job, author,
    network) or the first half of a
    tag (``topic`` in ``topic:pumps``), without regard to case; a lone word asks for that tag.

    >>> ada = Advocate(id="ada", name="Ada Morel", team="sales", country="FR", tags={"topic:pumps", "new"})
    >>> Audience.parse("team = sales and country in (FR, BE) and not new").matches(ada)
    False
    >>> Audience.parse("new or topic = jobs").matches(ada)
    True
    """

    text: str
    rule: Rule

    @classmethod
    def parse(cls, text: str) -> Audience:
        """Read a rule.

        Raises:
            InvalidInput: with the column of the first word that does not fit, and a hint.
        """
        return cls(text=text, rule=parse_rule(text))

    def matches(self, advocate: Advocate) -> bool:
        """Whether `advocate` is in this audience."""
        return _holds(self.rule, advocate)

    def select(self, advocates: Iterable[Advocate]) -> tuple[Advocate, ...]:
        """Those of `advocates` who are in this audience, in their order."""
        return tuple(advocate for advocate in advocates if self.matches(advocate))

    def __str__(self) -> str:
        return self.text


def _holds(rule: Rule, advocate: Advocate) -> bool:
    match rule:
        case Everyone():
            return True
        case Is(key, values):
            return not _values(advocate, key).isdisjoint(values)
        case Not(inner):
            return not _holds(inner, advocate)
        case All(parts):
            return all(_holds(part, advocate) for part in parts)
        case Any(parts):
            return any(_holds(part, advocate) for part in parts)


def _values(advocate: Advocate, key: str) -> frozenset[str]:
    """What `advocate` has for `key`, in lower case."""
    if key == "tag":
        return advocate.tags
    if key == "network":
        return frozenset(profile.network for profile in advocate.profiles)
    if key == "language":
        return frozenset({advocate.language.casefold(), advocate.language.split("-")[0]})
    if key in ("id", "team", "country", "city", "job", "author"):
        return frozenset({str(getattr(advocate, key) or "").casefold()})
    return frozenset(tag.partition(":")[2] for tag in advocate.tags if tag.startswith(f"{key}:"))
