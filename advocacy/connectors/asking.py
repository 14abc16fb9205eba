"""What a connector does for people's consent on the network's own page; by default, that there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from advocacy.errors import Rejected

if TYPE_CHECKING:
    from advocacy.connectors.base import Access
    from advocacy.connectors.consent import App, Consent, Question


class Asking:
    """The part of a connector that asks people; a new one overrides what its network offers."""

    purposes: ClassVar[tuple[str, ...]] = ()
    """What a person's consent can be asked for, on the network's own page; empty: they give a secret."""
    leaves_at: ClassVar[str] = ""
    """Where a person takes their consent back by themselves; ``{host}`` is their server."""
    registers: ClassVar[bool] = False
    """Whether each server must be told of our app before anyone is asked there (see `register`)."""
    renews_itself: ClassVar[bool] = False
    """Whether `renew` puts off the end of a consent, so that nobody need be asked again."""

    def register(self, host: str, redirect_uri: str) -> App:
        """Our registration with the server `host`, made anew."""
        raise Rejected(
            fr="Ce réseau ne connaît que les applications enregistrées à la main.",
            en="This network knows only apps that were registered by hand.",
        )

    def client_metadata(self, redirect_uri: str, *, name: str) -> Mapping[str, object]:
        """The document that describes our app, where the network knows it by one that we serve."""
        raise Rejected(
            fr="Ce réseau ne connaît pas les applications par un document.",
            en="This network does not know apps by a document.",
        )

    def consent(self, question: Question) -> Consent:
        """Where the person agrees on the network's own page, and what must be kept until they come back."""
        raise Rejected(
            fr="Ce réseau ne demande pas d’accord sur sa page : donnez un jeton.",
            en="This network asks for no consent on a page of its own: give a token.",
        )

    def redeem(self, code: str, consent: Consent) -> Access:
        """The access that the person agreed to, for the `code` that they came back with; asked once."""
        raise Rejected(
            fr="Ce réseau ne rend pas de code : donnez un jeton.",
            en="This network gives back no code: give a token.",
        )

    def revoke(self, access: Access) -> bool:
        """Tell the network to forget the consent; False where only the person can, at `leaves_at`."""
        return False
