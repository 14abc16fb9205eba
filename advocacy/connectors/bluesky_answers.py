"""What a PDS's answers mean: the name in ``error`` says it, the status says little."""

from __future__ import annotations

from datetime import timedelta

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Scope
from advocacy.connectors.limit import Limit

LIMITS = (Limit(count=1666, per=timedelta(hours=1)), Limit(count=11_666, per=timedelta(days=1)))
"""5,000 points an hour and 35,000 a day, of which a post takes three."""
_BY_ADDRESS = "3000;w=300"
"""The policy that a PDS holds against our address, whoever we speak for; all others are an account's."""

_ERRORS = {
    **dict.fromkeys(("InvalidToken", "AuthenticationRequired", "AuthMissing"), AnswerClass.REAUTH),
    **dict.fromkeys(("AuthFactorTokenRequired", "invalid_token", "invalid_grant"), AnswerClass.REAUTH),
    **dict.fromkeys(("AccountTakedown", "AccountDeactivated", "AccountSuspended"), AnswerClass.PERMANENT),
    **dict.fromkeys(("Suspended", "RepoTakendown", "RepoDeactivated"), AnswerClass.PERMANENT),
    **dict.fromkeys(("BlobTooLarge", "InvalidMimeType", "InvalidRequest"), AnswerClass.PERMANENT),
    **dict.fromkeys(("InvalidRecord", "PayloadTooLarge"), AnswerClass.PERMANENT),
    "ExpiredToken": AnswerClass.REFRESH,
    "BlobNotFound": AnswerClass.REUPLOAD,
    "InvalidSwap": AnswerClass.ALREADY_EXISTS,
    "RecordNotFound": AnswerClass.NOT_FOUND,
    "RateLimitExceeded": AnswerClass.RATE_LIMITED,
    "ScopeMissingError": AnswerClass.PERMISSION,
    "insufficient_scope": AnswerClass.PERMISSION,
    "use_dpop_nonce": AnswerClass.RETRY,
}


def meaning(op: str, answer: Answer) -> AnswerClass | None:
    """By the name of the error; None where the AT Protocol documents nothing."""
    if answer.is_2xx:
        return _accepted(op, answer)
    error, status = answer.word("error"), answer.status or 0
    if 'error="use_dpop_nonce"' in answer.headers.get("www-authenticate", ""):
        return AnswerClass.RETRY
    if status >= 500:  # noqa: PLR2004 - the range of HTTP
        return None
    if error == "ExpiredToken" and op == "token":
        return AnswerClass.REAUTH
    if error == "InvalidRequest":
        return _invalid(op, answer.word("message"))
    return _ERRORS.get(error)


def whose(answer: Answer) -> Scope:
    """Whom an answer that asks to wait concerns, by the policy that it names.

    >>> whose(Answer(status=429, headers={"ratelimit-policy": "3000;w=300"}))
    'app'
    """
    policy = answer.headers.get("ratelimit-policy", "").replace(" ", "")
    return "app" if policy == _BY_ADDRESS else "member"


def _accepted(op: str, answer: Answer) -> AnswerClass | None:
    if op in {"create", "putRecord"}:
        known = answer.word("uri") and answer.word("cid")
        return AnswerClass.OK if known else AnswerClass.AMBIGUOUS
    if op == "token":
        known = answer.word("accessJwt") or answer.word("access_token")
        return AnswerClass.OK if known else AnswerClass.AMBIGUOUS
    if op in {"getRecord", "read"}:
        return AnswerClass.OK if answer.json else AnswerClass.RETRY
    return None


def _invalid(op: str, message: str) -> AnswerClass:
    """``InvalidRequest`` covers much; a few servers say only in words what it was."""
    if message.startswith("Could not find blob"):
        return AnswerClass.REUPLOAD
    if op == "getRecord" and message.startswith("Could not locate record"):
        return AnswerClass.NOT_FOUND
    return AnswerClass.PERMANENT
