"""Microsoft Teams: messages to a channel through a workflow's webhook."""

from __future__ import annotations

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Capabilities, Lane, Network


class TeamsWorkflow(Network):
    """A workflow takes the message now and posts it later, without telling us."""

    name = "teams_workflow"
    title = "Teams"
    capabilities = Capabilities(lane=Lane.TOKEN, max_length=28_000)

    @staticmethod
    def text_length(text: str) -> int:
        """Bytes: the limit of 28 kB is one of size."""
        return len(text.encode())

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:  # noqa: ARG003 - there is but one
        """Accepted is all it ever says; a page in place of that is no answer of a workflow."""
        if answer.status in {200, 202}:
            return AnswerClass.AMBIGUOUS if answer.text.startswith("<") else AnswerClass.QUEUED
        return None
