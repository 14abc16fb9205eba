"""One run of each engine's campaign; ``PYTHONPATH=tests python -m publish.campaign`` makes all 25 of them.

On SQLite, `test_kill` kills a worker between real servers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from advocacy.vault import VARIABLE, new_key
from publish.campaign import Campaign

SEED = int(os.environ.get("ADVOCACY_SEED", "0"))


@pytest.fixture(scope="module")
def campaign() -> Iterator[Campaign]:
    with ExitStack() as stack:
        yield Campaign(stack, people=5, stories=2)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["postgres", "celery", "dbos"])
def test_killed_workers_of_an_engine_post_each_share_once_or_leave_it_where_a_person_sees_it(
    campaign: Campaign, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, new_key())
    outcome = campaign.run(engine, SEED)
    sys.__stdout__.write(f"\n{outcome}\n")
    assert outcome.kills > 0
    assert outcome.states["published"] > 0
    assert (outcome.double, outcome.lost) == ([], [])
