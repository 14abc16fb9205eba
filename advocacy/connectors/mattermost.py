"""Mattermost: messages to colleagues, by its API or by an incoming webhook."""

from __future__ import annotations

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Capabilities, Lane, Network

_PENDING = "api.post.deduplicate_create_post.pending"
_REFUSED = {
    400: AnswerClass.PERMANENT,
    403: AnswerClass.PERMISSION,
    413: AnswerClass.PERMANENT,
}


class _Mattermost(Network):
    """Errors are ``{"id", "message", "status_code", …}``."""

    title = "Mattermost"
    capabilities = Capabilities(lane=Lane.TOKEN, max_length=16_383)

    @staticmethod
    def text_length(text: str) -> int:
        """Code points (Go's runes)."""
        return len(text)

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By status where the answer has the server's own shape."""
        if answer.is_2xx:
            return cls.accepted(op, answer)
        if answer.word("id") == _PENDING:
            return AnswerClass.RETRY
        if answer.status == 404 and op == "create" and answer.word("id"):  # noqa: PLR2004 - not found
            return AnswerClass.PERMANENT
        return _REFUSED.get(answer.status or 0) if answer.word("id") else None

    @classmethod
    def accepted(cls, op: str, answer: Answer) -> AnswerClass | None:
        """Whether a 2xx has what proves that a post exists."""
        proven = answer.word("id") or op not in {"create", "publish"}
        return AnswerClass.OK if proven else AnswerClass.AMBIGUOUS


class MattermostApi(_Mattermost):
    """``POST /api/v4/posts``; a pending id is remembered for about 30 seconds."""

    name = "mattermost_api"


class MattermostWebhook(_Mattermost):
    """An incoming webhook answers ``ok``."""

    name = "mattermost_webhook"

    @classmethod
    def accepted(cls, op: str, answer: Answer) -> AnswerClass:  # noqa: ARG003 - there is but one
        """The one word it says."""
        return AnswerClass.OK if answer.text == "ok" else AnswerClass.AMBIGUOUS
