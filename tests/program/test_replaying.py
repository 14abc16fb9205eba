"""What another version would have made of what was published."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput
from advocacy.people import Advocate
from advocacy.program import Program
from builders import advocate, approved
from charter.house import changed
from program.governed import EXECUTIVES, NOON, activated, governed, write

BLOCKS = ("severity: [{level: block, when: {country: GB}}, warn]", "severity: block")
NEW = changed(("version: 1", "version: 2"), BLOCKS)
SALES = [advocate(f"s{number}", language="en" if number % 2 else "fr") for number in range(10)]
LEGAL = [advocate(f"l{number}", team="legal") for number in range(10)]
WORDS = {"en": "It is the best {link}", "fr": "C’est le meilleur {link}"}


def published(program: Program, people: list[Advocate], clock: FixedClock) -> datetime:
    """Everyone boasts on the first network that is offered, confirmed; and it is published."""
    by_hand = {share.advocate: share for share in approved(program) if share.network == "linkedin"}
    for number, person in enumerate(people):
        share, text = by_hand[person.id], WORDS[person.language]
        program.accept(share, by=person.id, text=text, confirm={"house.best": "it is"})
        url = f"https://www.linkedin.com/feed/update/urn:li:share:71234567890123{number:05}"
        program.confirm(share, by=person.id, url=url)
    return clock()


def by_hand(people: list[Advocate]) -> list[Advocate]:
    profiles = [{"network": "linkedin", "lane": "hand_off"}]
    return [Advocate.model_validate({**each.model_dump(), "profiles": profiles}) for each in people]


def test_newly_blocked_freed_and_changed_are_told_by_team_language_and_rule(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    people = by_hand([*SALES, *LEGAL])
    with governed(tmp_path, people, clock=clock) as program:
        activated(program)
        published(program, people, clock)
        clock.advance(days=10)
        new = write(tmp_path, NEW, "new.yaml")
        found = program.replay_charter(new, days=90)
        total = found.total
        assert (total.posts, total.newly_blocked, total.freed, total.changed) == (20, 20, 0, 0)
        assert [(row.name, row.posts, row.newly_blocked) for row in found.by_team] == [
            ("legal", 10, 10),
            ("sales", 10, 10),
        ]
        assert [(row.name, row.posts) for row in found.by_language] == [("en", 15), ("fr", 5)]
        assert [(row.name, row.newly_blocked) for row in found.by_rule] == [("house.best", 20)]
        assert set(found.words["house.best"]) == {"the best", "le meilleur"}
        assert found.say("fr") != found.say("en")
        back = program.replay_charter(write(tmp_path, changed(), "old.yaml"), old=new)
        assert (back.total.newly_blocked, back.total.freed) == (0, 20)
        advised = changed((BLOCKS[0], "severity: advise"), ("version: 1", "version: 3"))
        other = program.replay_charter(write(tmp_path, advised, "advised.yaml"))
        assert (other.total.newly_blocked, other.total.changed) == (0, 20)


def test_a_replay_knows_who_was_an_executive(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    people = by_hand([advocate("max", author="executive"), advocate("ada")])
    with governed(tmp_path, people, clock=clock) as program:
        published(program, people, clock)
        clock.advance(days=1)
        found = program.replay_charter(write(tmp_path, EXECUTIVES, "new.yaml"))
        assert (found.total.newly_blocked, found.total.freed) == (1, 0)


def test_only_the_days_that_are_asked_for_and_only_what_was_published(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    people = by_hand(LEGAL)
    with governed(tmp_path, people, clock=clock) as program:
        published(program, people[:1], clock)
        clock.advance(days=30)
        new = write(tmp_path, NEW, "new.yaml")
        assert [program.replay_charter(new, days=days).total.posts for days in (29, 31)] == [0, 1]
        assert list(program.published_posts(since=clock() - timedelta(days=1))) == []


def test_a_file_that_cannot_be_read_is_told_and_one_that_fails_its_examples_is_tried_all_the_same(
    tmp_path: Path,
) -> None:
    with governed(tmp_path) as program:
        with pytest.raises(InvalidInput, match="titel"):
            program.replay_charter(write(tmp_path, NEW.replace("title:", "titel:", 1), "bad.yaml"))
        failing = write(tmp_path, NEW.replace("It is the best", "It is good"), "failing.yaml")
        assert program.replay_charter(failing).total.posts == 0
