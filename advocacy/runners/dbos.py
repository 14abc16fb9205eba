"""Publishing by DBOS on PostgreSQL: one workflow a share, and a sweep behind them.

    sweep, in every worker ──due, in nobody's hands──▶ workflow advocacy.deliver(share) ──▶ Program.deliver

DBOS runs a workflow at least once. A workflow here is one call, and the database decides what that call does;
so what a dead worker leaves pending need not be recovered: the sweep finds its share again.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from advocacy.errors import ConfigurationError, MissingExtra
from advocacy.language import Text
from advocacy.program import Program
from advocacy.runners.now_and_then import NOW_AND_THEN
from advocacy.runners.opened import Opened, Where

if TYPE_CHECKING:
    from dbos import DBOS, DBOSConfig

EVERY = timedelta(seconds=10)
"""How often a worker looks for what is due."""
_QUEUE = "advocacy"
_OURS = ["advocacy.deliver", "advocacy.chore"]
_ENDED = ["SUCCESS", "ERROR", "CANCELLED"]
_PRUNE, _PRUNE_EVERY, _BATCH = "prune", timedelta(minutes=10), 1000
_LOST = timedelta(minutes=10)
"""What has waited longer than that in DBOS's queue is no reason to wait with the next sweep."""


def work(
    program: Where, *, every: timedelta = EVERY, limit: int = 200, stop: threading.Event | None = None
) -> None:
    """Publish as one DBOS worker until `stop` is set; start as many as you like, on any machine.

    DBOS is one per process and takes it over, so this belongs in a process of its own. Its tables stand in
    the schema ``dbos`` of the programme's database.

    Args:
        program: where the programme is.
        every: how often the sweep runs; it waits while what it handed on is still in the queue.
        limit: shares that one sweep hands on.
        stop: set it to finish what is in hand and return.

    Raises:
        MissingExtra: DBOS is not installed.
        ConfigurationError: the programme's database is not PostgreSQL.

    Example:
        ``work("/srv/advocacy")``
    """
    stop, opened = stop or threading.Event(), Opened(program)
    dbos = _launched(opened())

    def deliver(share: str) -> None:
        opened().deliver(share)

    def chore(name: str) -> None:
        prune() if name == _PRUNE else NOW_AND_THEN[name][0](opened())

    deliver = dbos.workflow(name="advocacy.deliver")(deliver)
    chore = dbos.workflow(name="advocacy.chore")(chore)
    dbos.launch()
    dbos.register_queue(
        _QUEUE, worker_concurrency=opened().settings.publishing.senders, polling_interval_sec=_POLL
    )
    try:
        while not stop.is_set():
            _look_after(opened(), deliver, chore, every=every, limit=limit)
            stop.wait(every.total_seconds())
    finally:
        dbos.destroy(workflow_completion_timeout_sec=_PATIENCE)


def _look_after(
    program: Program,
    deliver: Callable[[str], None],
    chore: Callable[[str], None],
    *,
    every: timedelta,
    limit: int,
) -> None:
    """Hand on what is due, unless the queue is at it; ids name the turn, so that all workers do it once."""
    from dbos import DBOS, SetWorkflowID  # noqa: PLC0415 - heavy: imported on first use

    now = program.clock()

    def hand_on(share: str) -> None:
        with SetWorkflowID(f"{share}:{_turn(now, every)}"):
            DBOS.enqueue_workflow(_QUEUE, deliver, share)

    since = (now - _LOST).isoformat()
    if not DBOS.list_queued_workflows(queue_name=_QUEUE, status="ENQUEUED", start_time=since, limit=1):
        program.sweep(hand_on, limit=limit)
    periods = {name: period for name, (_chore, period) in NOW_AND_THEN.items()} | {_PRUNE: _PRUNE_EVERY}
    for name, period in periods.items():
        with SetWorkflowID(f"{name}:{_turn(now, period)}"):
            DBOS.enqueue_workflow(_QUEUE, chore, name)


def prune(*, keep: timedelta = timedelta(days=1)) -> int:
    """Delete what DBOS remembers of workflows that ended longer ago than `keep`; how many.

    What came of each share stands in our own tables. Nobody else deletes these rows: there is one for every
    try and turn.
    """
    from dbos import DBOS  # noqa: PLC0415 - heavy: imported on first use

    before, pruned = (datetime.now(UTC) - keep).isoformat(), 0
    ended: dict[str, Any] = {"status": _ENDED, "completed_before": before, "name": _OURS}
    while old := DBOS.list_workflows(**ended, limit=_BATCH, load_input=False, load_output=False):
        DBOS.delete_workflows([each.workflow_id for each in old])
        pruned += len(old)
    return pruned


def _turn(now: datetime, every: timedelta) -> int:
    return int(now.timestamp() // every.total_seconds())


def _launched(program: Program) -> type[DBOS]:
    """DBOS, set up for this process alone: nobody else has its id, so nobody recovers what it is doing."""
    try:
        from dbos import DBOS  # noqa: PLC0415 - heavy: imported on first use
    except ModuleNotFoundError:
        raise MissingExtra("dbos", Text(fr="DBOS", en="DBOS")) from None
    url = program.store.engine.url
    if url.get_backend_name() != "postgresql":
        raise ConfigurationError(_POSTGRES)
    config: DBOSConfig = {
        "name": "advocacy",
        "system_database_url": url.render_as_string(hide_password=False),
        "application_version": "1",  # pinned: a workflow is one call, which any release may take up
        "executor_id": f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
    }
    DBOS(config=config)
    return DBOS


_POLL = 0.1
"""Seconds between two looks at the queue: DBOS takes up more work only then."""
_PATIENCE = 30
"""Seconds that what is in hand may take at the end."""
_POSTGRES = Text(
    fr="DBOS demande PostgreSQL. Donnez database.url = postgresql://…, ou lancez : advocacy worker",
    en="DBOS needs PostgreSQL. Give database.url = postgresql://…, or run: advocacy worker",
)
