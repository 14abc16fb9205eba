"""Meta's Graph errors, which Facebook, Instagram and Threads share."""

from __future__ import annotations

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Capabilities, Lane, Network
from advocacy.connectors.text import utf16_length

_CODES = {
    1: AnswerClass.AMBIGUOUS,
    2: AnswerClass.AMBIGUOUS,
    4: AnswerClass.RATE_LIMITED,
    10: AnswerClass.PERMISSION,
    17: AnswerClass.RATE_LIMITED,
    32: AnswerClass.RATE_LIMITED,
    102: AnswerClass.REAUTH,
    190: AnswerClass.REAUTH,
    341: AnswerClass.RATE_LIMITED,
    368: AnswerClass.PERMANENT,
    506: AnswerClass.AMBIGUOUS_DUPLICATE,
    613: AnswerClass.RATE_LIMITED,
    1609005: AnswerClass.PERMANENT,
    **dict.fromkeys(range(200, 300), AnswerClass.PERMISSION),
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
    4279013: AnswerClass.PERMANENT,
}
_CONTAINER = {
    "FINISHED": AnswerClass.OK,
    "PUBLISHED": AnswerClass.ALREADY_PUBLISHED,
    "IN_PROGRESS": AnswerClass.RETRY,
    "ERROR": AnswerClass.PERMANENT,
    "EXPIRED": AnswerClass.REUPLOAD,
}
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
        if said := _SUBCODES.get(subcode or 0) or _CODES.get(code or 0) or _SUBCODES.get(code or 0):
            return said
        if answer.word("error", "message").startswith("Error validating access token"):
            return AnswerClass.REAUTH
        return AnswerClass.REAUTH if op == "token" and _is_oauth_refusal(answer) else None

    @classmethod
    def restricted(cls, code: int | None) -> AnswerClass:
        """What “activity restricted” means; with code 4 the post may be live."""
        return AnswerClass.AMBIGUOUS if code == 4 else AnswerClass.PERMANENT  # noqa: PLR2004 - rate limit


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
