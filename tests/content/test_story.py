"""A story: its content hash, who gets which wording, and what it must hold together."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.content import Message, Story
from advocacy.documents import Node, read_yaml, validate
from advocacy.errors import InvalidInput
from advocacy.people import Advocate

LINK = "https://go.acme.example/ab12"


def message(network: str, language: str, text: str) -> Message:
    return Message(network=network, language=language, text=f"{text} {{{{ link }}}}")


def story(**changed: Any) -> Story:
    given = {
        "id": "aria",
        "campaign": "spring",
        "title": {"fr": "Aria", "en": "Aria"},
        "link": "https://acme.example/aria",
        "messages": (message("bluesky", "en", "Here:"), message("bluesky", "fr", "Ici :")),
    }
    return Story.model_validate(given | changed)


def person(name: str = "ada", language: str = "en", **facts: Any) -> Advocate:
    return Advocate(id=name, name="Ada Morel", team="sales", language=language, **facts)


class TestDigest:
    TEXT = (
        "id: aria\ncampaign: spring\ntitle: {fr: A, en: B}\nmessages: [{network: x, language: en, text: Hi}]"
    )

    def digest(self, text: str) -> str:
        return validate(read_yaml(text, name="s"), Story).digest()

    def test_order_comments_and_quotes_change_nothing(self) -> None:
        other = (
            "# a comment\nmessages:\n  - text: 'Hi'\n    language: en\n    network: x\n"
            "title:\n  en: B\n  fr: A\ncampaign: spring\nid: aria\ntopics: []\n"
        )
        assert self.digest(other) == self.digest(self.TEXT)

    def test_the_order_of_topics_changes_nothing(self) -> None:
        assert story(topics=["a", "b", "c"]).digest() == story(topics=["c", "a", "b"]).digest()

    @pytest.mark.parametrize(
        "change",
        [
            {"title": "Aria 2"},
            {"closes": "2026-05-01T00:00Z"},
            {"audience": "team = hr"},
            {"messages": (message("bluesky", "fr", "Ici :"), message("bluesky", "en", "Here:"))},
            {"disclosure": "I work there."},
            {"media": [{"path": "a.jpg", "alt": "A", "rights": "own"}]},
        ],
    )
    def test_any_change_is_another_edition(self, change: dict[str, Any]) -> None:
        assert story(**change).digest() != story().digest()

    def test_it_survives_the_database(self) -> None:
        full = story(
            topics=["b", "a"],
            opens="2026-03-02T09:00+01:00",
            summary={"fr": "Un", "en": "One"},
            media=[{"path": "a.jpg", "alt": "A", "rights": "own", "people": 2, "consent": True}],
        )
        again = Story.model_validate_json(full.model_dump_json())
        assert again == full
        assert again.digest() == full.digest()

    def test_a_later_version_s_new_field_would_not_make_new_editions(self) -> None:
        # What has its default value stays out of the hash; this figure may never change.
        assert story().digest() == "c2b9c06d1edde07eca5b0cc704649e3b333fc23affa4fd8266d9c0a4b0904a2e"


class TestMessageFor:
    @pytest.mark.parametrize(
        ("language", "fallback", "said"),
        [
            ("fr", (), "Ici :"),
            ("fr-CA", (), "Ici :"),
            ("en", ("fr",), "Here:"),
            ("de", ("fr", "en"), "Ici :"),
            ("de", (), None),
        ],
    )
    def test_language(self, language: str, fallback: tuple[str, ...], said: str | None) -> None:
        found = story().message_for(person(language=language), "bluesky", fallback=fallback)
        assert (found.text.split(" {{")[0] if found else None) == said

    def test_the_own_region_comes_before_another(self) -> None:
        texts = story(messages=[message("x", "fr-CA", "Là :"), message("x", "fr", "Ici :")])
        assert texts.message_for(person(language="fr"), "x") == texts.messages[1]
        assert texts.message_for(person(language="fr-CA"), "x") == texts.messages[0]

    def test_another_network_has_none(self) -> None:
        assert story().message_for(person(), "mastodon") is None

    def test_colleagues_differ_and_each_keeps_theirs(self) -> None:
        several = story(messages=[message("x", "en", text) for text in ("One", "Two", "Three")])
        drawn = Counter(several.message_for(person(f"p{number}"), "x") for number in range(300))
        assert len(drawn) == 3
        assert min(drawn.values()) > 60
        assert several.message_for(person("p1"), "x") == several.message_for(person("p1"), "x")

    def test_a_wording_that_prints_an_unknown_fact_is_passed_over(self) -> None:
        texts = story(messages=[message("x", "en", "In {{ city }}:"), message("x", "en", "Here:")])
        for number in range(20):
            assert texts.message_for(person(f"p{number}"), "x") == texts.messages[1]
        only = story(messages=[message("x", "en", "In {{ city }}:")])
        assert only.message_for(person(), "x") is None
        assert only.message_for(person(city="Lyon"), "x") is not None

    @given(
        st.lists(st.sampled_from("abc"), min_size=1, unique=True),
        st.from_regex(r"[a-z]{1,9}", fullmatch=True),
    )
    def test_what_is_given_is_one_of_the_wordings(self, texts: list[str], name: str) -> None:
        several = story(messages=[message("x", "en", text) for text in texts])
        assert several.message_for(person(name), "x") in several.messages


class TestWrite:
    def test_facts_link_and_disclosure(self) -> None:
        text = "{{ disclosure }} {{ first_name }}, {{ city }} : {{ link }}"
        told = story(
            disclosure={"fr": "Je suis chez Acme.", "en": "I am at Acme."},
            messages=[Message(network="x", language="fr", text=text)],
        )
        ada = person(language="en", city="Lyon")
        assert told.write(told.messages[0], ada, link=LINK) == f"Je suis chez Acme. Ada, Lyon : {LINK}"

    def test_a_fact_that_is_missing_is_an_error(self) -> None:
        told = story(messages=[message("x", "en", "In {{ city }}:")])
        with pytest.raises(InvalidInput, match="city"):
            told.write(told.messages[0], person(), link=LINK)


class TestHangsTogether:
    def told(self, **changed: Any) -> list[str]:
        body = story().model_dump(mode="json", exclude_none=True) | changed
        with pytest.raises(InvalidInput) as caught:
            validate(Node(data=body, name="s"), Story)
        return [f"{mistake.field}: {mistake.message.en}" for mistake in caught.value.mistakes]

    def test_every_message_leads_to_the_link(self) -> None:
        texts = [{"network": "x", "language": language, "text": "Hi"} for language in ("fr", "en")]
        assert self.told(messages=texts) == [
            f"messages[{number}].text: the story’s link is not in the message: add {{{{ link }}}}"
            for number in (0, 1)
        ]

    def test_a_message_prints_only_what_the_story_has(self) -> None:
        text = {"network": "x", "language": "en", "text": "{{ disclosure }} {{ link }}"}
        assert self.told(messages=[text], link=None) == [
            "messages[0].text: {{ link }} is printed, but the story has no field link",
            "messages[0].text: {{ disclosure }} is printed, but the story has no field disclosure",
        ]

    def test_a_message_is_written_once(self) -> None:
        text = {"network": "x", "language": "en", "text": "{{ link }}"}
        assert self.told(messages=[text, text]) == ["messages[1].text: this message is written twice"]

    def test_it_closes_after_it_opens(self) -> None:
        assert self.told(opens="2026-03-02T09:00Z", closes="2026-03-02T09:00Z") == [
            "closes: it closes before it opens"
        ]

    def test_it_has_a_message(self) -> None:
        assert self.told(messages=[]) == ["messages: list too short: at least 1"]

    def test_its_audience_can_be_read(self) -> None:
        assert "column 7" in self.told(audience="team = ")[0]


def test_when_it_is_open() -> None:
    told = story(opens="2026-03-02T09:00+01:00", closes="2026-04-01T00:00+02:00")
    moments = [
        datetime(2026, 3, 2, 7, 59, tzinfo=UTC),
        datetime(2026, 3, 2, 8, tzinfo=UTC),
        datetime(2026, 3, 31, 22, tzinfo=UTC),
    ]
    assert [told.is_open(moment) for moment in moments] == [False, True, False]
    assert story().is_open(moments[0])


def test_networks_and_audience() -> None:
    told = story(
        messages=[message("x", "en", "a"), message("y", "en", "b"), message("x", "fr", "c")],
        audience="team = sales",
    )
    assert told.networks == ("x", "y")
    assert told.who.matches(person())


def test_a_card_has_one_picture_and_goes_with_a_link() -> None:
    card = {"path": "a.jpg", "alt": "A", "rights": "own", "card": True}
    assert story(media=[card]).media[0].card
    linkless = {"link": None, "messages": [Message(network="x", language="en", text="Look")]}
    for wrong in ({"media": [card], **linkless}, {"media": [card, {**card, "path": "b.jpg"}]}):
        with pytest.raises(ValueError, match="card"):
            story(**wrong)
