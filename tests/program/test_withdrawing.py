"""Withdrawing a story, and what its authors choose for their posts; newer editions of a story."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from advocacy.errors import NotAllowed, NotShareable, StoryUnavailable
from advocacy.program import Program
from advocacy.share import ShareState
from builders import advocate, approved, running, story

PEOPLE = [advocate("ada"), advocate("ben")]


def test_authors_are_asked_and_choose(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE) as (program, fake):
        offers = approved(program)
        published = [program.accept(each, by=each.advocate) for each in offers[:3]]
        program.publish()
        program.withdraw("pump", by="maria", note="a wrong figure")
        assert program.share(offers[3].id).state is ShareState.CANCELLED
        assert {each.share for each in program.deletions()} == {each.id for each in published}
        assert {each.note for each in program.deletions(advocate="ada")} == {"a wrong figure"}
        assert len(fake.posts("bluesky")) + len(fake.posts("mastodon")) == 3, "nothing is deleted by force"
        mine, other = (each for each in published if each.advocate == "ada")
        with pytest.raises(NotAllowed):
            program.delete_post(mine, by="maria")
        for _again in range(2):
            assert program.delete_post(mine, by="ada").state is ShareState.GONE
        assert program.keep_post(other, by="ada").answer == "kept"
        assert program.deletions(advocate="ada") == []
        assert len(program.deletions(answered=None)) == 3
        assert program.share(other.id).state is ShareState.PUBLISHED
        assert len(fake.posts("bluesky")) + len(fake.posts("mastodon")) == 2


def test_a_post_made_by_hand_is_deleted_by_hand(tmp_path: Path) -> None:
    by_hand = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(tmp_path, [by_hand]) as (program, _):
        taken = program.accept(approved(program)[0], by="ada")
        with pytest.raises(NotAllowed, match="no post"):
            program.delete_post(taken, by="ada")
        url = "https://www.linkedin.com/feed/update/urn:li:share:7123456789012345678"
        program.confirm(taken, by="ada", url=url)
        with pytest.raises(NotAllowed, match=f"advocacy gone {taken.id}"):
            program.delete_post(taken, by="ada")
        with pytest.raises(NotAllowed, match="Nobody asked"):
            program.keep_post(taken, by="ada")
        assert program.say_gone(taken, by="ada").state is ShareState.GONE


def test_what_is_in_doubt_is_not_sent_again_once_the_story_is_withdrawn(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE) as (program, fake):
        offer = next(each for each in approved(program) if each.network == "bluesky")
        program.accept(offer, by=offer.advocate)
        fake.lose_answers(1, name="bluesky")
        program.publish(patience=timedelta(0))
        program.withdraw("pump", by="maria", note="a wrong figure")
        program.publish(patience=timedelta(seconds=10))
        assert [each.action for each in program.attempts(offer.id)] == ["send", "look"]
        assert program.share(offer.id).state is ShareState.PUBLISHED


def _second_edition(program: Program, **fields: object) -> None:
    program.add_story(story(title="Two pumps", **fields))
    program.submit("pump")
    program.approve("pump", by="maria", role="marketing")
    program.approve("pump", by="claire", role="hr", edition=2)


def test_an_unanswered_offer_follows_the_newer_edition(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE) as (program, fake):
        offers = approved(program)
        accepted, declined, *waiting = offers
        program.accept(accepted, by=accepted.advocate)
        program.decline(declined, by=declined.advocate)
        _second_edition(program)
        for old in waiting:
            ended = program.share(old.id)
            assert (ended.state, ended.reason is None) == (ShareState.CANCELLED, False)
        anew = [share for share in program.shares(story="pump") if share.edition == 2]
        assert {(each.advocate, each.network) for each in anew} == {
            (each.advocate, each.network) for each in waiting
        }
        assert {each.state for each in anew} == {ShareState.OFFERED}
        program.publish()
        assert program.share(accepted.id).state is ShareState.PUBLISHED
        with pytest.raises(StoryUnavailable, match="offer edition 2"):
            program.offer("pump", edition=1)
        assert len(program.offer("pump", edition=2)) == 4
        assert len(fake.posts("bluesky")) == 1


def test_an_edition_that_opens_later_takes_over_at_the_answer(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, _):
        first, second = approved(program)
        _second_edition(program, opens=program.clock() + timedelta(seconds=1))
        assert program.accept(first, by="ada").edition == 1
        while program.clock() < program.story("pump").story.opens:  # type: ignore[operator]
            pass
        with pytest.raises(NotShareable):
            program.accept(second, by="ada")
        anew = program.shares(story="pump", advocate="ada", network=second.network)
        assert [(each.edition, each.state) for each in anew] == [(1, "cancelled"), (2, "offered")]
        assert program.accept(anew[1], by="ada").state is ShareState.QUEUED


def test_who_approves_says_which_edition_they_read(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE) as (program, _):
        program.add_story(story())
        program.submit("pump")
        program.add_story(story(title="Two pumps"))
        with pytest.raises(NotAllowed):
            program.approve("pump", by="maria", role="marketing")
        for by, role in (("maria", "marketing"), ("claire", "hr")):
            edition = program.approve("pump", by=by, role=role, edition=1)
        assert (edition.number, edition.state) == (1, "approved")
        assert len(program.offer("pump", edition=1)) == 4
