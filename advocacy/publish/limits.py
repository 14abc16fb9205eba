"""May this share leave now? Limits of networks, for the app and each person, and the money a month may cost.

share ─ the person's limit is used up ─▶ due at a turn of its own, in the order they came
      ├ the app's limit is used up ────▶ stays first in the queue, which opens again when there is room
      ├ the month's budget is spent ───▶ on_hold (budget) until there is money again
      └ else ─▶ claimed; written down in the same transaction, so that every process sees it
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

from sqlalchemy.engine import Connection

from advocacy.connectors.base import Access, Connector
from advocacy.connectors.limit import Limit
from advocacy.language import Text, number, told_moment
from advocacy.publish.decide import Decision
from advocacy.share import Hold, Share, ShareState
from advocacy.storage import limits, spending
from advocacy.storage.limits import Gauge, Key, Pace
from advocacy.storage.pauses import EVERYONE
from advocacy.storage.spending import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What a request needs before it may leave: room under these limits, and money."""

    limits: tuple[Limit, ...] = ()
    price: Decimal = Decimal(0)
    """What the network charges, in US dollars."""
    budget: Decimal | None = None
    """The most that a month may cost there, in US dollars; None is no ceiling."""
    zone: tzinfo = UTC
    """In which it is told until when a share waits."""


FREE = Toll()
"""What needs nothing."""


def usual_toll(_share: Share, connector: Connector, access: Access) -> Toll:
    """What a network asks for that the programme sets nothing for."""
    return Toll(limits=connector.capabilities_for(access).limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A share that is ready, and what it needs."""

    share: Share
    toll: Toll

    @property
    def limits(self) -> dict[Key, Limit]:
        """The limits it needs room under; of two for the same span the stricter one counts."""
        found: dict[Key, Limit] = {}
        for limit in sorted(self.toll.limits, key=lambda each: each.count, reverse=True):
            whose = EVERYONE if limit.scope == "app" else self.share.advocate
            found[Key(whose, self.share.network, limit.seconds)] = limit
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a share may not leave now; without a `decision` it simply stays where it is in the queue."""

    decision: Decision | None = None


class Meter:
    """The limits and budgets that some shares need, locked until the transaction ends."""

    def __init__(self, gauges: dict[Key, Gauge]) -> None:
        self._gauges = gauges
        self._spent: dict[Month, Decimal] = {}
        self._before = dict(gauges), dict(self._spent)

    @classmethod
    def lock(cls, tx: Connection, orders: Iterable[Order]) -> Meter:
        """Lock the limits that `orders` need.

        It comes first in a transaction: whoever waits for a limit holds nothing that others wait for.
        """
        needed = {key: limit for order in orders for key, limit in order.limits.items()}
        paces = {key: Pace(limit.interval, limit.at_once) for key, limit in needed.items()}
        return cls(limits.lock(tx, paces) if paces else {})

    def lock_months(self, tx: Connection, months: Collection[Month]) -> None:
        """Lock the budgets that money is taken from, or given back to; it comes right after the limits."""
        self._spent = spending.lock(tx, months)
        self._before = self._before[0], dict(self._spent)

    def judge(self, orders: Sequence[Order], now: datetime) -> dict[str, Refusal]:
        """Which of the shares may not leave now, were all the others to leave in this order."""
        gauges, spent = dict(self._gauges), dict(self._spent)
        found = {order.share.id: self._judge(order, now) for order in orders}
        self._gauges, self._spent = gauges, spent
        return {share: refusal for share, refusal in found.items() if refusal is not None}

    def charge(self, orders: Iterable[Order], now: datetime) -> None:
        """Write up what these shares, which leave or wait by `judge`, use up."""
        for order in orders:
            self._judge(order, now)

    def give_back(self, network: str, moment: datetime, price: Decimal) -> None:
        """What was written up at that moment was not spent: the network surely refused the post."""
        if not price:
            return
        month = Month.of(network, moment)
        self._spent[month] = max(Decimal(0), self._spent[month] - price)

    def write(self, tx: Connection) -> None:
        """Write down what has changed."""
        gauges, spent = self._before
        limits.write(tx, {key: new for key, new in self._gauges.items() if new != gauges[key]})
        spending.write(tx, {key: new for key, new in self._spent.items() if new != spent[key]})

    def _judge(self, order: Order, now: datetime) -> Refusal | None:
        """Use up what the share needs, if there is all of it."""
        mine = {key: self._gauges[key] for key in order.limits}
        closed = {key: gauge for key, gauge in mine.items() if not gauge.room(now)}
        is_queued = order.share.state is ShareState.QUEUED
        if is_queued and any(key.member == EVERYONE for key in closed):
            return Refusal()
        if closed:
            return self._wait(order, closed, now)
        if (refusal := self._pay(order, now)) is not None:
            return refusal
        self._gauges |= {key: gauge.used(now) for key, gauge in mine.items()}
        return None

    def _wait(self, order: Order, closed: dict[Key, Gauge], now: datetime) -> Refusal:
        waiting = {key: gauge.next_turn(now) for key, gauge in closed.items()}
        self._gauges |= waiting
        key, last = max(waiting.items(), key=lambda each: each[1].turn or now)
        due_at = last.turn or now
        limit, at = told(order.limits[key]), told_moment(due_at.astimezone(order.toll.zone))
        reason = _TOO_FAST.format(network=order.share.network, limit=limit, at=at)
        return Refusal(decision=Decision(to=order.share.state, outcome="later", due_at=due_at, reason=reason))

    def _pay(self, order: Order, now: datetime) -> Refusal | None:
        month, price, budget = Month.of(order.share.network, now), order.toll.price, order.toll.budget
        if not price:
            return None
        if budget is not None and self._spent[month] + price > budget:
            return Refusal(decision=too_dear(order, now))
        self._spent[month] += price
        return None


def too_dear(order: Order, now: datetime) -> Decision:
    """The month's money does not reach for this share; one in doubt stays in doubt."""
    again = next_month(now)
    reason = _SPENT.format(
        network=order.share.network,
        price=money(order.toll.price),
        budget=money(order.toll.budget or Decimal(0)),
        at=told_moment(again.astimezone(order.toll.zone)),
    )
    if order.share.state is ShareState.UNKNOWN:
        return Decision(to=ShareState.UNKNOWN, outcome="held", due_at=again, reason=reason)
    return Decision(to=ShareState.ON_HOLD, outcome="held", hold=Hold.BUDGET, reason=reason)


def next_month(now: datetime) -> datetime:
    """When the month after `now` begins, in UTC: every budget is new.

    >>> next_month(datetime(2026, 12, 24, tzinfo=UTC)).isoformat()
    '2027-01-01T00:00:00+00:00'
    """
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)


def told(limit: Limit) -> Text:
    """A limit in words.

    >>> told(Limit(count=100, per=timedelta(minutes=15))).fr
    '100 posts par 15 min'
    """
    unit, long = next(each for each in _UNITS.items() if limit.seconds % each[1] == 0)
    count = limit.seconds // long
    span = (_ONE if count == 1 else _MANY)[unit].format(n=count)
    posts = {language: number(limit.count, language) for language in ("fr", "en")}
    return Text(fr=f"{posts['fr']} posts par {span.fr}", en=f"{posts['en']} posts per {span.en}")


def money(amount: Decimal) -> Text:
    """An amount of US dollars in words.

    >>> money(Decimal("0.2"))
    Text(fr='0,20 $', en='$0.20')
    """
    digits = 2 if amount == amount.quantize(Decimal("0.01")) else 3
    fr = number(float(amount), "fr", digits=digits)
    return Text(fr=f"{fr} $", en=f"${number(float(amount), 'en', digits=digits)}")


_UNITS = {"d": 86_400, "h": 3600, "min": 60, "s": 1}
_ONE = {
    "d": Text(fr="jour", en="day"),
    "h": Text(fr="heure", en="hour"),
    "min": Text(fr="minute", en="minute"),
    "s": Text(fr="seconde", en="second"),
}
_MANY = {
    "d": Text(fr="{n} jours", en="{n} days"),
    "h": Text(fr="{n} h", en="{n} h"),
    "min": Text(fr="{n} min", en="{n} min"),
    "s": Text(fr="{n} s", en="{n} s"),
}
_TOO_FAST = Text(
    fr="Limite de {network} ({limit}) : ce partage part le {at}.",
    en="The limit of {network} ({limit}): this share goes out on {at}.",
)
_SPENT = Text(
    fr="Le budget du mois pour {network} ({budget}) ne couvre plus ce post ({price}). Il repart le {at}, ou "
    "dès que le plafond est relevé (networks.{network}.budget).",
    en="The month's budget for {network} ({budget}) no longer covers this post ({price}). It goes on "
    "on {at}, or as soon as the ceiling is raised (networks.{network}.budget).",
)
