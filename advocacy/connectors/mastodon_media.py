"""Images on a Mastodon server: uploaded first, worked on for a while, then named by a status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Access
from advocacy.connectors.mastodon_access import server, token
from advocacy.connectors.media import Attachment, MediaRules
from advocacy.connectors.refusals import meaning_of
from advocacy.errors import MediaLost, TryLater
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.connectors.mastodon import Mastodon

USUAL = MediaRules(
    images=4,
    largest=16_000_000,
    largest_gif=16_000_000,
    pixels=33_177_600,
    alt=1500,
)
"""What a server takes that says nothing of its own."""
_TOLD = {
    "images": ("statuses", "max_media_attachments"),
    "largest": ("media_attachments", "image_size_limit"),
    "pixels": ("media_attachments", "image_matrix_limit"),
    "alt": ("media_attachments", "description_limit"),
}
_WORKING, _FAILED = 206, 422


def told_rules(instance: Answer) -> dict[str, str]:
    """The limits of a server as it tells them, to be kept beside the account."""
    found = {name: instance.get("configuration", *path) for name, path in _TOLD.items()}
    return {f"media_{name}": str(most) for name, most in found.items() if isinstance(most, int) and most > 0}


def rules_of(details: Mapping[str, str]) -> MediaRules:
    """What `told_rules` kept, in place of what is usual."""
    known = {name: int(details.get(f"media_{name}", getattr(USUAL, name))) for name in _TOLD}
    return replace(
        USUAL,
        images=known["images"],
        largest=known["largest"],
        largest_gif=known["largest"],
        pixels=known["pixels"],
        alt=known["alt"],
    )


def upload(connector: Mastodon, image: Attachment, access: Access) -> str:
    """The id that the server gives an image; it may still be at work on it."""
    one = connector.fitted(image, access)
    answer = connector.http.send(
        "POST",
        f"{server(access.host)}/api/v2/media",
        token=token(access),
        form={"description": one.alt},
        files={"file": (one.name, one.data, one.kind)},
    )
    known = answer.get("id")
    if answer.is_2xx and isinstance(known, (str, int)) and known:
        return str(known)
    raise connector.refusal("media", answer, *access.secrets.values())


def require_ready(connector: Mastodon, ids: list[str], access: Access) -> None:
    """Ask after each image: a refusal's words are in the language of the account, these statuses are not.

    Raises:
        TryLater: The server is still at work on one of them.
        MediaLost: One of them came to nothing. (One that is not found may be part of the post already.)
    """
    for answer in (_ask(connector, each, access) for each in ids):
        if answer.status == _WORKING:
            raise TryLater(_AT_WORK)
        if answer.status == _FAILED:
            raise MediaLost(_CAME_TO_NOTHING)


def are_lost(connector: Mastodon, ids: list[str], access: Access) -> bool:
    """Whether one of the images is not there any more, or belongs to another status."""
    answers = [_ask(connector, each, access) for each in ids]
    return any(meaning_of(connector, "read", answer) is AnswerClass.NOT_FOUND for answer in answers)


def _ask(connector: Mastodon, media: str, access: Access) -> Answer:
    return connector.http.send("GET", f"{server(access.host)}/api/v1/media/{media}", token=token(access))


_AT_WORK = Text(
    fr="Le serveur prépare encore l’image ; rien n’a été publié. On réessaiera.",
    en="The server is still at work on the image; nothing was published. It will be tried again.",
)
_CAME_TO_NOTHING = Text(
    fr="Le serveur n’a pas pu préparer l’image : elle sera envoyée à nouveau.",
    en="The server could not prepare the image: it will be uploaded again.",
)
