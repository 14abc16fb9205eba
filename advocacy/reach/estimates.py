"""What a report of one campaign adds to its counts: people who follow an author, or saw a post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advocacy.errors import InvalidInput
from advocacy.language import Text
from advocacy.reach.audience import unique_audience_of
from advocacy.reach.estimate import Estimate
from advocacy.reach.visitors import people_reached_of
from advocacy.reach.wording import text
from advocacy.storage import Store, visitors


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """One estimate of a campaign on one network.

    Attributes:
        name: ``people_reached`` or ``unique_audience``.
        network: people of two networks cannot be told apart.
        estimate: with its interval, its method and what it takes for granted.
    """

    name: str
    network: str
    estimate: Estimate

    @property
    def title(self) -> Text:
        """What is estimated."""
        return _TITLES[self.name]

    def plain(self, language: str) -> dict[str, object]:
        """As plain values, for JSON."""
        found = self.estimate
        return {
            "name": self.name,
            "network": self.network,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "level": found.level,
            "method": found.method.say(language),
            "assumptions": [each.say(language) for each in found.assumptions],
        }


def estimates_of(store: Store, campaign: str, *, min_group: int) -> tuple[Estimated, ...]:
    """Every estimate that can be made of a campaign, by network; what is told of few authors is left out."""
    with store.read() as tx:
        networks = visitors.networks_of(tx, campaign)
    return tuple(each for network in networks for each in _of_network(store, campaign, network, min_group))


def _of_network(store: Store, campaign: str, network: str, min_group: int) -> Iterator[Estimated]:
    for name, ask in _ASKED.items():
        try:
            found = ask(store, campaign, network, min_group=min_group)
        except InvalidInput:
            continue
        yield Estimated(name=name, network=network, estimate=found)


_ASKED = {"people_reached": people_reached_of, "unique_audience": unique_audience_of}
_TITLES = {
    "people_reached": text(fr="Personnes qui ont vu au moins un post", en="People who saw at least one post"),
    "unique_audience": text(
        fr="Personnes qui suivent au moins un auteur", en="People who follow at least one author"
    ),
}
