"""Take secrets out of a text before it is logged, stored or shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 2048
"""Characters of a network's answer that are kept (about 2 kB)."""

_NAMES = (
    "access_token|refresh_token|client_secret|appsecret_proof|oauth2_access_token|code_verifier"
    "|accessJwt|refreshJwt|password|id_token|device_code|assertion"
)
_ERROR_CODE = r"(?:-?\d{1,7}|[A-Z]+(?:_[A-Z]+)+|(?:[A-Z][a-z]+)+)"
"""What networks call an error: `DUPLICATE_POST`, `190`, `RateLimitExceeded`; OAuth has other codes."""
_PATTERNS = (
    (re.compile(r"(?i)\b(code=)[^\s\"'&,}]+"), r"\1…"),
    (
        re.compile(rf"(?P<name>[\"']?\bcode[\"']?\s*:\s*[\"']?)(?!{_ERROR_CODE}[\"'\s,}}])[^\s\"'&,}}]+"),
        r"\g<name>…",
    ),
    (re.compile(rf'(?i)(["\']?\b(?:{_NAMES})["\']?\s*[=:]\s*["\']?)[^\s"\'&,}}]+'), r"\1…"),
    (re.compile(r"(?i)\b(Bearer|DPoP|Basic)\s+[\w.~+/=-]{6,}"), r"\1 …"),
    (
        re.compile(
            r"(?i)(https?://[^\s/]*(?:slack\.com/services|/hooks|logic\.azure\.com|api\.powerplatform\.com))[^\s\"']*"
        ),
        r"\1/…",
    ),
    (re.compile(r"(?i)(https?://)[^\s/@]+@"), r"\1…@"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"), "…"),
)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without the given `secrets` nor what looks like one, cut to `LONGEST` characters.

    >>> redacted("GET /me?access_token=abcdef1234 by hunter2", ["hunter2"])
    'GET /me?access_token=… by …'
    """
    for secret in sorted((value for value in secrets if value), key=len, reverse=True):
        text = text.replace(secret, "…")
    text = text[: LONGEST * 2]
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
