from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from advocacy.storage import Store
from publish import mutants
from publish.crash import Mutation
from publish.misfortunes import FAULTS
from publish.simulation import prepared, sweep

SEEDS = int(os.environ.get("ADVOCACY_SEEDS", "250"))
"""Of each kind of misfortune; 1000 are the long run."""
FIRST = int(os.environ.get("ADVOCACY_SEED", "0")) * SEEDS


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with prepared() as database:
        yield database


@pytest.mark.slow
@pytest.mark.parametrize("faults", FAULTS)
def test_hundreds_of_seeds_double_nothing_and_lose_nothing(store: Store, faults: str) -> None:
    ends, wrong = sweep(store, faults, range(FIRST, FIRST + SEEDS))
    (sys.__stdout__ or sys.stdout).write(f"\n{faults}, seeds {FIRST}–{FIRST + SEEDS - 1}: {dict(ends)}\n")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("faults", "mutation"),
    [
        ("processes die", mutants.lease_over_means_queued),
        ("processes die", mutants.attempt_written_after_the_call),
        ("answers are lost", mutants.lost_answer_means_refused),
        ("answers are lost", mutants.unknown_sent_again_by_a_timer),
        ("processes pause", mutants.claim_without_comparing),
        ("posts are seen late", mutants.absence_believed_at_once),
        ("both", mutants.request_drawn_at_every_attempt),
        ("both", mutants.doubt_begins_anew),
        ("limits are tight", mutants.limits_kept_in_memory),
        ("people change their minds", mutants.words_sent_as_they_were_before),
        ("people change their minds", mutants.freeze_only_asked_before),
        ("people, and processes die", mutants.taken_back_while_it_leaves),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_broken_protocol_is_noticed(
    store: Store, monkeypatch: pytest.MonkeyPatch, faults: str, mutation: Mutation
) -> None:
    mutation(monkeypatch)
    assert any(sweep(store, faults, [seed])[1] for seed in range(300))
