"""What a Mastodon server's answers mean: the status says it, for the words are in the account's language."""

from __future__ import annotations

import re
from datetime import timedelta

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.limit import Limit

_REQUESTS = 300
_EACH = 3
"""A post with an image takes so many requests."""

_DISABLED = re.compile(r"login is currently disabled|suspended|pending|not confirmed|not approved")


def meaning(op: str, answer: Answer) -> AnswerClass | None:
    """By status; None where Mastodon documents nothing."""
    if answer.is_2xx:
        return _accepted(op, answer)
    words = f"{answer.word('error')} {answer.word('error_description')}".lower()
    if answer.status == 403 and answer.json:  # noqa: PLR2004 - forbidden
        return AnswerClass.REAUTH if _DISABLED.search(words) else AnswerClass.PERMISSION
    if answer.status == 404 and op != "token":  # noqa: PLR2004 - not found
        return AnswerClass.NOT_FOUND
    if answer.status == 422:  # noqa: PLR2004 - refused as invalid
        return _invalid(op, words)
    return None


def limits_of(told: str) -> tuple[Limit, ...]:
    """How often an account may post, by the requests in five minutes that its server allows it.

    >>> [limit.count for told in ("1500", "") for limit in limits_of(told)]
    [500, 100]
    """
    requests = int(told) if told.isdecimal() else _REQUESTS
    return (Limit(count=max(1, requests // _EACH), per=timedelta(minutes=5)),)


def _accepted(op: str, answer: Answer) -> AnswerClass | None:
    if op == "create":
        if answer.get("params") is not None and answer.word("scheduled_at"):
            return AnswerClass.QUEUED
        return AnswerClass.OK if answer.get("id") else AnswerClass.AMBIGUOUS
    if op == "media":
        return AnswerClass.OK if answer.status == 200 else AnswerClass.RETRY  # noqa: PLR2004 - ready
    if op == "read":
        return AnswerClass.OK if isinstance(answer.body, (dict, list)) else AnswerClass.RETRY
    return None


def _invalid(op: str, words: str) -> AnswerClass:
    """Nothing was created. Two cases pass or can be mended, and have words of their own in English."""
    if op == "create" and "not finished processing" in words:
        return AnswerClass.RETRY
    if op == "create" and ("already attached" in words or ("media" in words and "not found" in words)):
        return AnswerClass.REUPLOAD
    return AnswerClass.PERMANENT
