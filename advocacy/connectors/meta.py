"""Meta's Graph errors, which Facebook, Instagram and Threads share."""

from __future__ import annotations

from datetime import datetime, timedelta

from advocacy.connectors.answers import CREATES, Answer, AnswerClass
from advocacy.connectors.base import Capabilities, Lane, Network, Scope
from advocacy.connectors.text import utf16_length

_CODES = {
    1: AnswerClass.AMBIGUOUS,
    2: AnswerClass.AMBIGUOUS,
    3: AnswerClass.PERMISSION,
    4: AnswerClass.RATE_LIMITED,
    10: AnswerClass.PERMISSION,
    17: AnswerClass.RATE_LIMITED,
    32: AnswerClass.RATE_LIMITED,
    100: AnswerClass.PERMANENT,
    102: AnswerClass.REAUTH,
    190: AnswerClass.REAUTH,
    341: AnswerClass.RATE_LIMITED,
    368: AnswerClass.PERMANENT,
    506: AnswerClass.AMBIGUOUS_DUPLICATE,
    613: AnswerClass.RATE_LIMITED,
    1609005: AnswerClass.PERMANENT,
    **dict.fromkeys(range(200, 300), AnswerClass.PERMISSION),
    **dict.fromkeys(range(80_000, 80_015), AnswerClass.RATE_LIMITED),  # by business use case
}
_SUBCODES = {
    **dict.fromkeys((458, 459, 460, 463, 467, 1404078), AnswerClass.REAUTH),
    **dict.fromkeys((1346003, 1404102, 1404006), AnswerClass.PERMANENT),  # abusive, against the standards
    **dict.fromkeys((1366046, 1609005, 1609008, 2061006, 1349125), AnswerClass.PERMANENT),  # photo or link
    **dict.fromkeys(
        (1363047, 1609010), AnswerClass.AMBIGUOUS
    ),  # “temporary”, without a word on what was done
    1366051: AnswerClass.AMBIGUOUS_DUPLICATE,
    1390008: AnswerClass.RATE_LIMITED,
    2207006: AnswerClass.REUPLOAD,  # the container is not there
    2207008: AnswerClass.REUPLOAD,  # nor any longer
    2207027: AnswerClass.RETRY,  # it is not ready
    2207042: AnswerClass.RATE_LIMITED,
    2207050: AnswerClass.PERMANENT,
    4279013: AnswerClass.PERMANENT,
}
_CONTAINER = {
    "FINISHED": AnswerClass.OK,
    "PUBLISHED": AnswerClass.ALREADY_PUBLISHED,
    "IN_PROGRESS": AnswerClass.RETRY,
    "ERROR": AnswerClass.PERMANENT,
    "EXPIRED": AnswerClass.REUPLOAD,
}
_NOT_THERE = (100, 33)
"""An object that does not exist, or that this token may not see."""
_WHOLE_APP = 4
RESTRICTED = 2207051
"""On Instagram it came with a post that was live; on Threads it is a refusal."""


class Meta(Network):
    """What the three networks share; each of them adds its own."""

    name = "meta"
    title = "Meta"
    capabilities = Capabilities(lane=Lane.HAND_OFF)

    text_length = staticmethod(utf16_length)

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By `code` and `error_subcode`, which are numbers; never by words or parts of numbers."""
        if answer.is_2xx and not answer.get("error"):
            return _accepted(op, answer)
        code, subcode = _number(answer.get("error", "code")), _number(answer.get("error", "error_subcode"))
        if RESTRICTED in {code, subcode}:
            return cls.restricted(code)
        if (code, subcode) == _NOT_THERE and op not in CREATES:
            return AnswerClass.NOT_FOUND
        if said := _SUBCODES.get(subcode or 0) or _CODES.get(code or 0) or _SUBCODES.get(code or 0):
            return said
        if answer.word("error", "message").startswith("Error validating access token"):
            return AnswerClass.REAUTH
        return AnswerClass.REAUTH if op == "token" and _is_oauth_refusal(answer) else None

    @classmethod
    def restricted(cls, code: int | None) -> AnswerClass:
        """What “activity restricted” means; with code 4 the post may be live."""
        return AnswerClass.AMBIGUOUS if code == _WHOLE_APP else AnswerClass.PERMANENT


def throttled(answer: Answer, now: datetime) -> tuple[datetime | None, Scope]:
    """Until when Meta holds back, told in minutes inside a header, and whether from the whole app.

    >>> usage = {"x-business-use-case-usage": '{"7":[{"estimated_time_to_regain_access":19}]}'}
    >>> throttled(Answer(status=400, headers=usage), datetime(2026, 3, 2, 9))
    (datetime.datetime(2026, 3, 2, 9, 19), 'member')
    """
    usage = Answer.of(200, {}, answer.headers.get("x-business-use-case-usage", ""))
    told = [each.get("estimated_time_to_regain_access") for each in usage.dicts()]
    minutes = max((each for each in told if isinstance(each, int)), default=0)
    whole_app = _number(answer.get("error", "code")) == _WHOLE_APP
    return now + timedelta(minutes=minutes) if minutes else None, "app" if whole_app else "member"


def _accepted(op: str, answer: Answer) -> AnswerClass | None:
    if op in {"create", "publish"}:
        known = answer.get("id") or answer.get("post_id")
        return AnswerClass.OK if known else AnswerClass.AMBIGUOUS
    status = answer.word("status_code") or answer.word("status")
    return _CONTAINER.get(status) if op in {"any", "media"} else None


def _is_oauth_refusal(answer: Answer) -> bool:
    kind = answer.word("error", "type") or answer.word("error_type")
    return answer.status == 400 and kind == "OAuthException"  # noqa: PLR2004 - bad request


def _number(value: object) -> int | None:
    """Meta writes codes as numbers, and some proxies as text."""
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() else None
