"""The sentences of a report: what they say, and what luck or a period leaves unsaid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advocacy.reach.commentary import Commentary, plain_sentence
from advocacy.reach.report import Report
from advocacy.storage import Store
from reach.programme import START, Programme
from reach.test_report import made

PEOPLE = 40


def followed(store: Store, *clicks: int, state: str = "published") -> Store:
    """Stories a, b, c…, each posted by forty people, whose every post was followed about so many times."""
    programme = Programme()
    programme.campaign("spring")
    for number in range(PEOPLE):
        programme.advocate(f"p{number:02}", "sales")
    for story, total in zip("abc", clicks, strict=False):
        programme.story(story)
        for number in range(PEOPLE):
            code = programme.share(f"p{number:02}", story, state=state)
            for click in range(number, total, PEOPLE):
                programme.click(
                    code, START + timedelta(hours=1, minutes=7 * click), visitor=f"{story}{click}"
                )
    programme.save(store)
    return store


def said(found: Report) -> str:
    commentary = Commentary(found)
    steps = [step.text for step in commentary.next_steps()]
    return " ".join(map(plain_sentence, [*commentary.in_short(), *commentary.happened(), *steps]))


def test_no_story_is_crowned_for_a_near_tie(empty: Store) -> None:
    text = said(made(followed(empty, 141, 140, 139)))
    assert "followed most" not in text
    assert "followed least" not in text
    assert "Per post" not in text, "all of them round to 3.5"


@pytest.mark.parametrize(("language", "alike"), [("fr", "le hasard peut"), ("en", "luck may explain")])
def test_what_luck_may_explain_is_called_so(empty: Store, language: str, alike: str) -> None:
    text = said(made(followed(empty, 160, 140, 130), language=language))
    assert alike in text
    assert "followed most" not in text
    assert "la plus suivie" not in text


def test_a_clear_lead_names_both(empty: Store) -> None:
    found = followed(empty, 800, 100, 90)
    assert "the story followed most is “a” (20.0 clicks), before “b” (2.5)" in said(made(found))
    french = said(made(found, language="fr")).replace("\N{NO-BREAK SPACE}", " ")
    assert "l’histoire la plus suivie est" in french.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "followed least" not in said(made(found)), "b and c are near each other"


def test_a_story_far_behind_is_named_too(empty: Store) -> None:
    text = said(made(followed(empty, 800, 780, 100)))
    assert "followed least per post is “c” (2.5 clicks), after “b” (19.5)" in text
    assert "followed most" not in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_period_has_no_clicks_per_post_in_its_sentences(empty: Store, language: str) -> None:
    store = followed(empty, 800, 100, 90)
    found = made(store, since=START.date(), until=START.date() + timedelta(days=1), language=language)
    text = said(found) + Commentary(found).beside("clicks_people")
    assert found["clicks_per_post"].is_shown
    assert [words for words in ("ar post", "er post", "a post;", "a post.") if words in text] == []
    assert ("cette période" if language == "fr" else "this period") in text


def test_the_share_rate_says_what_is_unanswered(spring: Store) -> None:
    found = made(spring)
    open_ = 363 - int(found["shares_accepted"].value or 0) - int(found["shares_declined"].value or 0)
    rate = round(100 * (found["shares_accepted"].value or 0) / (363 - open_))
    assert open_ > 0
    assert f"{open_} are unanswered; of those answered, {rate}% were accepted" in said(found)
    assert (
        Commentary(found).beside("share_rate").endswith(f"{open_} unanswered, {rate}% of the others accepted")
    )
    assert f"{open_} sont sans réponse" in said(made(spring, language="fr"))
    assert "≈" in Commentary(made(spring, since="2026-03-16")).beside("share_rate"), "rounded stays rounded"


def test_where_all_are_answered_nothing_is_added(empty: Store) -> None:
    found = made(followed(empty, 40))
    assert "unanswered" not in said(found) + Commentary(found).beside("share_rate")


def test_half_of_the_clicks_had_come_by_a_day(spring: Store) -> None:
    text = said(made(spring, language="fr"))
    assert "au 18 mars 2026, la moitié des clics étaient venus" in text
    assert "était venue" not in text


def test_handed_off_shares_are_not_so_many_each(empty: Store) -> None:
    store = followed(empty, 0, state="handed_off")
    assert "40 shares handed over to be posted by hand are waiting" in said(made(store))
    assert "40 partages remis pour être publiés à la main sont en attente" in said(made(store, language="fr"))


def test_rounding_is_said_to_hide_each_person(spring: Store) -> None:
    notes = " ".join(made(spring, language="fr").said_below())
    assert "pour que personne n’y apparaisse seul" in notes
    assert "nul ne" not in notes
