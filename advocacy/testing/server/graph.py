"""Errors as Meta's Graph writes them."""

from __future__ import annotations

from typing import Any

from advocacy.testing.relay import Answer
from advocacy.testing.server.network import reply


def problem(code: int, message: str, subcode: int | None = None, *, status: int = 400) -> Answer:
    """An error with its two numbers."""
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
    return reply(status, {"error": {**error, **({"error_subcode": subcode} if subcode else {})}})


UNAUTHORIZED = problem(190, "Error validating access token: it is not one of ours", 463, status=401)
NOT_THERE = problem(100, "Unsupported get request. Object does not exist", 33)
