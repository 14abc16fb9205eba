"""What people do while a share is published: they edit, cancel, freeze, resume, and answer when asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from advocacy.publish.decide import QUARANTINE
from advocacy.share import Share, ShareState
from advocacy.storage import Store, freezes, shares
from advocacy.storage.freezes import Freeze
from publish import world

if TYPE_CHECKING:
    from publish.simulation import World

SENDS = {"send", "send again", "repost"}
_EDITABLE = {ShareState.QUEUED, ShareState.ON_HOLD, ShareState.REJECTED}


class Person:
    """Does what a person may do, as the programme does it; whatever they may not do changes nothing.

    Args:
        store: the database.
        share: the id of the share.
        posts: what is on the network for everyone to see, by the request that made it.
        clock: the time.
    """

    def __init__(
        self, store: Store, share: str, posts: Callable[[], list[str]], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._share = share
        self._posts = posts
        self._clock = clock
        self.gave_up = False
        self.frozen: list[tuple[datetime, datetime | None]] = []
        """From when to when everything was frozen."""

    @property
    def share(self) -> Share:
        with self._store.read() as tx:
            return shares.get(tx, self._share)

    def edit(self, words: str) -> None:
        seen = self.share
        with self._store.begin() as tx:
            values = {"text": words, "accepted_at": None, "hold": None, "reason": None}
            fence = {"attempt": seen.attempt, "seen_text": seen.text, "only_from": _EDITABLE}
            shares.move(tx, self._share, ShareState.OFFERED, **fence, **values)  # type: ignore[arg-type]

    def accept(self) -> None:
        seen, now = self.share, self._clock()
        with self._store.begin() as tx:
            shares.move(
                tx,
                self._share,
                ShareState.QUEUED,
                only_from={ShareState.OFFERED},
                seen_text=seen.text,
                accepted_at=now,
                due_at=now,
            )

    def cancel(self) -> None:
        with self._store.begin() as tx:
            before = shares.get(tx, self._share).state
            if shares.move(tx, self._share, ShareState.CANCELLED):
                self.gave_up |= before is ShareState.UNKNOWN

    def freeze(self) -> None:
        if self.frozen and self.frozen[-1][1] is None:
            return
        now = self._clock()
        freeze = Freeze(id=f"freeze {len(self.frozen)}", by="maria", reason="fire", at=now)
        with self._store.begin() as tx:
            freezes.add(tx, freeze, told=world.FROZEN)
        self.frozen.append((now, None))

    def resume(self) -> None:
        if not self.frozen or self.frozen[-1][1] is not None:
            return
        now = self._clock()
        with self._store.begin() as tx:
            assert freezes.lift(tx, f"freeze {len(self.frozen) - 1}", by="maria", now=now)
            freezes.thaw(tx, {share.id: max(now, share.due_at) for share in freezes.freed(tx)})
        self.frozen[-1] = (self.frozen[-1][0], now)

    def answer(self) -> None:
        """Look, and say what is there; absence is told once a request can no longer arrive."""
        now, posts = self._clock(), self._posts()
        with self._store.begin() as tx:
            seen = shares.get(tx, self._share)
            doubt = {"only_from": {ShareState.UNKNOWN}, "attempt": seen.attempt, "reason": None}
            if posts:
                about = {"remote_id": "post-0", "url": "https://fake.example/", "published_at": now}
                shares.move(tx, self._share, ShareState.PUBLISHED, **doubt, **about)  # type: ignore[arg-type]
                return
            tries = shares.attempts_of(tx, self._share)
            left = max((each.started_at for each in tries if each.action in SENDS), default=now)
            if now < left + QUARANTINE:  # a request on its way may still make the post
                return
            again = {"due_at": now, "unknown_since": None}
            shares.move(tx, self._share, ShareState.QUEUED, **doubt, **again)  # type: ignore[arg-type]

    def give_up(self) -> None:
        with self._store.begin() as tx:
            only = {ShareState.UNKNOWN}
            self.gave_up |= shares.move(tx, self._share, ShareState.CANCELLED, only_from=only)

    def do_something(self, lot: Random) -> None:
        """One of all this."""
        choices = (
            *(lambda: self.edit(f"Words {lot.random()}"), self.accept, self.accept, self.answer, self.answer),
            *(
                self.freeze,
                self.resume,
                self.resume,
                lambda: self.cancel() if lot.random() < _FICKLE else None,
            ),
        )
        lot.choice(choices)()

    def come_to_rest(self) -> None:
        """End the crisis, accept what is offered, and answer what is asked."""
        self.resume()
        self.accept()
        self.answer()

    def wrong(self) -> str:
        """What is wrong with what was done meanwhile; nothing when all was as it must be."""
        with self._store.read() as tx:
            tries = shares.attempts_of(tx, self._share)
            found = shares.get(tx, self._share)
        for each in tries:
            for begin, end in self.frozen:
                if each.action in SENDS and begin < each.started_at < (end or _EVER):
                    return f"frozen: attempt {each.number} was begun while everything was frozen"
        sent = [json.loads(request)["text"] for request in self._posts()]
        if found.state is ShareState.PUBLISHED and sent and found.text not in sent:
            return "these are not the words that were accepted"
        return ""


class Crowd:
    """Somebody who does something every few minutes, and puts all in order once it is quiet."""

    def __init__(self, there: World, store: Store, share: str) -> None:
        self.there = there
        self.is_paused = False
        self.wakes_at = there.now
        seen = lambda: [request for _at, request in there.posts]  # noqa: E731 - what everyone sees
        self.person = Person(store, share, seen, lambda: there.now)

    def turn(self) -> None:
        if self.there.is_quiet:
            self.person.come_to_rest()
            self.wakes_at = self.there.now + timedelta(hours=2)
        else:
            self.person.do_something(self.there.random)
            self.wakes_at = self.there.now + timedelta(seconds=self.there.random.uniform(1, 300))


_EVER = datetime.max.replace(tzinfo=world.START.tzinfo)
_FICKLE = 0.2
