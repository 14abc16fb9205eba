"""What X's answers mean: one problem, a list of errors, an older shape with numbers, or HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from advocacy.connectors.answers import Answer, AnswerClass, until
from advocacy.connectors.base import Scope
from advocacy.connectors.limit import Limit

LIMITS = (
    Limit(count=100, per=timedelta(minutes=15)),
    Limit(count=300, per=timedelta(hours=3)),
    Limit(count=10_000, per=timedelta(days=1), scope="app"),
)

_PROBLEMS = {
    "client-forbidden": AnswerClass.CONFIG,
    "client-not-enrolled": AnswerClass.CONFIG,
    "credits": AnswerClass.OPERATOR_HOLD,
    "disallowed-resource": AnswerClass.PERMANENT,
    "duplicate-rules": AnswerClass.AMBIGUOUS_DUPLICATE,
    "field-unauthorized": AnswerClass.PERMISSION,
    "invalid-request": AnswerClass.PERMANENT,
    "not-authorized-for-field": AnswerClass.PERMISSION,
    "not-authorized-for-resource": AnswerClass.PERMISSION,
    "unsupported-authentication": AnswerClass.REAUTH,
    "usage-capped": AnswerClass.OPERATOR_HOLD,
    "user-suspended": AnswerClass.PERMANENT,
}
"""By the last word of the problem's `type`, an address that was seen on two hosts."""
_TITLES = {
    "CreditsDepleted": AnswerClass.OPERATOR_HOLD,
    "Unsupported Authentication": AnswerClass.REAUTH,
    "UsageCapExceeded": AnswerClass.OPERATOR_HOLD,
    "SpendCapReached": AnswerClass.OPERATOR_HOLD,
}
_LEGACY = {
    32: AnswerClass.REFRESH,
    64: AnswerClass.PERMANENT,
    88: AnswerClass.RATE_LIMITED,
    89: AnswerClass.REFRESH,
    185: AnswerClass.RATE_LIMITED,
    186: AnswerClass.PERMANENT,
    187: AnswerClass.AMBIGUOUS_DUPLICATE,
    226: AnswerClass.PERMANENT,
    261: AnswerClass.PERMISSION,
    326: AnswerClass.REAUTH,
    453: AnswerClass.CONFIG,
}
_WORDS = {
    "duplicate content": AnswerClass.AMBIGUOUS_DUPLICATE,
    "duplicate-rules": AnswerClass.AMBIGUOUS_DUPLICATE,
    "not permitted to perform this action": AnswerClass.PERMANENT,
    "not permitted to access this feature": AnswerClass.PERMANENT,
    "maximum of one cashtag": AnswerClass.PERMANENT,
    "maximum of 4 items": AnswerClass.PERMANENT,
    "contains an invalid url": AnswerClass.PERMANENT,
    "longer than 2 minutes": AnswerClass.PERMANENT,
    "user-suspended": AnswerClass.PERMANENT,
    "client-not-enrolled": AnswerClass.CONFIG,
    "client-forbidden": AnswerClass.CONFIG,
    "unsupported authentication": AnswerClass.REAUTH,
    "usage cap": AnswerClass.OPERATOR_HOLD,
    "usage-cap": AnswerClass.OPERATOR_HOLD,
    "spend cap": AnswerClass.OPERATOR_HOLD,
}
"""Where X gives a sentence and no type (``about:blank``)."""


_MEDIA_GONE = "media ids are invalid"
"""Among the errors of an “invalid request”, which has a type of its own."""


def meaning(op: str, answer: Answer) -> AnswerClass | None:
    """By the problem's type, then its title, number and words; None where X documents nothing."""
    status = answer.status or 0
    if answer.is_2xx:
        return _accepted(op, answer)
    if status >= 500:  # noqa: PLR2004 - the range of HTTP
        return None
    if op == "token" and answer.word("error") == "invalid_request":
        return AnswerClass.REAUTH
    if op == "create" and any(_MEDIA_GONE in str(each.get("message", "")).lower() for each in answer.dicts()):
        return AnswerClass.REUPLOAD
    said = next((each for problem in answer.dicts() if (each := _problem(op, problem))), None)
    if said is None and isinstance(answer.body, str):
        said = _detail(answer.body)
    return said or {
        401: None if op == "token" else AnswerClass.REFRESH,
        402: AnswerClass.OPERATOR_HOLD,
    }.get(status)


def throttled(answer: Answer, now: datetime) -> tuple[datetime | None, Scope]:
    """Whose limit is used up: X counts each day apart, for the app and for the person, in headers.

    >>> from datetime import UTC
    >>> said = {"x-app-limit-24hour-remaining": "0", "x-app-limit-24hour-reset": "1772480000"}
    >>> throttled(Answer(status=429, headers=said), datetime(2026, 3, 2, tzinfo=UTC))[1]
    'app'
    """
    days: tuple[tuple[str, Scope], ...] = (("app", "app"), ("user", "member"))
    for name, scope in days:
        if answer.headers.get(f"x-{name}-limit-24hour-remaining", "").strip() == "0":
            reset = {"x-rate-limit-reset": answer.headers.get(f"x-{name}-limit-24hour-reset", "")}
            return until(replace(answer, headers=reset), now) or until(answer, now), scope
    return until(answer, now), "member"


def _accepted(op: str, answer: Answer) -> AnswerClass | None:
    if op == "create":
        return AnswerClass.OK if answer.get("data", "id") else AnswerClass.AMBIGUOUS
    if op == "token" or answer.get("data") is not None:
        return None
    if op == "read" and not answer.json.keys() & {"errors", "meta"}:
        return AnswerClass.RETRY
    kinds = {_kind(each) for each in answer.dicts()}
    return AnswerClass.NOT_FOUND if "resource-not-found" in kinds else None


def _problem(op: str, problem: Mapping[str, object]) -> AnswerClass | None:
    kind, title, code = _kind(problem), problem.get("title"), problem.get("code")
    if kind == "resource-not-found":
        return AnswerClass.PERMANENT if op == "create" else AnswerClass.NOT_FOUND
    said = _PROBLEMS.get(kind) or _PROBLEMS.get(str(problem.get("reason")))
    said = said or (_TITLES.get(title) if isinstance(title, str) else None)
    said = said or (_LEGACY.get(code) if isinstance(code, int) else None)
    return said or _detail(" ".join(str(problem.get(name, "")) for name in ("detail", "message", "title")))


def _kind(problem: Mapping[str, object]) -> str:
    return str(problem.get("type", "")).rstrip("/").rpartition("/")[2]


def _detail(words: str) -> AnswerClass | None:
    lowered = words.lower()
    return next((said for phrase, said in _WORDS.items() if phrase in lowered), None)
