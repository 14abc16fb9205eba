"""Where an account lives, and what it is reached with."""

from __future__ import annotations

from urllib.parse import urlsplit

from advocacy.connectors.base import Access, Secret
from advocacy.connectors.oauth import require
from advocacy.language import Text


def token(access: Access) -> Secret:
    """The token.

    Raises:
        AuthorizationExpired: There is none.
    """
    return require(access, "access", _AGAIN)


def server(base: str) -> str:
    """The address of the server, whether `base` is one or just its name."""
    return base.rstrip("/") if urlsplit(base).scheme else f"https://{base.rstrip('/')}"


_AGAIN = Text(
    fr="Mastodon : ce compte n’est pas relié ; reliez-le.",
    en="Mastodon: this account is not connected; connect it.",
)
