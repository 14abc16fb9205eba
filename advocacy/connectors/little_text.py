"""LinkedIn's little text: an unescaped sign of its own cuts a post off without an error."""

from __future__ import annotations

import re

_HASHTAG = r"(?:^|(?<=[\s(\[«“\"'’]))\#(?=[^\W_])"
_RESERVED = re.compile(rf"(?P<hashtag>{_HASHTAG})|(?P<sign>[\\|{{}}@\[\]()<>#*_~])")


def escape(text: str) -> str:
    r"""`text` so that LinkedIn shows it as it is; the ``#`` of a hashtag stays one.

    >>> print(escape("We hire (Lyon) #pumps, see https://acme.example/a_b#top"))
    We hire \(Lyon\) #pumps, see https://acme.example/a\_b\#top
    """
    return _RESERVED.sub(lambda found: found["hashtag"] or f"\\{found['sign']}", text)
