"""Stories and their approval."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from advocacy.content.edition import StoryState
from advocacy.content.message import Message
from advocacy.errors import CharterRefusal, InvalidInput, NotAllowed, NotFound
from advocacy.language import Text
from advocacy.program import Program
from advocacy.share import ShareState
from advocacy.storage import stories
from builders import advocate, approved, running, story


def test_the_same_story_again_changes_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        first = program.add_story(story())
        assert program.add_story(story()) == first
        assert [edition.number for edition in program.stories()] == [1]


def test_a_draft_is_replaced_and_an_approved_story_gets_a_new_edition(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        program.add_story(story())
        assert program.add_story(story(title="Autre / Other")).number == 1
        approved(program, story(title="Autre / Other"))
        newer = program.add_story(story(title="Encore / Again"))
        assert (newer.number, newer.state) == (2, StoryState.DRAFT)
        assert program.story("pump", edition=1).state is StoryState.APPROVED


def test_a_story_file_is_read_and_its_mistakes_keep_it_out(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("id: bad\ntitle: {fr: a, en: b}\nmesages: []\n", encoding="utf-8")
    with running(tmp_path) as (program, _):
        with pytest.raises(InvalidInput) as caught:
            program.add_story(file)
        assert str(file) in str(caught.value)
        assert "messages" in str(caught.value)
        assert program.stories() == []
        with pytest.raises(NotFound):
            program.story("bad")


def test_a_blocked_story_is_not_submitted(tmp_path: Path) -> None:
    slip = story(messages=[{"network": "bluesky", "language": "en", "text": "Projet Boréal! {{ link }}"}])
    with running(tmp_path) as (program, _):
        program.add_story(slip)
        with pytest.raises(CharterRefusal) as caught:
            program.submit("pump")
        assert caught.value.review.verdict == "block"
        assert "bluesky/en" in caught.value.text.fr
        assert program.story("pump").state is StoryState.DRAFT


def test_a_warning_is_passed_with_a_reason_that_is_kept(tmp_path: Path) -> None:
    proud = story(messages=[{"network": "bluesky", "language": "en", "text": "the best pump {{ link }}"}])
    with running(tmp_path) as (program, _):
        program.add_story(proud)
        with pytest.raises(CharterRefusal, match=r"house\.best"):
            program.submit("pump")
        with pytest.raises(CharterRefusal):
            program.submit("pump", confirm={"house.best": "  "})
        program.submit("pump", by="lea", confirm={"house.best": "prize of 2026"})
        assert program.story("pump").state is StoryState.SUBMITTED
        with program.store.read() as tx:
            kept = tx.exec_driver_sql("SELECT rule, by, reason FROM confirmations").all()
            charter = tx.exec_driver_sql("SELECT charter FROM reviews").scalar_one()
        assert [tuple(row) for row in kept] == [("house.best", "lea", "prize of 2026")]
        assert "@7#" in charter


def test_two_roles_and_two_people_approve(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        program.add_story(story())
        with pytest.raises(NotAllowed):
            program.approve("pump", by="maria", role="marketing")
        program.submit("pump")
        with pytest.raises(NotAllowed, match="marketing, hr"):
            program.approve("pump", by="maria", role="sales")
        assert program.approve("pump", by="maria", role="marketing").state is StoryState.SUBMITTED
        assert program.approve("pump", by="maria", role="marketing").state is StoryState.SUBMITTED
        with pytest.raises(NotAllowed, match="two people"):
            program.approve("pump", by="maria", role="hr")
        done = program.approve("pump", by="claire", role="hr")
        assert done.state is StoryState.APPROVED
        assert [approval.role for approval in done.approvals] == ["marketing", "hr"]


def test_a_returned_story_comes_back_as_a_draft(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        program.add_story(story())
        program.submit("pump")
        program.approve("pump", by="maria", role="marketing")
        assert program.return_story("pump", by="claire", note="too long").state is StoryState.RETURNED
        again = program.add_story(story(title="Plus court / Shorter"))
        assert (again.number, again.state, again.approvals) == (1, StoryState.DRAFT, ())


def test_a_withdrawn_story_is_offered_no_longer(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        approved(program)
        assert program.withdraw("pump", by="maria", note="recall").state is StoryState.WITHDRAWN
        with pytest.raises(NotAllowed):
            program.withdraw("pump", by="maria", note="again")


def test_a_story_is_withdrawn_in_every_edition_with_all_that_waits(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        first, second = approved(program)
        program.accept(first, by="ada")
        program.add_story(story(title="Autre / Other"))
        assert program.story("pump").state is StoryState.DRAFT
        program.withdraw("pump", by="maria", note="wrong figure")
        for share in (first, second):
            ended = program.share(share.id)
            assert (ended.state, ended.reason) == (
                ShareState.CANCELLED,
                Text(fr="wrong figure", en="wrong figure"),
            )
        program.publish()
        assert fake.posts(first.network) == []


def test_a_share_in_hand_of_a_story_that_is_withdrawn_is_not_sent(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        share = approved(program)[0]
        program.accept(share, by="ada")
        with program.store.begin() as tx:
            stories.set_state(tx, program.story("pump"), StoryState.WITHDRAWN)
        program.publish()
        assert program.share(share.id).state is ShareState.CANCELLED
        assert fake.posts(share.network) == []


@pytest.mark.parametrize("state", ["draft", "returned", "withdrawn"])
def test_what_is_not_possible_now_says_what_is(tmp_path: Path, state: str) -> None:
    with running(tmp_path) as (program, _):
        program.add_story(story())
        if state != "draft":
            program.submit("pump")
        if state == "returned":
            program.return_story("pump", by="claire", note="too long")
        if state == "withdrawn":
            approve_by_both(program)
            program.withdraw("pump", by="maria", note="recall")
        with pytest.raises(NotAllowed, match=r"submit pump|add it") as told:
            program.approve("pump", by="maria", role="marketing")
        assert "submit pump" in told.value.text.fr or "ajoutez-le" in told.value.text.fr


@pytest.mark.postgres
def test_roles_that_approve_at_the_same_moment_are_both_heard(tmp_path: Path, postgres_url: str) -> None:
    with running(tmp_path, database={"url": postgres_url}) as (program, _), ThreadPoolExecutor(2) as pool:
        for number in range(10):
            name = f"pump-{number}"
            program.add_story(story(name))
            program.submit(name)
            both = threading.Barrier(2)

            def approve(by: str, role: str, name: str = name, both: threading.Barrier = both) -> None:
                both.wait()
                program.approve(name, by=by, role=role)

            for done in [pool.submit(approve, "maria", "marketing"), pool.submit(approve, "claire", "hr")]:
                done.result()
            assert program.story(name).state is StoryState.APPROVED


@pytest.mark.postgres
def test_one_person_who_approves_twice_at_the_same_moment_is_heard_once(
    tmp_path: Path, postgres_url: str
) -> None:
    with running(tmp_path, database={"url": postgres_url}) as (program, _), ThreadPoolExecutor(2) as pool:
        for number in range(10):
            name = f"pump-{number}"
            program.add_story(story(name))
            program.submit(name)
            both = threading.Barrier(2)

            def approve(role: str, name: str = name, both: threading.Barrier = both) -> None:
                both.wait()
                program.approve(name, by="maria", role=role)

            tried = [pool.submit(approve, role) for role in ("marketing", "hr")]
            refused = [done.exception() for done in tried]
            assert sorted(isinstance(error, NotAllowed) for error in refused) == [False, True]
            assert len(program.story(name).approvals) == 1


def approve_by_both(program: Program) -> None:
    program.approve("pump", by="maria", role="marketing")
    program.approve("pump", by="claire", role="hr")


@pytest.mark.parametrize(("network", "told"), [("mastodno", "mastodon"), ("slack_api", "colleagues")])
def test_a_message_for_a_network_that_nobody_meant_is_told_with_its_field(
    tmp_path: Path, network: str, told: str
) -> None:
    message = Message(network=network, language="en", text="We made it: {{ link }}")
    with running(tmp_path) as (program, _):
        with pytest.raises(InvalidInput, match=rf"messages\[0\]\.network.*{told}"):
            program.add_story(story(messages=(message,)))
        assert program.stories() == []


def test_a_story_leads_only_where_the_settings_let_it(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        edition = program.add_story(story(link="https://elsewhere.example/pump"))
        program.submit(edition)
        program.approve(edition, by="maria", role="marketing")
        program.approve(edition, by="claire", role="hr")
        tracking = program.settings.tracking.model_copy(update={"target_hosts": ("acme.example",)})
        program.settings = program.settings.model_copy(update={"tracking": tracking})
        with pytest.raises(InvalidInput, match="leads elsewhere") as caught:
            program.offer(edition)
        assert caught.value.mistakes[0].field == "link"
        assert program.shares() == []
        with pytest.raises(InvalidInput, match="leads elsewhere"):
            program.add_story(story(link="https://acme.example.evil"))
        assert program.add_story(story(link="https://www.acme.example/pump")).number == edition.number + 1
