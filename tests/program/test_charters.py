"""Which charter holds, and who must agree before it does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from advocacy.charter.version import Activation
from advocacy.clock import FixedClock
from advocacy.errors import CharterRefusal, InvalidInput, NotAllowed, NotFound
from advocacy.program import Program
from advocacy.settings import Settings
from advocacy.storage.schema import events
from builders import advocate, running
from charter.house import CHARTER, changed
from program.governed import BOAST, NOON, activated, governed, offered, write

STRICTER = changed(
    ("version: 1", "version: 2"),
    ("severity: [{level: block, when: {country: GB}}, warn]", "severity: block"),
)
"""The second version: what was asked about is blocked."""
OTHERWISE = STRICTER.replace("version: 2", "version: 1")
"""Other content under the first number."""


def test_a_version_holds_when_both_roles_have_agreed(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        first = program.activate_charter(by="maria", role="marketing")
        assert first.missing(("marketing", "hr")) == ("hr",)
        assert program.active_charter is None
        second = program.activate_charter(by="claire", role="hr")
        assert second.activated_at == NOON
        assert program.active_charter == second.version.hash
        assert [approval.by for approval in second.approvals] == ["maria", "claire"]


def test_agreeing_again_changes_nothing(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        for _again in range(2):
            program.activate_charter(by="maria", role="marketing")
        for _again in range(2):
            program.activate_charter(by="claire", role="hr")
        (only,) = program.charter_activations()
        assert len(only.approvals) == 2


def test_a_role_without_a_say_is_refused_with_those_that_have_one(tmp_path: Path) -> None:
    with governed(tmp_path) as program, pytest.raises(NotAllowed, match="marketing, hr"):
        program.activate_charter(by="maria", role="sales")


def test_one_person_does_not_speak_for_two_roles(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        program.activate_charter(by="maria", role="marketing")
        with pytest.raises(NotAllowed, match="two people"):
            program.activate_charter(by="maria", role="hr")
        assert program.active_charter is None


@pytest.mark.parametrize(
    ("old", "new", "told", "where"),
    [
        ("It is the best", "It is good", "left alone", "It is good"),
        ("en: [A good lamp.]", "en: []", "no example for ok.en", "- id: house.best"),
        ("boasts: [le meilleur", "boasts: [salaire, le meilleur", "protected speech", "- id: house.best"),
        ("title: {fr: Charte", "titel: {fr: Charte", "titel", "titel"),
    ],
)
def test_what_fails_its_own_examples_or_touches_protected_speech_cannot_hold(
    tmp_path: Path, old: str, new: str, told: str, where: str
) -> None:
    with governed(tmp_path) as program:
        activated(program)
        held = program.active_charter
        bad = write(tmp_path, changed((old, new), ("version: 1", "version: 2")), "new/charter.yaml")
        with pytest.raises(InvalidInput, match=told) as caught:
            program.activate_charter(bad, by="maria", role="marketing")
        lines = bad.read_text(encoding="utf-8").splitlines()
        for mistake in caught.value.mistakes:
            assert (mistake.file, mistake.field is not None) == (str(bad), True)
            assert where in lines[(mistake.line or 0) - 1]
        assert all(mistake.message.fr != mistake.message.en for mistake in caught.value.mistakes)
        assert program.active_charter == held


def test_a_number_that_held_cannot_be_given_to_other_content(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        activated(program)
        other = write(tmp_path, OTHERWISE, "new/charter.yaml")
        with pytest.raises(InvalidInput, match="change “version:”"):
            program.activate_charter(other, by="maria", role="marketing")


def test_two_proposals_of_one_number_may_stand_side_by_side_until_one_holds(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        other = write(tmp_path, OTHERWISE, "new/charter.yaml")
        program.activate_charter(by="maria", role="marketing")
        program.activate_charter(other, by="maria", role="marketing")
        program.activate_charter(other, by="claire", role="hr")
        with pytest.raises(InvalidInput, match="version 1 was activated with other content"):
            program.activate_charter(by="claire", role="hr")


def test_who_agreed_to_other_content_is_told_and_has_still_to_agree_to_this_one(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        first = program.activate_charter(by="maria", role="marketing").version
        other = write(tmp_path, OTHERWISE, "new/charter.yaml")
        found = program.activate_charter(other, by="claire", role="hr")
        assert (found.missing(BOTH), found.activated_at) == (("marketing",), None)
        (elsewhere,) = found.elsewhere
        said = elsewhere.say_for(found.version)
        for text in (said.fr, said.en):
            assert "maria (marketing)" in text
            assert first.hash[:12] in text
            assert found.version.hash[:12] in text
        assert program.activate_charter(other, by="maria", role="marketing").activated_at
        assert program.active_charter == found.version.hash


ROLES = ("marketing", "hr", "legal")
BOTH = ROLES[:2]


def _ticking(program: Program) -> None:
    assert isinstance(program.clock, FixedClock)
    program.clock.advance(minutes=1)


def _agree(program: Program, file: Path, *, by: str, role: str) -> Activation:
    _ticking(program)
    return program.activate_charter(file, by=by, role=role)


@contextmanager
def _three(tmp_path: Path) -> Iterator[tuple[Program, Path, Path]]:
    """A programme of three roles, and two contents of one number."""
    files = (
        write(tmp_path, CHARTER, "a/charter.yaml"),
        write(tmp_path, OTHERWISE, "b/charter.yaml"),
    )
    with running(tmp_path, clock=FixedClock(NOON), approval={"roles": ROLES}) as (program, _):
        yield program, *files


def test_of_three_roles_two_who_agreed_to_older_content_block_nobody(tmp_path: Path) -> None:
    with _three(tmp_path) as (program, old, new):
        _agree(program, old, by="maria", role="marketing")
        _agree(program, old, by="claire", role="hr")
        first = _agree(program, new, by="maria", role="marketing")  # claire still holds to the old one
        assert [one.approval.by for one in first.elsewhere] == ["claire"]
        assert _agree(program, new, by="paul", role="legal").missing(ROLES) == ("hr",)
        last = _agree(program, new, by="claire", role="hr")
        assert (last.activated_at is not None, last.missing(ROLES), last.elsewhere) == (True, (), ())


def test_the_last_word_of_each_counts_so_what_was_left_never_holds_by_old_words(tmp_path: Path) -> None:
    with _three(tmp_path) as (program, old, new):
        _agree(program, old, by="maria", role="marketing")
        _agree(program, old, by="claire", role="hr")
        _agree(program, new, by="maria", role="marketing")
        late = _agree(program, old, by="paul", role="legal")
        assert (late.activated_at, late.missing(ROLES)) == (None, ("marketing",))
        assert [one.approval.by for one in late.elsewhere] == ["maria"]
        back = _agree(program, old, by="maria", role="marketing")  # and back again
        assert back.activated_at == program.clock()
        assert [one.by for one in back.approvals] == ["claire", "paul", "maria"]


def test_a_colleague_may_speak_for_a_role_whose_first_yes_went_elsewhere(tmp_path: Path) -> None:
    with _three(tmp_path) as (program, old, new):
        _agree(program, old, by="maria", role="marketing")
        _agree(program, new, by="maria", role="marketing")
        found = _agree(program, old, by="zoe", role="marketing")
        assert [one.by for one in found.approvals] == ["zoe"]
        again = _agree(program, old, by="ben", role="marketing")  # she has said it already
        assert [one.by for one in again.approvals] == ["zoe"]


def test_each_yes_stays_in_the_log_whatever_counts(tmp_path: Path) -> None:
    with _three(tmp_path) as (program, old, new):
        for file in (old, new, old, old):
            _agree(program, file, by="maria", role="marketing")
        with program.store.read() as tx:
            verbs = tx.execute(sa.select(events.c.verb, events.c.subject)).all()
        said = [subject.rpartition("#")[2] for verb, subject in verbs if verb == "agree"]
        assert len(said) == 3  # the fourth said nothing new
        assert said[0] == said[2] != said[1]


def test_once_one_holds_the_line_of_the_version_is_named(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        activated(program)
        other = write(tmp_path, OTHERWISE, "new/charter.yaml")
        with pytest.raises(InvalidInput) as caught:
            program.activate_charter(other, by="maria", role="marketing")
        assert [each.line for each in caught.value.mistakes] == [_line_of_version(other)]


def _line_of_version(file: Path) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith("version:"))


def test_the_working_copy_changes_nothing_until_it_is_activated(tmp_path: Path) -> None:
    with governed(tmp_path, [advocate("ada")]) as program:
        activated(program)
        share = offered(program, "ada")
        write(tmp_path, STRICTER)
        with Program.open(settings=program.settings, clock=program.clock) as later:
            assert later.review_words(share, BOAST).verdict == "warn"
            activated(later)
            with pytest.raises(CharterRefusal):
                later.accept(share, by="ada", text=BOAST, confirm={"house.best": "it is"})
        assert program.review_words(share, BOAST).verdict == "block"  # whoever had it open sees it too


def test_an_earlier_version_can_be_taken_up_again(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        activated(program)
        first = program.active_charter
        activated(program, write(tmp_path, STRICTER, "new/charter.yaml"))
        assert program.active_charter != first
        activated(program, write(tmp_path, CHARTER, "old/charter.yaml"))
        assert program.active_charter == first
        assert len(program.charter_activations()) == 3


def test_what_held_is_kept_word_for_word_with_its_packs(tmp_path: Path) -> None:
    with governed(tmp_path, text=changed(("country: FR", "country: FR\npacks: [core, us]"))) as program:
        activated(program)
        kept = program.kept_charter(program.active_charter or "")
        assert {file.pack for file in kept.files} == {"core", "us", None}
        assert "Projet Boréal" in kept.files[-1].text
        with pytest.raises(NotFound):
            program.kept_charter("nothing")


AGREE = """
import json, sys
from advocacy.program import Program
from advocacy.settings import Settings
settings, file, by, role = json.loads(sys.argv[1])
sys.stdin.readline()  # all start together
with Program.open(settings=Settings.model_validate(settings)) as program:
    program.activate_charter(file, by=by, role=role)
"""


def test_two_processes_that_agree_at_once_both_count(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        settings = json.loads(program.settings.model_dump_json(include={"database", "charter"}))
        file = str(tmp_path / "charter.yaml")
        started = [
            subprocess.Popen(
                [sys.executable, "-c", AGREE, json.dumps([settings, file, by, role])], stdin=subprocess.PIPE
            )
            for by, role in (("maria", "marketing"), ("claire", "hr"))
        ]
        for each in started:
            assert each.stdin is not None
            each.stdin.write(b"\n")
            each.stdin.close()
        assert [each.wait(timeout=120) for each in started] == [0, 0]
        (only,) = program.charter_activations()
        assert only.activated_at is not None


@pytest.mark.postgres
def test_on_postgresql_too_and_of_two_contents_of_one_number_one_holds(
    postgres_url: str, tmp_path: Path
) -> None:
    files = [
        write(tmp_path, CHARTER, "a/charter.yaml"),
        write(tmp_path, OTHERWISE, "b/charter.yaml"),
    ]
    settings = Settings.model_validate(
        {"database": {"url": postgres_url}, "charter": {"file": str(files[0])}}
    )
    programs = [Program.open(settings=settings, clock=FixedClock(NOON)) for _ in range(4)]

    def agree(number: int) -> str:
        by, role = (("maria", "marketing"), ("claire", "hr"))[number % 2]
        try:
            programs[number].activate_charter(files[number // 2], by=by, role=role)
        except InvalidInput as error:
            return str(error)
        return ""

    try:
        with ThreadPoolExecutor(4) as pool:
            told = [each for each in pool.map(agree, range(4)) if each]
        found = programs[0].charter_activations()
    finally:
        for program in programs:
            program.close()
    assert sum(each.activated_at is not None for each in found) == 1
    assert len(told) in (1, 2)  # who agreed to the other content after one held
