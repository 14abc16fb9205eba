"""What a fake LinkedIn reads and answers: little text as members see it, and errors in its own shapes."""

from __future__ import annotations

import re

from advocacy.testing.relay import Answer
from advocacy.testing.server.network import reply

_PLAIN = re.compile(r"\\(.)|(#)(?=[^\W_])|([^\\|{}@\[\]()<>#*_~])", re.DOTALL)


def shown(commentary: str) -> str:
    r"""What members see of little text: it ends, without an error, at the first sign left unescaped.

    >>> shown(r"We hire \(Lyon\) #pumps"), shown("We hire (Lyon)")
    ('We hire (Lyon) #pumps', 'We hire ')
    """
    text, place = [], 0
    while found := _PLAIN.match(commentary, place):
        text.append(found[1] or found[2] or found[3])
        place = found.end()
    return "".join(text)


UNAUTHORIZED = reply(401, {"status": 401, "serviceErrorCode": 65600, "message": "Invalid access token"})
DENIED = reply(403, {"status": 403, "serviceErrorCode": 100, "code": "ACCESS_DENIED", "message": "Not yours"})


def problem(code: str, where: str) -> Answer:
    """One input error, at `where`."""
    one = {"description": "…", "input": {"inputPath": {"fieldPath": where}}, "code": code}
    told = {"errorDetailType": "com.linkedin.common.error.BadRequest", "message": code}
    return reply(400, {**told, "errorDetails": {"inputErrors": [one]}, "status": 400})


def duplicate(first: str) -> Answer:
    """A duplicate of the post `first`."""
    one = {"description": "Duplicate post is detected", "input": {"inputPath": {}}, "code": "DUPLICATE_POST"}
    said = f"Content is a duplicate of {first}"
    told = {"errorDetailType": "com.linkedin.common.error.BadRequest", "message": said}
    return reply(422, {**told, "errorDetails": {"inputErrors": [one]}, "status": 422})
