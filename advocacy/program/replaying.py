"""Replaying published posts by another version of the charter, on all processors, group by group."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advocacy.language import Text, number
from advocacy.program.charter_files import whole_in
from advocacy.program.reviewing import Reviewing, images_of, network_facts, personal
from advocacy.storage import advocates, shares, stories

if TYPE_CHECKING:
    from concurrent.futures import Future

    from advocacy.charter.gathering import Whole
    from advocacy.charter.replay import Change, Post, Replay, Tally

CHUNK = 2000
"""Posts that go to a process at a time."""
Step = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What would have changed for one group of posts."""

    name: str | None
    """None: the groups that are too small to be shown, together."""
    posts: int
    newly_blocked: int
    freed: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What another version would have made of published posts."""

    old: str
    new: str
    differing: int
    """How many rules may find something else."""
    total: Row
    by_team: tuple[Row, ...]
    """Teams of at least `min_group` authors; the others together, or not at all."""
    by_language: tuple[Row, ...]
    by_rule: tuple[Row, ...]
    words: Mapping[str, tuple[str, ...]]
    """For each rule that newly blocks, the words it quotes most."""

    def say(self, language: str) -> str:
        """The outcome in a sentence."""
        figures = {
            name: number(getattr(self.total, name), language)
            for name in ("posts", "newly_blocked", "freed", "changed")
        }
        return _TOLD.format(rules=self.differing, **figures).say(language)


class Replaying(Reviewing):
    """The part of `Program` that tries a version on what was published."""

    def replay_charter(
        self,
        new: str | Path,
        *,
        days: int = 90,
        old: str | Path | None = None,
        workers: int = 1,
        on_step: Step = lambda _done: None,
    ) -> Replayed:
        """Say what `new` would have made of the posts of the last `days`.

        Only posts that were published are looked at; drafts are not kept. What colleagues posted around the
        same time, and the text a post started from, are not asked again.

        Args:
            new: the file of the version to try.
            days: how far back.
            old: the file to compare with; else the charter that holds.
            workers: processes that share the work; a script that asks for more than one needs
                ``if __name__ == "__main__":`` around its own work.
            on_step: told how many posts were looked at.

        Raises:
            InvalidInput: with every mistake of the file.
        """
        before = self._holding_charter() if old is None else whole_in(old)
        since = self.clock() - timedelta(days=days)
        return replayed(
            before,
            whole_in(new),
            self.published_posts(since=since),
            min_group=self.settings.programme.min_group,
            workers=workers,
            on_step=on_step,
        )

    def published_posts(self, *, since: datetime) -> Iterator[Post]:
        """Every post published since then, one at a time, with what surrounds it."""
        from advocacy.charter.replay import Post  # noqa: PLC0415 - heavy: imported on first use

        pictures: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
        with self.store.read() as tx:
            people = advocates.everyone(tx)
            for share, at in shares.published(tx, since=since):
                key = share.story, share.edition, share.language
                if key not in pictures:
                    story = stories.get(tx, share.story, share.edition).story
                    pictures[key] = images_of(story, share.language)
                person = people[share.advocate]
                yield Post(
                    text=share.text,
                    network=share.network,
                    language=share.language,
                    author=share.advocate,
                    team=person.team,
                    context={**personal(person, at), "images": pictures[key]},
                )

    def _holding_charter(self) -> Whole:
        version = self.active_charter
        return self._working_whole if version is None else self.kept_charter(version)


def replayed(
    old: Whole,
    new: Whole,
    posts: Iterable[Post],
    *,
    min_group: int,
    workers: int = 1,
    on_step: Step = lambda _done: None,
) -> Replayed:
    """What `new` would have made of `posts`, compared with `old`."""
    from advocacy.charter.replay import Replay, Tally  # noqa: PLC0415 - heavy: imported on first use

    replay, whole = Replay(old, new, facts_of=network_facts), Tally()
    parts = _alone(replay, posts) if workers <= 1 else _together(old, new, posts, workers)
    for part in parts:
        whole.add(part)
        on_step(whole.posts)
    return _outcome(replay, whole, min_group)


def _alone(replay: Replay, posts: Iterable[Post]) -> Iterator[Tally]:
    return (replay.count(chunk) for chunk in _chunks(posts))


def _together(old: Whole, new: Whole, posts: Iterable[Post], workers: int) -> Iterator[Tally]:
    """The work of several processes; each is given a little more than it has in hand."""
    # heavy: imported on first use
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    from advocacy.charter.sources import sources_of  # noqa: PLC0415

    texts = [[source.model_dump() for source in sources_of(whole)] for whole in (old, new)]
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_prepare, initargs=(texts,)
    )
    with pool:
        given: set[Future[Tally]] = set()
        for chunk in _chunks(posts):
            given.add(pool.submit(_count, chunk))
            if len(given) >= 2 * workers:
                done, given = wait(given, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        yield from (each.result() for each in given)


class _Ready:
    """What a worker process has prepared: one charter against another, for its whole life."""

    replay: Replay


def _prepare(texts: list[list[dict[str, Any]]]) -> None:
    from advocacy.charter.replay import Replay  # noqa: PLC0415 - heavy: imported on first use
    from advocacy.charter.sources import SourceText, whole_of  # noqa: PLC0415

    old, new = (whole_of([SourceText.model_validate(each) for each in files]) for files in texts)
    _Ready.replay = Replay(old, new, facts_of=network_facts)
    gc.freeze()  # nothing of the charters is ever let go: no need to look through them again and again


def _count(posts: list[Post]) -> Tally:
    return _Ready.replay.count(posts)


def _chunks(posts: Iterable[Post]) -> Iterator[list[Post]]:
    source = iter(posts)
    return iter(partial(_next, source), [])


def _next(source: Iterator[Post]) -> list[Post]:
    return list(islice(source, CHUNK))


def _outcome(replay: Replay, tally: Tally, min_group: int) -> Replayed:
    from advocacy.charter.replay import Change  # noqa: PLC0415 - heavy: imported on first use

    words: dict[str, list[str]] = {}
    for (rule, said), _ in tally.by_words.most_common():
        words.setdefault(rule, []).append(said)
    changed_rules = dict.fromkeys(rule for (rule, _), _ in tally.by_rule.most_common())
    return Replayed(
        old=replay.old,
        new=replay.new,
        differing=len(replay.differing),
        total=_row(None, tally.posts, tally.by_change),
        by_team=tuple(_teams(tally, min_group)),
        by_language=tuple(
            _row(name, count, _of(tally.by_language, name))
            for name, count in sorted(tally.in_language.items())
        ),
        by_rule=tuple(
            _row(
                rule,
                sum(_of(tally.by_rule, rule).get(change, 0) for change in Change),
                _of(tally.by_rule, rule),
            )
            for rule in changed_rules
        ),
        words={rule: tuple(found[:_FEW]) for rule, found in words.items()},
    )


def _teams(tally: Tally, min_group: int) -> Iterator[Row]:
    """Teams that are large enough; the others as one, where that is large enough too."""
    from advocacy.reach.privacy import partition  # noqa: PLC0415 - heavy: imported on first use

    groups = {team: frozenset(authors) for team, authors in tally.authors.items()}
    found = partition(groups, min_group=min_group)
    for team in sorted(found.shown):
        yield _row(team, tally.in_team[team], _of(tally.by_team, team))
    if found.together:
        together: dict[Change, int] = {}
        for team in found.together:
            for change, count in _of(tally.by_team, team).items():
                together[change] = together.get(change, 0) + count
        yield _row(None, sum(tally.in_team[team] for team in found.together), together)


def _of(counts: Mapping[tuple[str, Change], int], name: str) -> dict[Change, int]:
    return {change: count for (group, change), count in counts.items() if group == name}


def _row(name: str | None, posts: int, changes: Mapping[Change, int]) -> Row:
    counts = {change.value: count for change, count in changes.items()}
    return Row(
        name=name,
        posts=posts,
        newly_blocked=counts.get("newly_blocked", 0),
        freed=counts.get("freed", 0),
        changed=counts.get("changed", 0),
    )


_FEW = 5
_TOLD = Text(
    fr="Posts rejoués : {posts}. Règles qui diffèrent : {rules}. Posts bloqués en plus : {newly_blocked} ; "
    "libérés : {freed} ; changés autrement : {changed}.",
    en="Posts replayed: {posts}. Rules that differ: {rules}. Posts newly blocked: {newly_blocked}; "
    "freed: {freed}; changed otherwise: {changed}.",
)
