"""Images on X: announced, sent in pieces, worked on, described, and then named by a post."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Access
from advocacy.connectors.media import GIF, Attachment, MediaRules
from advocacy.connectors.refusals import meaning_of
from advocacy.errors import Rejected, TryLater
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.connectors.x import X

RULES = MediaRules(images=4, largest=5_000_000, largest_gif=15_000_000, side=8192, alt=1000)
_PIECE = 1_000_000
_LOOKS = 10
_LONGEST_WAIT = 5.0
"""Seconds between two looks, whatever X asks for: an image takes one or two."""


def upload(
    connector: X, image: Attachment, access: Access, *, pause: Callable[[float], None] = time.sleep
) -> str:
    """Upload and describe one image; its id, good for a day."""
    image = connector.fitted(image, access)
    begun = _post(
        connector,
        access,
        "/2/media/upload/initialize",
        json_body={
            "media_type": image.kind,
            "total_bytes": len(image.data),
            "media_category": "tweet_gif" if image.kind == GIF else "tweet_image",
        },
    )
    media = begun.word("data", "id")
    if not media:
        raise connector.refusal("media", begun, *access.secrets.values())
    for number, start in enumerate(range(0, len(image.data), _PIECE)):
        piece = (image.name, image.data[start : start + _PIECE], image.kind)
        path, form = f"/2/media/upload/{media}/append", {"segment_index": str(number)}
        _post(connector, access, path, form=form, files={"media": piece})
    _wait(connector, access, _post(connector, access, f"/2/media/upload/{media}/finalize"), media, pause)
    said = {"id": media, "metadata": {"alt_text": {"text": image.alt}}}
    _post(connector, access, "/2/media/metadata", json_body=said)
    return media


def _wait(connector: X, access: Access, answer: Answer, media: str, pause: Callable[[float], None]) -> None:
    """Until X has worked on it.

    Raises:
        Rejected: X could make nothing of it.
        TryLater: X is still at work.
    """
    for _ in range(_LOOKS):
        state, after = answer.word("data", "processing_info", "state"), _seconds(answer)
        if state in {"", "succeeded"}:
            return
        if state == "failed":
            raise Rejected(_NOT_USED)
        pause(after)
        url, query = f"{access.host}/2/media/upload", {"command": "STATUS", "media_id": media}
        answer = connector.http.send("GET", url, token=access.secrets["access"], params=query)
        if meaning_of(connector, "media", answer) is not AnswerClass.OK:
            raise connector.refusal("media", answer, *access.secrets.values())
    raise TryLater(_AT_WORK)


def _seconds(answer: Answer) -> float:
    asked = answer.get("data", "processing_info", "check_after_secs")
    return min(float(asked), _LONGEST_WAIT) if isinstance(asked, (int, float)) else 1.0


def _post(connector: X, access: Access, path: str, **request: object) -> Answer:
    answer = connector.send(access, path, **request)
    if meaning_of(connector, "media", answer) is not AnswerClass.OK or not answer.get("data"):
        raise connector.refusal("media", answer, *access.secrets.values())
    return answer


_NOT_USED = Text(
    fr="X ne peut rien faire de cette image : donnez-en une autre.",
    en="X can make nothing of this image: give another.",
)
_AT_WORK = Text(
    fr="X prépare encore l’image ; rien n’a été publié. On réessaiera.",
    en="X is still at work on the image; nothing was published. It will be tried again.",
)
