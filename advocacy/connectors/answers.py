"""What a network's answer means, in one vocabulary for all of them, and the error each meaning becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum


class AnswerClass(StrEnum):
    """What an answer means for the share it was given to."""

    OK = "ok"
    QUEUED = "queued"
    """Accepted, without proof of delivery."""
    NOT_SENT = "not_sent"
    """Not a byte of the request left."""
    RETRY = "retry"
    """Nothing was applied, and it will pass."""
    REFRESH = "refresh"
    """Renew the token, then send again."""
    REAUTH = "reauth"
    """The person must connect the account again."""
    PERMISSION = "permission"
    CONFIG = "config"
    OPERATOR_HOLD = "operator_hold"
    RATE_LIMITED = "rate_limited_until"
    REUPLOAD = "reupload"
    """The media is gone: upload it again, then send with the same key."""
    PERMANENT = "permanent"
    ALREADY_PUBLISHED = "already_published"
    """Refused as a duplicate, and the first post is named."""
    ALREADY_EXISTS = "already_exists"
    """Our own key is taken: compare what stands there."""
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    """It may have been applied."""
    AMBIGUOUS_DUPLICATE = "ambiguous_duplicate"
    """Refused as a duplicate, without a name: the first may be ours."""


CREATES = frozenset({"create", "publish", "putRecord", "token", "any"})
"""Operations where an answer that nobody foresaw may hide a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. Without `status` nothing did, and `body` names the exceptions down the cause chain."""

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None

    @classmethod
    def of(cls, status: int | None, headers: Mapping[str, str] | None, body: object) -> Answer:
        """Tidy what was received: header names in lower case, JSON parsed wherever it is JSON."""
        lowered = {str(name).lower(): str(value) for name, value in (headers or {}).items()}
        return cls(status=status, headers=lowered, body=_parsed(body) if status is not None else body)

    @property
    def is_2xx(self) -> bool:
        """Whether the network says that all went well."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - the range of HTTP

    @property
    def json(self) -> Mapping[str, object]:
        """The body where it is a JSON object, else empty."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def text(self) -> str:
        """The body where it is plain text, stripped, else empty."""
        return self.body.strip() if isinstance(self.body, str) else ""

    def get(self, *path: str) -> object:
        """The value at `path` in the body; None where it does not lead anywhere.

        >>> Answer(status=200, body={"data": {"id": "7"}}).get("data", "id")
        '7'
        """
        value: object = self.body
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def word(self, *path: str) -> str:
        """The text at `path` in the body; empty where there is none."""
        value = self.get(*path)
        return value if isinstance(value, str) else ""

    def dicts(self) -> Iterator[Mapping[str, object]]:
        """Every JSON object in the body, outermost first."""
        yield from _dicts(self.body)


def classify_transport(answer: Answer) -> AnswerClass:
    """What a request that got no answer means: surely not sent, or perhaps applied.

    >>> classify_transport(Answer(status=None, body="ConnectTimeout<ConnectTimeoutError"))
    <AnswerClass.NOT_SENT: 'not_sent'>
    """
    names = [name.strip().rpartition(".")[2] for name in str(answer.body or "").split("<")]
    refused = bool({"NewConnectionError", "NameResolutionError"} & set(names))
    surely_not = {
        "ConnectTimeout": True,
        "InvalidURL": True,
        "MissingSchema": True,
        "ConnectionError": refused,
        "ProxyError": refused,
        "SSLError": "SSLCertVerificationError" in names,
    }
    return AnswerClass.NOT_SENT if surely_not.get(names[0], False) else AnswerClass.AMBIGUOUS


def classify_generic(op: str, answer: Answer) -> AnswerClass:
    """What holds on every network; an answer that nobody foresaw on a create is ambiguous."""
    status = answer.status
    if status is None:
        return classify_transport(answer)
    if op == "token" and (meaning := _oauth(answer)):
        return meaning
    if fixed := _BY_STATUS.get(status):
        return fixed
    if op in CREATES - {"any"}:
        return AnswerClass.AMBIGUOUS
    return _harmless(status, op)


def until(answer: Answer, now: datetime) -> datetime | None:
    """When the network says to come back, from whichever header it uses; None where it says nothing.

    >>> until(Answer(status=429, headers={"retry-after": "30"}), datetime(2026, 3, 2, tzinfo=UTC))
    datetime.datetime(2026, 3, 2, 0, 0, 30, tzinfo=datetime.timezone.utc)
    """
    for name in ("retry-after", "x-rate-limit-reset", "ratelimit-reset", "x-ratelimit-reset"):
        if (moment := _moment(answer.headers.get(name, ""), now)) is not None:
            return min(max(moment, now), now + _LONGEST)
    return None


_BY_STATUS = {401: AnswerClass.REAUTH, 413: AnswerClass.PERMANENT, 429: AnswerClass.RATE_LIMITED}
_LONGEST = timedelta(days=2)
"""No network counts over more than a day: who says longer is asked again after this."""
_EPOCH = 1_000_000_000  # a number above this is seconds since 1970, below it seconds from now


def _oauth(answer: Answer) -> AnswerClass | None:
    """RFC 6749 §5.2: the token endpoint's own words."""
    if answer.is_2xx:
        return AnswerClass.OK if answer.word("access_token") else AnswerClass.AMBIGUOUS
    return {
        "invalid_grant": AnswerClass.REAUTH,
        "invalid_client": AnswerClass.CONFIG,
        "unauthorized_client": AnswerClass.CONFIG,
        "unsupported_grant_type": AnswerClass.CONFIG,
        "invalid_scope": AnswerClass.CONFIG,
    }.get(answer.word("error"))


def _harmless(status: int, op: str) -> AnswerClass:
    """Looking, deleting and uploading: doing it again does no harm."""
    if status < 300:  # noqa: PLR2004 - the range of HTTP
        return AnswerClass.OK
    if status == 404:  # noqa: PLR2004 - not found
        return AnswerClass.NOT_FOUND
    if op == "any":
        return AnswerClass.AMBIGUOUS
    refused = status in {400, 403, 405, 410, 413, 415, 422}
    return AnswerClass.PERMANENT if refused else AnswerClass.RETRY


def _parsed(body: object) -> object:
    if isinstance(body, (bytes, bytearray)):
        body = bytes(body).decode("utf-8", errors="replace")
    if not isinstance(body, str) or not body.lstrip().startswith(("{", "[")):
        return body
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body


def _dicts(body: object) -> Iterator[Mapping[str, object]]:
    waiting = [body]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _moment(value: str, now: datetime) -> datetime | None:
    try:
        seconds = float(value)
    except ValueError:
        return _date(value)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > _EPOCH else now + timedelta(seconds=seconds)
    except (ValueError, OverflowError, OSError):
        return None


def _date(value: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value)
        except (ValueError, TypeError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
