"""What a report of one campaign adds to its counts: people who follow an author, or saw a post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import product

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

    def said(self, language: str, *, where: str = "") -> str:
        """On a line, with its interval; `where` is what its network is called there."""
        return f"{self.title.say(language)} – {where or self.network} → {self.estimate.say(language)}"

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """The estimates of one report, which print themselves; and why others could not be made.

    Attributes:
        found: those that could.
        missing: why the others could not, a reason each.
        language: that it is told in.
    """

    found: tuple[Estimated, ...] = ()
    missing: tuple[Text, ...] = ()
    language: str = "en"

    def __iter__(self) -> Iterator[Estimated]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __str__(self) -> str:
        return "\n".join(self.lines()) or "–"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(line)}</p>" for line in self.lines())

    def lines(self) -> Iterator[str]:
        """One for each: what is estimated, where, and its interval; then the reasons."""
        for each in self.found:
            yield each.said(self.language)
        yield from (reason.say(self.language) for reason in self.missing)


def estimates_of(store: Store, campaign: str, *, min_group: int, language: str) -> Estimates:
    """Every estimate that can be made of a campaign, by network, and why others cannot."""
    with store.read() as tx:
        networks = visitors.networks_of(tx, campaign)
    found: list[Estimated] = []
    missing: list[Text] = []
    for network, (name, ask) in product(networks, _ASKED.items()):
        try:
            estimate = ask(store, campaign, network, min_group=min_group)
        except InvalidInput as reason:
            missing.append(_MISSING.format(what=_TITLES[name], why=reason.mistakes[0].message))
        else:
            found.append(Estimated(name=name, network=network, estimate=estimate))
    return Estimates(found=tuple(found), missing=tuple(missing), language=language)


NOT_A_WHOLE_CAMPAIGN = text(
    fr="On estime le nombre de personnes pour une campagne entière : report(campaign=…), sans dates.",
    en="People are estimated for one whole campaign: report(campaign=…), without dates.",
)
_MISSING = text(fr="{what} : {why}", en="{what}: {why}")
_ASKED = {"people_reached": people_reached_of, "unique_audience": unique_audience_of}
_TITLES = {
    "people_reached": text(fr="Personnes qui ont vu au moins un post", en="People who saw at least one post"),
    "unique_audience": text(
        fr="Personnes qui suivent au moins un auteur", en="People who follow at least one author"
    ),
}
