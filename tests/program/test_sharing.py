"""Offers, and what people answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import (
    CharterRefusal,
    ConsentMissing,
    InvalidInput,
    NotAllowed,
    NotShareable,
    StoryUnavailable,
)
from advocacy.program import Program
from advocacy.share import Share, ShareState
from advocacy.storage import schema
from advocacy.storage.schema import clicks
from builders import advocate, approved, running, story

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_everyone_of_the_audience_is_offered_each_network_once(tmp_path: Path) -> None:
    people = [advocate("ada", language="fr"), advocate("ben"), advocate("cleo", team="legal")]
    with running(tmp_path, people) as (program, _):
        offers = approved(program, story(audience="team = sales"))
        assert {(share.advocate, share.network) for share in offers} == {
            ("ada", "bluesky"),
            ("ada", "mastodon"),
            ("ben", "bluesky"),
            ("ben", "mastodon"),
        }
        assert program.offer("pump") == offers
        assert len(program.offer("pump", audience="team = legal")) == 2
        assert offers[0].text == f"Mon équipe a fait une pompe. {offers[0].link}"
        assert len({share.link for share in offers}) == 4


def test_each_offer_has_its_own_tracked_link_with_utm(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        offer = approved(program)[0]
        with program.store.read() as tx:
            target = tx.exec_driver_sql(
                "SELECT target FROM tracked_links WHERE code = ?", (offer.link.rpartition("/")[2],)
            ).scalar_one()
    assert target.startswith("https://acme.example/pump?utm_source=bluesky&utm_medium=social")
    assert "utm_campaign=spring" in target
    assert "ada" not in target


@pytest.mark.parametrize(
    ("opens", "closes"), [(NOON + timedelta(hours=1), None), (None, NOON - timedelta(hours=1))]
)
def test_a_story_is_offered_only_while_it_is_open(
    tmp_path: Path, opens: datetime | None, closes: datetime | None
) -> None:
    with (
        running(tmp_path, [advocate("ada")], clock=FixedClock(NOON)) as (program, _),
        pytest.raises(StoryUnavailable),
    ):
        approved(program, story(opens=opens, closes=closes))


def test_an_unapproved_story_is_not_offered(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        program.add_story(story())
        with pytest.raises(StoryUnavailable, match="draft"):
            program.offer("pump")


def test_own_words_are_kept_to_the_byte_with_the_link_put_in(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        offer = approved(program)[0]
        taken = program.accept(offer, by="ada", text="  Two years…  {link}\n")
        assert taken.state is ShareState.QUEUED
        assert taken.text == f"  Two years…  {offer.link}\n"
        assert program.accept(offer, by="ada", text="  Two years…  {link}\n") == taken
        with pytest.raises(NotShareable):
            program.accept(offer, by="ada", text="Other words")


def test_words_without_the_link_are_told_apart_from_those_that_show_it(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada"), advocate("ben")]) as (program, _):
        taken = {
            (offer.advocate, offer.network): program.accept(
                offer,
                by=offer.advocate,
                text="Two years." if offer.advocate == "ada" else "Two years. {link}",
            )
            for offer in approved(program)
        }
        assert {who for who, share in taken.items() if program.drops_link(share)} == {("ada", "mastodon")}, (
            "Bluesky is sent a card of the link"
        )


def test_nobody_answers_for_another(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada"), advocate("ben")]) as (program, _):
        offer = approved(program)[0]
        for answer in (program.accept, program.decline, program.cancel):
            with pytest.raises(NotAllowed):
                answer(offer, by="ben")
        assert program.share(offer.id).state is ShareState.OFFERED


def test_a_blocked_text_is_mended_and_passed(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        offer = approved(program)[0]
        with pytest.raises(CharterRefusal) as caught:
            program.accept(offer, by="ada", text="We ship Projet Boréal {link}")
        review = caught.value.review
        assert [finding.evidence for finding in review] == ["Projet Boréal"]
        assert program.share(offer.id).state is ShareState.OFFERED
        program.accept(offer, by="ada", text=review.apply())
        program.publish()
        assert [post.text for post in fake.posts("bluesky")] == [f"We ship our project {offer.link}"]


def test_a_warning_needs_a_reason_from_the_person(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        offer = approved(program)[0]
        with pytest.raises(CharterRefusal, match=r"house\.best"):
            program.accept(offer, by="ada", text="the best {link}")
        taken = program.accept(offer, by="ada", text="the best {link}", confirm={"house.best": "I think so"})
        assert taken.state is ShareState.QUEUED


def test_what_the_network_would_refuse_is_told_before_it_is_queued(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        offer = approved(program)[0]
        with pytest.raises(InvalidInput, match="over"):
            program.accept(offer, by="ada", text="x" * 301)
        with pytest.raises(InvalidInput):
            program.accept(offer, by="ada", text="   ")
        assert program.share(offer.id).state is ShareState.OFFERED


def test_an_account_must_be_connected_first(tmp_path: Path) -> None:
    with running(tmp_path) as (program, _):
        program.import_advocates([advocate("ada")])
        offer = approved(program)[0]
        with pytest.raises(ConsentMissing, match="advocacy connect ada bluesky"):
            program.accept(offer, by="ada")


def test_an_offer_is_declined_once_and_for_all(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        offer = approved(program)[0]
        assert program.decline(offer, by="ada", reason="not my topic").state is ShareState.DECLINED
        assert program.decline(offer, by="ada").state is ShareState.DECLINED
        with pytest.raises(NotShareable):
            program.accept(offer, by="ada")
        assert program.offer("pump")[0].state is ShareState.DECLINED


def test_a_queued_share_can_be_taken_back_and_a_published_one_cannot(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        first, second = approved(program)
        program.accept(first, by="ada")
        program.accept(second, by="ada")
        assert program.cancel(first, by="ada").state is ShareState.CANCELLED
        program.publish()
        with pytest.raises(NotAllowed):
            program.cancel(second, by="ada")
        assert (len(fake.posts("bluesky")), len(fake.posts("mastodon"))) == (0, 1)


def test_a_share_for_later_is_not_sent_today(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, [advocate("ada")], clock=clock) as (program, fake):
        offer = approved(program)[0]
        program.accept(offer, by="ada", at=NOON + timedelta(days=365))
        assert program.due() == []
        program.publish()
        assert fake.posts("bluesky") == []


def test_a_hand_off_opens_the_dialog_and_is_confirmed_by_its_address(tmp_path: Path) -> None:
    by_hand = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(tmp_path, [by_hand]) as (program, _):
        offer = approved(program)[0]
        taken = program.accept(offer, by="ada")
        assert taken.state is ShareState.HANDED_OFF
        assert program.dialog(taken).startswith("https://www.linkedin.com/")
        with pytest.raises(InvalidInput):
            program.confirm(
                taken, by="ada", url="https://www.linkedin.com.evil.example/feed/update/urn:li:share:1"
            )
        done = program.confirm(
            taken, by="ada", url="https://www.linkedin.com/feed/update/urn:li:share:7123456789012345678/"
        )
        assert done.state is ShareState.CONFIRMED
        assert program.confirm(taken, by="ada", url=str(done.url)) == done


def test_a_hand_off_is_confirmed_by_the_first_person_who_follows_its_link(tmp_path: Path) -> None:
    by_hand = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(tmp_path, [by_hand]) as (program, _):
        taken = program.accept(approved(program)[0], by="ada")
        for kind, confirmed in (("preview", 0), ("person", 1), ("person", 0)):
            _click(program, taken, kind=kind)
            assert program.sweep().confirmed == confirmed
        done = program.share(taken.id)
        assert (done.state, done.confirmed_by) == (ShareState.CONFIRMED, "first click")


def test_the_author_who_tries_their_own_link_confirms_nothing(tmp_path: Path) -> None:
    by_hand = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(tmp_path, [by_hand]) as (program, _):
        taken = program.accept(approved(program)[0], by="ada")
        trials = [
            {"after": timedelta(minutes=-5)},  # before it was accepted
            {"after": timedelta(seconds=30)},  # at once, from nowhere
            {"referrer": "localhost", "visitor": "ada at home"},  # from our own pages
            {"visitor": "ada at home"},  # again, from elsewhere
        ]
        for trial in trials:
            _click(program, taken, **trial)
            assert program.sweep().confirmed == 0
        _click(program, taken, visitor="a reader", referrer="www.linkedin.com", after=timedelta(seconds=40))
        assert program.sweep().confirmed == 1


def _click(
    program: Program,
    share: Share,
    *,
    kind: str = "person",
    after: timedelta = timedelta(minutes=5),
    visitor: str = "v",
    referrer: str = "",
) -> None:
    assert share.accepted_at is not None
    code, at = share.link.rpartition("/")[2], share.accepted_at + after
    row = {"code": code, "at": at, "kind": kind, "reason": "", "visitor": visitor, "referrer": referrer}
    with program.store.begin() as tx:
        tx.execute(clicks.insert().values(row))


HERE = "https://www.linkedin.com/feed/update/urn:li:share:7123456789012345678"


def test_where_a_post_is_may_be_said_twice_and_after_a_click(tmp_path: Path) -> None:
    by_hand = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(tmp_path, [by_hand]) as (program, _):
        taken = program.accept(approved(program)[0], by="ada")
        _click(program, taken)
        program.sweep()
        followed = program.share(taken.id)
        assert (followed.state, followed.url) == (ShareState.CONFIRMED, None)
        for _again in range(2):
            said = program.confirm(taken, by="ada", url=HERE)
            assert (said.url, said.published_at) == (HERE, followed.published_at)
        with pytest.raises(NotAllowed, match="delete it on the network"):
            program.confirm(taken, by="ada", url=HERE.replace("7123", "7124"))


@pytest.mark.parametrize("place", ["{link}", "{lien}", "{ link }", "{{ link }}", "{LIEN}"])
def test_the_place_of_the_link_is_understood_as_people_write_it(tmp_path: Path, place: str) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        offer = approved(program)[0]
        taken = program.accept(offer, by="ada", text=f"Mon travail : {place} !")
        assert taken.text == f"Mon travail : {offer.link} !"


def test_what_is_no_longer_possible_says_what_is(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        first, second = approved(program)
        program.decline(first, by="ada")
        with pytest.raises(NotShareable, match="new edition"):
            program.accept(first, by="ada")
        program.accept(second, by="ada")
        with pytest.raises(NotShareable, match=f"advocacy cancel {second.id}"):
            program.accept(second, by="ada", text="Other words.")


@pytest.mark.parametrize("over", [ShareState.CANCELLED, ShareState.REJECTED, ShareState.GONE])
def test_a_share_that_is_over_is_not_accepted_again(tmp_path: Path, over: ShareState) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        taken = program.accept(approved(program)[0], by="ada")
        with program.store.begin() as tx:
            tx.execute(schema.shares.update().where(schema.shares.c.id == taken.id).values(state=over))
        with pytest.raises(NotShareable) as refused:
            program.accept(taken, by="ada")
        assert over.told.fr in refused.value.text.fr
        assert ("advocacy edit" in refused.value.text.en) == (over is ShareState.REJECTED)
