"""What networks count of our posts, asked for often while a post is young and rarely when it is old.

post ─1 h─ 6 h ─ 1 day ─ 3 ─ 7 ─ 14 ─ 30 ─ then every 30 days, for a year
  asked ─┬─ counted ─▶ a MetricSnapshot of its running totals; what a network does not say is absent, never 0
         ├─ its person has moved to another server ─▶ not asked for; asked again in 30 days
         ├─ not there ─▶ looked for an hour later, a day where nothing is; not there either ─▶ `gone`
         └─ no access, quota, network away ─▶ asked again later; the others go on
"""

from __future__ import annotations

import logging
import traceback
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from advocacy.accounts import Accounts
from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector
from advocacy.errors import AuthorizationExpired, ConnectorError, TryLater
from advocacy.language import Text
from advocacy.outcome import MetricSnapshot
from advocacy.storage import Store, snapshots
from advocacy.storage.snapshots import Counted
from advocacy.telemetry import count, span

log = logging.getLogger("advocacy.track")

AGES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 168, 336, 720))
"""How old a post is when its counts are asked for."""
THEN_EVERY = timedelta(days=30)
FOR = timedelta(days=365)
_BATCH = 10
"""Posts asked for before what came of it is written down: a crash costs no more than that."""
_BUSY = timedelta(minutes=10)
_NO_ACCESS = timedelta(days=1)
_TROUBLE = timedelta(hours=1)
_AGAIN = timedelta(hours=1)
"""How long after a post was not found it is looked for again: one look is no proof, listings lag."""
_NONE_SEEN = timedelta(days=1)
"""The same where nothing of the account was found: it may be the network that is out of order."""


@dataclass(slots=True, kw_only=True)
class Collected:
    """What one run of the collector did."""

    counted: int = 0
    """Posts whose counts were kept."""
    silent: int = 0
    """Posts that exist and of which the network counts nothing yet."""
    missing: list[str] = field(default_factory=list)
    """Ids of shares whose post was not found for the first time; it is looked for again."""
    gone: list[str] = field(default_factory=list)
    """Ids of shares whose post was deleted on its network."""
    elsewhere: list[str] = field(default_factory=list)
    """Ids of shares whose person has moved to another server: their posts stayed, and are not asked for."""
    no_access: dict[str, int] = field(default_factory=dict)
    """By network: people who did not allow us to read their counts, or whose consent ended."""
    later: dict[str, Text] = field(default_factory=dict)
    """By network: what stood in everybody's way there; they are asked again later."""


def next_count(published_at: datetime, now: datetime) -> datetime | None:
    """When the counts of a post of that moment are asked for next; None when it is too old.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> [next_count(nine, nine + timedelta(hours=age)).hour for age in (0, 1)]
    [10, 15]
    """
    age = now - published_at
    if age >= FOR:
        return None
    later = next((each for each in AGES if each > age), None)
    if later is None:
        later = AGES[-1] + THEN_EVERY * ((age - AGES[-1]) // THEN_EVERY + 1)
    return published_at + later


class Collector:
    """Asks the networks, each account by one process at a time; it may stop at any moment and go on later.

    Args:
        store: the database.
        accounts: what people allowed us to read.
        connector: the connector of a network.
        networks: those that count anything.
        clock: where the time comes from.
    """

    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        *,
        connector: Callable[[str], Connector],
        networks: Sequence[str],
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._connector = connector
        self._networks = networks
        self._clock = clock

    def run(self, *, limit: int = 1000) -> Collected:
        """Ask for at most `limit` posts whose counts are due."""
        collected, now = Collected(), self._clock()
        with self._store.read() as tx:
            due = snapshots.due(tx, now=now, networks=self._networks, limit=limit)
        young = [post for post in due if now - post.published_at < AGES[0]]
        self._again({post.share: next_count(post.published_at, now) for post in young})
        ripe: defaultdict[tuple[str, str], list[Counted]] = defaultdict(list)
        for post in due:
            if post not in young:
                ripe[post.advocate, post.network].append(post)
        for (advocate, network), posts in ripe.items():
            if network not in collected.later:
                self._account(advocate, network, posts, collected)
        return collected

    def _account(self, advocate: str, network: str, posts: Sequence[Counted], collected: Collected) -> None:
        """Ask for one person's posts, unless another process does."""
        now = self._clock()
        with self._store.begin() as tx:
            today = snapshots.take(tx, advocate, network, now=now, until=now + _BUSY)
        if today is None:
            return
        try:
            self._within_quota(advocate, network, posts, today, collected)
        finally:
            with self._store.begin() as tx:
                snapshots.give_back(tx, advocate, network)

    def _within_quota(
        self, advocate: str, network: str, posts: Sequence[Counted], today: int, collected: Collected
    ) -> None:
        connector = self._connector(network)
        quota = connector.capabilities.counts_a_day
        allowed = posts if quota is None else posts[: max(0, quota - today)]
        self._again({post.share: self._clock() + _TROUBLE for post in posts[len(allowed) :]})
        waiting = iter(allowed)
        while batch := list(islice(waiting, _BATCH)):
            try:
                self._ask(advocate, connector, batch, collected)
            except ConnectorError as error:
                self._put_off(error, network, [*batch, *waiting], collected)
            except Exception as error:  # noqa: BLE001 - whatever it is, the other people's posts go on
                _complain(network, error)
                self._put_off(_broken(error), network, [*batch, *waiting], collected)

    def _ask(
        self, advocate: str, connector: Connector, batch: Sequence[Counted], collected: Collected
    ) -> None:
        """One question, and what came of it, in one transaction."""
        purpose = connector.capabilities.metrics_purpose
        access = self._accounts.access(advocate, connector, purpose=purpose)
        batch = self._here(connector, access, batch, collected)
        if not batch:
            return
        with self._store.begin() as tx:
            snapshots.asked(tx, advocate, connector.name, len(batch))
        try:
            with span("collect", network=connector.name, count=len(batch)):
                counts = connector.metrics([post.remote_id for post in batch], access)
        except AuthorizationExpired as error:
            self._accounts.turned_down(advocate, connector.name, error, used=access, purpose=purpose)
            raise
        self._keep(connector.name, batch, counts, collected)

    def _here(
        self, connector: Connector, access: Access, batch: Sequence[Counted], collected: Collected
    ) -> list[Counted]:
        """Those that are where the account is: elsewhere their ids are nothing, or a stranger's posts."""
        elsewhere = [post.share for post in batch if connector.has_moved(post.kept_at, access)]
        self._again(dict.fromkeys(elsewhere, self._clock() + THEN_EVERY))
        collected.elsewhere += elsewhere
        return [post for post in batch if post.share not in elsewhere]

    def _keep(
        self,
        network: str,
        batch: Sequence[Counted],
        counts: Mapping[str, Mapping[str, int]],
        collected: Collected,
    ) -> None:
        """Write down what was counted, what was not found, and when each is asked for next."""
        now = self._clock()
        found = [
            MetricSnapshot(share=post.share, at=now, counts=counts[post.remote_id])
            for post in batch
            if post.remote_id in counts
        ]
        there = {each.share for each in found}
        absent = [post.share for post in batch if post.share not in there]
        wait = _AGAIN if found else _NONE_SEEN
        with self._store.begin() as tx:
            snapshots.add(tx, found)
            snapshots.seen(tx, there)
            gone = [share for share in absent if snapshots.not_seen(tx, share, now=now, after=wait)]
            again = {post.share: next_count(post.published_at, now) for post in batch}
            snapshots.ask_again(tx, again | dict.fromkeys(absent, now + wait))
        count("counted", len(found), network=network)
        collected.counted += sum(bool(each.counts) for each in found)
        collected.silent += sum(not each.counts for each in found)
        collected.gone += gone
        collected.missing += [share for share in absent if share not in gone]

    def _put_off(
        self,
        error: ConnectorError,
        network: str,
        posts: Sequence[Counted],
        collected: Collected,
    ) -> None:
        """Ask for these later; what stands in everybody's way ends this run on that network."""
        now, wait = self._clock(), _TROUBLE
        if isinstance(error, AuthorizationExpired):
            collected.no_access[network] = collected.no_access.get(network, 0) + 1
            wait = timedelta() if error.refreshable else _NO_ACCESS
        until = error.until if isinstance(error, TryLater) and error.until else now + wait
        if error.is_for_all:
            collected.later[network] = error.text
        about = {"action": "collect", "network": network, "outcome": type(error).__name__}
        log.info("counts of %s are put off", network, extra=about)
        self._again({post.share: until for post in posts})

    def _again(self, moments: Mapping[str, datetime | None]) -> None:
        with self._store.begin() as tx:
            snapshots.ask_again(tx, moments)


def _complain(network: str, error: Exception) -> None:
    """Log an error that nobody foresaw, and where it was; what it says may quote a token."""
    where = "".join(traceback.format_tb(error.__traceback__))
    about = {"action": "collect", "network": network, "outcome": type(error).__name__}
    log.error("counts of %s: %s\n%s", network, type(error).__name__, where, extra=about)


def _broken(error: Exception) -> ConnectorError:
    """An error that nobody foresaw; what it says may quote a token, so it is left out."""
    kind = type(error).__name__
    return ConnectorError(
        fr=f"erreur interne ({kind}) ; voir le journal", en=f"internal error ({kind}); see the log"
    )
