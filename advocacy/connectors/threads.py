"""Threads."""

from __future__ import annotations

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Capabilities, Lane
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.meta import Meta
from advocacy.connectors.text import emoji_as_bytes_length


class Threads(Meta):
    """Published in two steps: a container, then the post."""

    name = "threads"
    title = "Threads"
    capabilities = Capabilities(lane=Lane.HAND_OFF, max_length=500)
    dialog = Dialog(
        with_link="https://www.threads.com/intent/post?text={text}&url={link}",
        without_link="https://www.threads.com/intent/post?text={text}",
        post_hosts=("www.threads.com", "threads.com", "www.threads.net", "threads.net"),
        post_paths={r"/@[\w.]{1,30}/post/([\w-]+)": r"\1"},
    )

    text_length = staticmethod(emoji_as_bytes_length)

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """As on all of Meta, and the one refusal that has words only."""
        said = super().classify(op, answer)
        if said is None and "must be at most 500 characters" in answer.word("error", "message"):
            return AnswerClass.PERMANENT
        return said

    @classmethod
    def restricted(cls, code: int | None) -> AnswerClass:  # noqa: ARG003 - the same with every code
        """Meta restricts this person's activity."""
        return AnswerClass.PERMANENT
