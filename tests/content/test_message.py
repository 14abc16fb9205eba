"""One wording, and for whom it can be said."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from advocacy.content import Message
from advocacy.documents import read_yaml, validate
from advocacy.errors import InvalidInput


def test_it_suits_those_whose_facts_are_known() -> None:
    message = Message(network="bluesky", language="en", text="In {{ city }}")
    assert message.suits({"city": "Lyon"})
    assert not message.suits({"name": "Ada"})
    assert message.names == {"city"}


def test_a_wrong_template_is_refused_at_once() -> None:
    with pytest.raises(ValidationError):
        Message(network="bluesky", language="en", text="{{ nme }}")


def test_every_mistake_of_a_text_is_told_on_its_line_of_the_file() -> None:
    text = "network: bluesky\nlanguage: en\ntext: |\n  fine\n  {{ nme }}\n  {{ twon }}\n"
    with pytest.raises(InvalidInput) as caught:
        validate(read_yaml(text, name="m.yaml"), Message)
    assert [(mistake.line, mistake.field) for mistake in caught.value.mistakes] == [(5, "text"), (6, "text")]
