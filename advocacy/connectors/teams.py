"""Microsoft Teams: nudges to a channel through a workflow's webhook, as adaptive cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Access, Capabilities, Lane, Outgoing
from advocacy.connectors.http import exact
from advocacy.connectors.media import shown_in
from advocacy.connectors.webhook import IMAGES, Webhook
from advocacy.language import Text

_LARGEST = 28_000
_KIND = "application/vnd.microsoft.card.adaptive"
_ANSWERS = {
    "AuthorizationFailed": AnswerClass.REAUTH,
    "TriggerInputSchemaMismatch": AnswerClass.PERMANENT,
    "WorkflowNotFound": AnswerClass.REAUTH,
    "WorkflowTriggerIsNotEnabled": AnswerClass.CONFIG,
}
"""As Azure Logic Apps names what it refuses before a workflow begins."""
_CARD = {
    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
    "type": "AdaptiveCard",
    "version": "1.4",
}


class TeamsWorkflow(Webhook):
    """A workflow takes the message now and posts it later, without telling us."""

    name = "teams_workflow"
    title = "Teams"
    capabilities = Capabilities(
        lane=Lane.TOKEN, max_length=26_000, standing_consent=True, nudges=True, media=IMAGES
    )

    @staticmethod
    def text_length(text: str) -> int:
        """Bytes: the limit of 28 kB is one of size, and the card around the words takes some of it."""
        return len(text.encode())

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:  # noqa: ARG003 - there is but one
        """Accepted, or refused before it began; a page in place of that is no answer of a workflow."""
        if answer.status in {200, 202}:
            return AnswerClass.AMBIGUOUS if answer.text.startswith("<") else AnswerClass.QUEUED
        return _ANSWERS.get(answer.word("error", "code"))

    def problems(self, outgoing: Outgoing, access: Access | None = None) -> Sequence[Text]:
        """Besides the words, the size of the whole card: what is too large fails later, without a word."""
        found, size = super().problems(outgoing, access), len(exact(self.message(outgoing)).encode())
        return found if found or size <= _LARGEST else (_TOO_LARGE.format(size=size, largest=_LARGEST),)

    def message(self, outgoing: Outgoing) -> Mapping[str, Any]:
        """A card: a block for each paragraph and image, and the link as a button."""
        lines = [line for line in outgoing.text.split("\n") if line.strip()]
        blocks: list[dict[str, Any]] = [{"type": "TextBlock", "text": line, "wrap": True} for line in lines]
        blocks += [{"type": "Image", "url": each.address, "altText": each.alt} for each in shown_in(outgoing)]
        opens = {"type": "Action.OpenUrl", "title": outgoing.title or outgoing.link, "url": outgoing.link}
        card = {**_CARD, "body": blocks, **({"actions": [opens]} if outgoing.link else {})}
        return {
            "type": "message",
            "attachments": [{"contentType": _KIND, "contentUrl": None, "content": card}],
        }


_TOO_LARGE = Text(
    fr="Le message fait {size} octets, Teams en accepte {largest} : raccourcissez-le.",
    en="The message has {size} bytes and Teams takes {largest}: shorten it.",
)
