"""Authorization codes, as strict as OAuth asks: once, soon, for the same address and with the proof."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from advocacy.connectors.consent import with_query
from advocacy.testing.relay import Answer
from advocacy.testing.server.network import Call, reply


def sent_back(call: Call, **said: str) -> Answer:
    """The browser goes back to the address that `call` names, with its state and what is `said`."""
    address = with_query(call.one("redirect_uri"), {**said, "state": call.one("state")})
    return reply(302, Location=address)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Code:
    account: str
    redirect: str
    challenge: str
    at: datetime


class Codes:
    """The codes of one fake network; `lives` is how long each is good."""

    def __init__(self, lives: timedelta) -> None:
        self._lives = lives
        self._codes: dict[str, _Code] = {}

    def issue(self, account: str, *, redirect: str, challenge: str = "", now: datetime) -> str:
        """A code for `account`, to be brought back from `redirect`."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = _Code(account=account, redirect=redirect, challenge=challenge, at=now)
        return code

    def redeem(self, code: str, *, redirect: str, verifier: str = "", now: datetime) -> str | None:
        """The account that agreed; None where the code is used up, late, or not for this asker."""
        found = self._codes.pop(code, None)
        if found is None or found.redirect != redirect or now - found.at > self._lives:
            return None
        proof = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        return found.account if found.challenge in {"", proof} else None
