"""Other words before a share is sent."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from advocacy.errors import InvalidInput, NotAllowed, NotShareable
from advocacy.program import Program
from advocacy.share import ShareState
from advocacy.testing import Fault
from builders import CHARTER, advocate, approved, running


def test_edited_words_are_offered_again_and_must_be_accepted(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        offer = approved(program)[0]
        program.accept(offer, by="ada")
        edited = program.edit_share(offer.id, by="maria", text="A pump! {link}", reason="a wrong figure")
        assert (edited.state, edited.text) == (ShareState.OFFERED, f"A pump! {offer.link}")
        assert edited.reason is not None
        assert edited.accepted_at is None
        program.publish()
        assert fake.posts("bluesky") == []
        program.accept(offer.id, by="ada")
        program.publish()
        assert [post.text for post in fake.posts("bluesky")] == [f"A pump! {offer.link}"]
        assert [event.detail["before"] for event in program.history(offer.id) if event.verb == "edit"] == [
            offer.text
        ]
        with pytest.raises(NotAllowed, match="published"):
            program.edit_share(offer.id, by="ada", text="Too late")


def test_nobody_accepts_words_they_have_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        offer = approved(program)[0]
        kept = program.review_words

        def edited_meanwhile(*about: object, **more: object) -> object:
            program.edit_share(offer.id, by="maria", text="Other words")
            return kept(*about, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(program, "review_words", edited_meanwhile)
        with pytest.raises(NotShareable, match="changed while you answered"):
            program.accept(offer, by="ada")
        assert program.share(offer.id).state is ShareState.OFFERED


def test_a_rejected_share_goes_out_in_other_words(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        offer = next(share for share in approved(program) if share.network == "mastodon")
        program.accept(offer, by="ada")
        fake.strike("mastodon", Fault.answer(422, body=b'{"error":"Validation failed: Text is too odd"}'))
        program.publish()
        assert program.share(offer.id).state is ShareState.REJECTED
        with pytest.raises(InvalidInput, match="over"):
            program.edit_share(offer.id, by="ada", text="x" * 501)
        program.edit_share(offer.id, by="ada", text="Less odd")
        program.accept(offer.id, by="ada")
        program.publish()
        assert [post.text for post in fake.posts("mastodon")] == ["Less odd"]


def test_what_the_charter_holds_is_freed_by_other_words_or_by_another_charter(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        offers = approved(program)
        for offer in offers:
            program.accept(offer, by="ada")
        stricter = CHARTER.replace("[Projet Boréal]", "[Projet Boréal, pump]")
        (tmp_path / "charter.yaml").write_text(stricter, encoding="utf-8")
        with Program.open(settings=program.settings) as strict:
            strict.publish(patience=timedelta(0))
            assert {strict.share(offer.id).hold for offer in offers} == {"charter"}
            strict.publish(patience=timedelta(0))
            assert {strict.share(offer.id).hold for offer in offers} == {"charter"}
            strict.edit_share(offers[0].id, by="ada", text="My team made it.")
            strict.accept(offers[0].id, by="ada")
            strict.publish(patience=timedelta(0))
            assert strict.share(offers[0].id).state is ShareState.PUBLISHED
            assert strict.share(offers[1].id).hold == "charter"
        program.publish(patience=timedelta(0))
        assert program.share(offers[1].id).state is ShareState.PUBLISHED
        assert len(fake.posts(offers[1].network)) == 1


@pytest.mark.parametrize("verb", ["cancel", "edit"])
def test_taking_back_and_claiming_never_both_win(tmp_path: Path, verb: str) -> None:
    people = [advocate(f"p{number}") for number in range(6)]
    with running(tmp_path, people) as (program, fake):
        taken = [program.accept(offer, by=offer.advocate) for offer in approved(program)]
        go, refused = threading.Barrier(2), []

        def take_back() -> None:
            go.wait()
            for share in taken:
                try:
                    if verb == "cancel":
                        program.cancel(share, by=share.advocate)
                    else:
                        program.edit_share(share, by=share.advocate, text="Other words")
                except NotAllowed:
                    refused.append(share.id)

        def publish() -> None:
            go.wait()
            program.publish(patience=timedelta(seconds=2))

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(take_back), pool.submit(publish)]:
                done.result()
        states = {share.id: program.share(share.id).state for share in taken}
        assert {one for one, state in states.items() if state is ShareState.PUBLISHED} == set(refused)
        assert len(fake.posts("bluesky")) + len(fake.posts("mastodon")) == len(refused)
