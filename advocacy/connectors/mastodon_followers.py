"""Who follows an account on a Mastodon server, where its person shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from advocacy.connectors.answers import Answer
from advocacy.connectors.followers import Followers
from advocacy.errors import TryLater
from advocacy.language import Text

_PAGE = "80"
_LINK = re.compile(r'<([^<>]*)>[^,<]*;\s*rel="?next"?', re.IGNORECASE)
Read = Callable[[str, Mapping[str, str] | None], Answer]
"""Ask the account's own server at a path."""


def followers(read: Read, who: str, server: str, after: str) -> Followers | None:
    """A page of those who follow the account `who`; None where its person hides them.

    Their own token would show them all the same, so what the person chose is asked first.

    Args:
        read: asks.
        who: the account's id there.
        server: the name of the server, for those who live on it.
        after: where the page begins.
    """
    if not after and read(f"/api/v1/accounts/{who}", None).get("hide_collections") is True:
        return None
    params = {"limit": _PAGE, **({"max_id": after} if after else {})}
    answer = read(f"/api/v1/accounts/{who}/followers", params)
    if not isinstance(answer.body, list):
        raise TryLater(_STRANGE)
    ids = (_known_as(each, server) for each in answer.body if isinstance(each, dict))
    return Followers(ids=tuple(id_ for id_ in ids if id_), after=_next(answer) if answer.body else "")


def _known_as(account: Mapping[str, Any], server: str) -> str:
    """The address of a person's own page, which is the same on every server; else name and server."""
    address = account.get("url")
    if isinstance(address, str) and address.startswith(("https://", "http://")):
        return address
    name = str(account.get("acct") or "").casefold()
    return name if "@" in name or not name else f"{name}@{server}"


def _next(answer: Answer) -> str:
    """Where the next page begins, by the header; only its number is taken, never its address."""
    found = _LINK.search(answer.headers.get("link", ""))
    return parse_qs(urlsplit(found[1]).query).get("max_id", [""])[0] if found else ""


_STRANGE = Text(
    fr="Mastodon n’a pas montré qui suit ce compte. On réessaiera.",
    en="Mastodon did not show who follows this account. It will be tried again.",
)
