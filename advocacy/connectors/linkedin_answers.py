"""What LinkedIn's answers mean: they come in three shapes: status and code, input errors, and plain text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Scope
from advocacy.connectors.limit import Limit

_DAY = timedelta(days=1)
LIMITS = (Limit(count=50, per=_DAY), Limit(count=33_000, per=_DAY, scope="app"))
"""150 requests a person and 100,000 an app, of which a post with an image takes three."""

_REFUSED = {
    "FIELD_LENGTH_TOO_LONG",
    "INVALID_URN_ID",
    "INVALID_URN_TYPE",
    "MISSING_FIELD",
    "INVALID_VALUE_FOR_FIELD",
    "INVALID_VALUE_BLANK_FIELD",
    "INVALID_URL",
    "INVALID_IMAGE_ID",
    "MEDIA_ASSET_PROCESSING_FAILED",
}
_UPLOAD_AGAIN = {"EXPIRED_UPLOAD_URL", "MEDIA_ASSET_WAITING_UPLOAD", "UPDATING_ASSET_FAILED"}
_VERSION = {"NONEXISTENT_VERSION", "VERSION_MISSING"}
URN = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
_DUPLICATE = re.compile(r"DUPLICATE_POST|duplicate of urn:li:(?:share|ugcPost|activity):\d+")
_CODE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")

_THROTTLE = re.compile(r"throttle (\w+) (\w+) limit")


def meaning(op: str, answer: Answer) -> AnswerClass | None:
    """By status, then by the codes that the answer names; None where LinkedIn documents nothing."""
    if answer.is_2xx:
        return _created(answer) if op == "create" else None
    if op == "token" and answer.word("error") == "invalid_request":
        return AnswerClass.REAUTH
    codes, status = _codes(answer), answer.status or 0
    if status in {401, 429} or status >= 500:  # noqa: PLR2004 - the range of HTTP
        return None
    if status == 426 or codes & _VERSION:  # noqa: PLR2004 - upgrade required
        return AnswerClass.CONFIG
    if _DUPLICATE.search(_words(answer)):
        return AnswerClass.ALREADY_PUBLISHED
    return _refused(status, codes, answer)


def named_post(answer: Answer) -> str | None:
    """The URN of the post that an answer names: the new one, or the one it duplicates."""
    found = URN.search(answer.headers.get("x-restli-id", "")) or URN.search(_words(answer))
    return found[0] if found else None


def is_at_work(answer: Answer) -> bool:
    """Whether it waits for an image that it was given: the same post again, later, will do."""
    return "MEDIA_ASSET_WAITING_UPLOAD" in _codes(answer)


def throttled(answer: Answer, now: datetime) -> tuple[datetime | None, Scope]:
    """Which limit is reached, by its words: those of a day end at midnight UTC, as no header says.

    >>> said = {"message": "Resource level throttle APPLICATION DAY limit for calls is reached."}
    >>> throttled(Answer(status=429, body=said), datetime(2026, 3, 2, 9, tzinfo=UTC))
    (datetime.datetime(2026, 3, 3, 0, 0, tzinfo=datetime.timezone.utc), 'app')
    """
    found = _THROTTLE.search(_words(answer))
    whose, span = found.groups() if found else ("", "")
    tomorrow = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return tomorrow if span == "DAY" else None, "app" if whose == "APPLICATION" else "member"


def _created(answer: Answer) -> AnswerClass:
    known = URN.fullmatch(answer.headers.get("x-restli-id", "").strip()) or URN.fullmatch(answer.word("id"))
    return AnswerClass.OK if known else AnswerClass.AMBIGUOUS


def _refused(status: int, codes: set[str], answer: Answer) -> AnswerClass | None:
    if status == 403 and (answer.json or codes & {"ACCESS_DENIED"}):  # noqa: PLR2004 - forbidden
        return AnswerClass.PERMISSION
    if codes & _REFUSED:
        return AnswerClass.PERMANENT
    return AnswerClass.REUPLOAD if codes & _UPLOAD_AGAIN else None


def _codes(answer: Answer) -> set[str]:
    named = {str(each["code"]) for each in answer.dicts() if isinstance(each.get("code"), str)}
    return named | set(_CODE.findall(answer.text))


def _words(answer: Answer) -> str:
    """Everything the answer says in words, whatever its shape."""
    said = [answer.text]
    for each in answer.dicts():
        said.extend(value for value in each.values() if isinstance(value, str))
    return "\n".join(said)
