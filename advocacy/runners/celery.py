"""Publishing by the workers of a Celery application: one message a share, and a sweep behind them.

    beat ──▶ advocacy.sweep ──due, in nobody's hands──▶ advocacy.deliver(share) ──▶ Program.deliver

Celery may lose a message, deliver it twice or late. None of this matters: a message only says “look at this
share”, and the sweep says it again. Retries are the database's, never Celery's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from advocacy.runners.now_and_then import NOW_AND_THEN
from advocacy.runners.opened import Opened, Where

if TYPE_CHECKING:
    from celery import Celery

EVERY = timedelta(seconds=10)
"""How often the sweep looks for what is due."""
_TURNS = 6
"""After so many sweeps a message is thrown away unread: a newer one says the same, and queues stay short."""
_ONCE: dict[str, Any] = {
    "acks_late": True,  # a message lives until its share was tried: the sweep has less to find
    "max_retries": 0,
    "ignore_result": True,  # what came of it stands in the database
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """The tasks as Celery has them."""

    deliver: Any
    """``tasks.deliver.delay(share.id)`` has a share tried at once, without waiting for the sweep."""
    sweep: Any
    now_and_then: dict[str, Any]
    """The others, by what they do: ``collect``, ``followers``, ``nudge``, ``roll_up``."""


def add_tasks(app: Celery, program: Where, *, every: timedelta = EVERY, limit: int = 1000) -> Tasks:
    """Let the workers of `app` publish; it needs one ``celery beat``, and no settings of its own.

    Args:
        app: the host's application.
        program: where the programme is; each worker process opens it for itself.
        every: how often the sweep runs. A sweep that could not start within that time is dropped, so that
            a long queue gets no longer.
        limit: shares that one sweep hands on.

    Example:
        ``app = Celery("acme", broker="redis://…"); add_tasks(app, "/srv/advocacy")``, then
        ``celery -A acme worker`` and ``celery -A acme beat``.
    """
    opened = Opened(program)

    def deliver(share: str) -> None:
        opened().deliver(share)

    def sweep() -> None:
        opened().sweep(hand_on, limit=limit)

    def hand_on(share: str) -> None:
        tasks.deliver.apply_async((share,), expires=_TURNS * every.total_seconds())

    def chore(name: str) -> Any:
        def do() -> None:
            NOW_AND_THEN[name][0](opened())

        return app.task(do, name=f"advocacy.{name}", **_ONCE)

    tasks = Tasks(
        deliver=app.task(deliver, name="advocacy.deliver", **_ONCE),
        sweep=app.task(sweep, name="advocacy.sweep", **_ONCE),
        now_and_then={name: chore(name) for name in NOW_AND_THEN},
    )
    periods = [(tasks.sweep, every)]
    periods += [(task, NOW_AND_THEN[name][1]) for name, task in tasks.now_and_then.items()]
    for task, period in periods:
        seconds = period.total_seconds()
        app.add_periodic_task(seconds, task.s(), name=task.name, expires=seconds)
    return tasks
