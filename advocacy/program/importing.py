"""Counts that a person downloaded, where the network tells programs nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from advocacy.connectors import registry
from advocacy.errors import NotAllowed
from advocacy.language import Text
from advocacy.outcome import MetricSnapshot
from advocacy.program.base import Base
from advocacy.share import ShareState
from advocacy.storage import imports, reviews, snapshots

if TYPE_CHECKING:
    from advocacy.connectors.exports import Export, ExportedPost

_POSTED = (ShareState.PUBLISHED, ShareState.CONFIRMED, ShareState.HANDED_OFF, ShareState.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCounts:
    """What became of a download."""

    counted: tuple[str, ...] = ()
    """Ids of shares whose counts were kept."""
    already: bool = False
    """Whether the same counts were imported before; nothing was changed then."""
    partial: tuple[str, ...] = ()
    """Addresses of posts of ours from before the period: what is counted is a part, so it is not kept."""
    not_ours: tuple[str, ...] = ()
    """Addresses of posts that are no share of ours, as far as we know; nothing of them is kept."""
    left_out: tuple[str, ...] = ()
    """Sheets about the account and not about posts."""


class Importing(Base):
    """The part of `Program` that takes counts from files."""

    def import_counts(
        self, path: str | Path, *, advocate: str, network: str = "linkedin", by: str = ""
    ) -> ImportedCounts:
        """Keep what a network counted of an advocate's posts, from the file that they downloaded there.

        Each count becomes a snapshot at the end of the period that the file covers (or now, if that is to
        come), marked with its source. The same file again changes nothing. Nothing is kept of posts that are
        not shares of ours, nor of the account.

        Args:
            path: the .xlsx as it was downloaded.
            advocate: whose posts they are.
            network: where it was downloaded.
            by: who imports it: the advocate, where it is not said.

        Raises:
            InvalidInput: with every sheet, column, date and number that is not understood.
            MissingExtra: openpyxl is not installed.
            NotFound: there is no such advocate.
            NotAllowed: the person has no profile there.
        """
        from advocacy.connectors.exports import reader  # noqa: PLC0415 - heavy: imported on first use

        if self.advocate(advocate).profile(network) is None:
            title = registry.network(network).title
            raise NotAllowed(_NO_PROFILE.format(advocate=advocate, network=title))
        found = reader(network).read_export(Path(path))
        ours, not_ours = self._told_apart(found, advocate, network)
        whole = {share: post for share, post in ours.items() if not _is_partial(post, found)}
        now = self.clock()
        with self.store.begin() as tx:
            fresh = imports.is_new(tx, _digest(advocate, network, found), kind=f"counts:{network}", now=now)
            if fresh:
                at = self._counted_at(found, now)
                kept = [
                    MetricSnapshot(share=each, at=at, counts=whole[each].counts, source=_SOURCE)
                    for each in whole
                ]
                snapshots.add(tx, kept)
                subject, detail = f"advocate:{advocate}", {"network": network, "posts": len(whole)}
                reviews.note(
                    tx, by=by or advocate, verb="import-counts", subject=subject, now=now, detail=detail
                )
        return ImportedCounts(
            counted=tuple(whole),
            already=not fresh,
            partial=tuple(post.url for share, post in ours.items() if share not in whole),
            not_ours=tuple(post.url for post in not_ours),
            left_out=found.left_out,
        )

    def _told_apart(
        self, found: Export, advocate: str, network: str
    ) -> tuple[dict[str, ExportedPost], list[ExportedPost]]:
        """By share, the one post that is it; and the posts that are none of ours."""
        from advocacy.connectors.exports import reader  # noqa: PLC0415 - heavy: imported on first use

        is_same = reader(network).is_same
        mine = [share for share in self.shares(advocate=advocate, network=network) if share.state in _POSTED]
        likely: dict[str, list[ExportedPost]] = {}
        for share in mine:
            if share.remote_id:
                near = [post for post in found.posts if is_same(post, share.remote_id, share.published_at)]
                exact = [post for post in near if post.remote_id == share.remote_id]
                likely[share.id] = exact or near
        named = Counter(post.remote_id for posts in likely.values() for post in posts)
        ours = {
            share: posts[0]
            for share, posts in likely.items()
            if len(posts) == 1 and named[posts[0].remote_id] == 1  # where two could be meant, none is
        }
        known = {post.remote_id for post in ours.values()}
        return ours, [post for post in found.posts if post.remote_id not in known]

    def _counted_at(self, found: Export, now: datetime) -> datetime:
        """The end of the last day counted, in the programme's time zone; never in the future."""
        if found.until is None:
            return now
        over = datetime.combine(found.until + timedelta(days=1), time(), self.zone)
        return min(over - timedelta(seconds=1), now)


def _is_partial(post: ExportedPost, found: Export) -> bool:
    return found.since is not None and post.day < found.since


def _digest(advocate: str, network: str, found: Export) -> str:
    """What the file says, so that the same counts downloaded again are known."""
    posts = sorted((post.remote_id, sorted(post.counts.items())) for post in found.posts)
    return sha256(repr((advocate, network, found.since, found.until, posts)).encode()).hexdigest()


_SOURCE = "download"
_NO_PROFILE = Text(
    fr="{advocate} n’a pas de profil {network} : ajoutez-le d’abord (advocacy advocate add)",
    en="{advocate} has no {network} profile: add it first (advocacy advocate add)",
)
