"""The tasks that a Celery application gets; `publish.test_campaign` runs them in workers that are killed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery

from advocacy.errors import NotFound
from advocacy.runners.celery import Tasks, add_tasks
from advocacy.share import ShareState
from builders import advocate, approved, running


def tasks_of(app: Celery, where: object, **options: object) -> Tasks:
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    return add_tasks(app, where, **options)  # type: ignore[arg-type]


PERIODIC = {
    "advocacy.sweep",
    "advocacy.collect",
    "advocacy.followers",
    "advocacy.nudge",
    "advocacy.roll_up",
    "advocacy.forget_clicks",
}


def test_a_sweep_has_every_due_share_delivered_once(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        tasks = tasks_of(Celery("host"), lambda: program)
        taken = [program.accept(offer, by="ada").id for offer in approved(program)]
        for _again in range(2):
            tasks.sweep.apply().get()
        assert {program.share(share).state for share in taken} == {ShareState.PUBLISHED}
        assert (len(fake.posts("bluesky")), len(fake.posts("mastodon"))) == (1, 1)


def test_one_share_may_be_delivered_at_once(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _fake):
        tasks = tasks_of(Celery("host"), lambda: program)
        share = program.accept(approved(program)[0], by="ada").id
        tasks.deliver.delay(share)
        assert program.share(share).state is ShareState.PUBLISHED
        with pytest.raises(NotFound):
            tasks.deliver.delay("nobody")


def test_celerys_own_retries_are_off_and_a_message_lives_until_its_share_was_tried(tmp_path: Path) -> None:
    tasks = add_tasks(Celery("host"), tmp_path / "advocacy.db")
    for task in (tasks.deliver, tasks.sweep, *tasks.now_and_then.values()):
        assert (task.max_retries, task.acks_late, task.ignore_result) == (0, True, True)
        assert not task.autoretry_for if hasattr(task, "autoretry_for") else True


def test_sweep_collect_and_roll_up_are_periodic_and_a_late_sweep_is_dropped(tmp_path: Path) -> None:
    app = Celery("host")
    add_tasks(app, tmp_path / "advocacy.db", every=timedelta(seconds=30))
    planned = app.conf.beat_schedule
    assert set(planned) == PERIODIC
    assert planned["advocacy.sweep"]["schedule"] == planned["advocacy.sweep"]["options"]["expires"] == 30


def test_the_hosts_own_schedule_stays(tmp_path: Path) -> None:
    app = Celery("host")
    app.conf.beat_schedule = {"theirs": {"task": "theirs", "schedule": 5}}
    add_tasks(app, tmp_path / "advocacy.db")
    assert set(app.conf.beat_schedule) == {"theirs", *PERIODIC}
