"""The example programme holds together: its people get its stories, and its charter passes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy.charter import Charter, Context, Draft, Verdict
from advocacy.content import Story
from advocacy.documents import load, read_text
from advocacy.people import Advocate, read_advocates

ACME = Path(__file__).parents[1] / "examples/acme"
STORIES = [load(path, Story) for path in sorted((ACME / "stories").glob("*.yaml"))]
LINK = "https://go.acme.example/ab12cd34"
AROUND = Context(tracking_hosts=("go.acme.example",))


@pytest.fixture(scope="module")
def people() -> tuple[Advocate, ...]:
    text = read_text(ACME / "advocates.csv")
    return read_advocates(text, name="advocates.csv", networks=("bluesky", "linkedin", "mastodon"))


@pytest.fixture(scope="module")
def charter() -> Charter:
    return Charter.parse(read_text(ACME / "charter.yaml"), name="charter.yaml")


@pytest.mark.parametrize("story", STORIES, ids=[story.id for story in STORIES])
def test_every_wording_passes_the_charter(
    story: Story, people: tuple[Advocate, ...], charter: Charter
) -> None:
    for message in story.messages:
        text = story.write(message, people[0], link=LINK)
        draft = Draft(text=text, language=message.language, network=message.network, context=AROUND)
        review = charter.review(draft)
        assert review.verdict is Verdict.PASS, (text, review.findings)


def test_the_charter_blocks_a_code_name(charter: Charter) -> None:
    draft = Draft(text="Grosse semaine sur le Projet Boréal.", language="fr", network="linkedin")
    assert charter.review(draft).verdict is Verdict.BLOCK


@pytest.mark.parametrize("story", STORIES, ids=[story.id for story in STORIES])
def test_every_story_reaches_people_on_each_of_its_networks(
    story: Story, people: tuple[Advocate, ...]
) -> None:
    for network in story.networks:
        reached = [
            person
            for person in story.who.select(people)
            if person.profile(network) and story.message_for(person, network)
        ]
        assert len(reached) >= 2, network


def test_colleagues_do_not_all_say_the_same(people: tuple[Advocate, ...]) -> None:
    launch = next(story for story in STORIES if story.id == "aria-launch")
    french = [person for person in people if person.language == "fr"]
    assert len({launch.message_for(person, "linkedin") for person in french}) == 2


def test_one_team_is_too_small_to_be_shown(people: tuple[Advocate, ...]) -> None:
    teams = [person.team for person in people]
    assert [team for team in sorted(set(teams)) if teams.count(team) < 10] == ["people"]
