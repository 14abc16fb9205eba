"""How fast and at what cost: the limits of each network, its pauses, and the budget of the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from advocacy.connectors import registry
from advocacy.connectors.base import Connector
from advocacy.connectors.limit import Limit
from advocacy.program.owning import Owning
from advocacy.share import Hold, Share, ShareState
from advocacy.storage import advocates, limits, pauses, shares, spending
from advocacy.storage.limits import Gauge, Key
from advocacy.storage.spending import Month

if TYPE_CHECKING:
    from advocacy.connectors.base import Access
    from advocacy.publish.limits import Toll


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How a network stands: what it lets the whole app do, and what this month costs there."""

    network: str
    limits: tuple[Limit, ...]
    """What holds for everybody together, and for each person."""
    paused_until: datetime | None
    """Until when the network asked everybody to wait."""
    opens_at: datetime | None
    """When the app's own limit lets the next share out; None when it does now."""
    people_waiting: int
    """How many people must wait, for the network asked them to or their limit is used up."""
    spent: Decimal
    """US dollars, this month (UTC)."""
    budget: Decimal | None
    held: int
    """How many shares wait for money."""
    counts_a_day: int | None = None
    """How many of a person's posts are asked for their counts in a day; None where it is no matter."""


class Limiting(Owning):
    """The part of `Program` that knows how often a network may be asked, and what it may cost."""

    def limits(self) -> list[Allowance]:
        """How each network that anyone uses stands now, by name."""
        with self.store.read() as tx:
            used = limits.select(tx)
            people = advocates.select(tx)
        names = {profile.network for person in people for profile in person.profiles}
        names |= {key.network for key in used} | self.settings.networks.keys()
        published = [name for name in sorted(names) if issubclass(registry.network(name), Connector)]
        return [self._allowance(name, used) for name in published]

    def _allowance(self, network: str, used: dict[Key, Gauge]) -> Allowance:
        now = self.clock()
        mine = {key: gauge for key, gauge in used.items() if key.network == network}
        opens = [gauge.opens(now) for key, gauge in mine.items() if key.member == pauses.EVERYONE]
        with self.store.read() as tx:
            told = pauses.of_network(tx, network, now=now)
            spent = spending.of(tx, Month.of(network, now))
            held = shares.select(tx, state=ShareState.ON_HOLD, hold=Hold.BUDGET, network=network)
        waiting = {key.member for key, gauge in mine.items() if not gauge.room(now)} | told.keys()
        return Allowance(
            network=network,
            limits=self._limits(network, self.connector(network).capabilities.limits),
            paused_until=told.get(pauses.EVERYONE),
            opens_at=max((at for at in opens if at > now), default=None),
            people_waiting=len(waiting - {pauses.EVERYONE}),
            spent=spent,
            budget=self.settings.network(network).budget,
            held=len(held),
            counts_a_day=self.connector(network).capabilities.counts_a_day,
        )

    def _toll(self, share: Share, connector: Connector, access: Access) -> Toll:
        """The limits that hold for a share, and its price where the network has one."""
        from advocacy.publish.limits import Toll  # noqa: PLC0415 - heavy: imported on first use

        known = connector.capabilities_for(access).limits
        return Toll(
            limits=self._limits(share.network, known),
            price=self._price(share, connector),
            budget=self.settings.network(share.network).budget,
            zone=self.zone,
        )

    def _limits(self, network: str, known: tuple[Limit, ...]) -> tuple[Limit, ...]:
        """What is set stands in place of what the network documents, for each scope apart."""
        found: list[Limit] = []
        scopes: tuple[tuple[Literal["person", "app"], Literal["member", "app"]], ...]
        scopes = (("person", "member"), ("app", "app"))
        for name, scope in scopes:
            rates = self.settings.network(network).limits.rates(name)
            ours = [Limit(count=each.count, per=each.per, burst=each.burst, scope=scope) for each in rates]
            found += ours or [each for each in known if each.scope == scope]
        return tuple(found)

    def _price(self, share: Share, connector: Connector) -> Decimal:
        if type(connector).cost is Connector.cost:
            return Decimal(0)
        return connector.cost(self._outgoing(share))

    def _free_unblocked(self) -> int:
        return super()._free_unblocked() + self._free_affordable()

    def _free_affordable(self) -> int:
        """Queue again what waited for money, as far as it reaches, longest accepted first; how many."""
        now = self.clock()
        with self.store.read() as tx:
            held = shares.select(tx, state=ShareState.ON_HOLD, hold=Hold.BUDGET)
            networks = {share.network for share in held}
            spent = {name: spending.of(tx, Month.of(name, now)) for name in networks}
        free = [share for share in sorted(held, key=_longest_accepted) if self._reaches(share, spent)]
        with self.store.begin() as tx:
            moved = [shares.requeue(tx, share.id, now=now) for share in free]
        return sum(moved)

    def _reaches(self, share: Share, spent: dict[str, Decimal]) -> bool:
        """Whether there is money for the share; if so, it is set aside in `spent`."""
        price = self._price(share, self.connector(share.network))
        budget = self.settings.network(share.network).budget
        if budget is not None and spent[share.network] + price > budget:
            return False
        spent[share.network] += price
        return True


def _longest_accepted(share: Share) -> tuple[datetime, str]:
    return share.accepted_at or share.offered_at, share.id
