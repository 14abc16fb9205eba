"""Images of a fake X: announced with their size, taken in pieces, worked on, described, good for a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from advocacy.testing.server.network import FakeMedia

_LIVES = timedelta(days=1)
_LARGEST = {"tweet_image": 5_000_000, "tweet_gif": 15_000_000}
_KINDS = {"tweet_image": {"image/jpeg", "image/png", "image/webp"}, "tweet_gif": {"image/gif"}}
_PIECE = 5_000_000
_MOST = 4


@dataclass(slots=True)
class _Image:
    owner: str
    size: int
    ends: datetime
    work: int
    pieces: dict[int, bytes] = field(default_factory=dict)
    done: bool = False
    alt: str = ""


class Uploads:
    """What was uploaded, by id; `work` is how often X is asked before an image is ready."""

    def __init__(self) -> None:
        self.work = 0
        self._images: dict[str, _Image] = {}
        self._numbers = count(1_880_000_000_000_000_001)

    def begin(self, asked: Mapping[str, Any], owner: str, now: datetime) -> dict[str, Any] | None:
        """A new upload; None where X takes no such thing."""
        category, size = str(asked.get("media_category")), asked.get("total_bytes")
        fits = isinstance(size, int) and 0 < size <= _LARGEST.get(category, 0)
        if not fits or asked.get("media_type") not in _KINDS.get(category, ()):
            return None
        number = str(next(self._numbers))
        self._images[number] = _Image(owner, int(str(size)), now + _LIVES, self.work)
        return {"id": number, "media_key": f"3_{number}", "expires_after_secs": int(_LIVES.total_seconds())}

    def append(self, number: str, owner: str, segment: str, data: bytes) -> bool:
        """Take one piece."""
        image = self._of(number, owner)
        if image is None or not segment.isdecimal() or not 0 < len(data) <= _PIECE:
            return False
        image.pieces[int(segment)] = data
        return True

    def finish(self, number: str, owner: str) -> dict[str, Any] | None:
        """All pieces are there; None where they are not what was announced."""
        image = self._of(number, owner)
        if image is None or sum(map(len, image.pieces.values())) != image.size:
            return None
        image.done = True
        return self._told(number, image)

    def status(self, number: str, owner: str) -> dict[str, Any] | None:
        """How far X is."""
        image = self._of(number, owner)
        if image is None:
            return None
        image.work = max(0, image.work - 1)
        return self._told(number, image)

    def describe(self, asked: Mapping[str, Any], owner: str) -> bool:
        """Take the alternative text."""
        image = self._of(str(asked.get("id")), owner)
        text = str(((asked.get("metadata") or {}).get("alt_text") or {}).get("text", ""))
        if image is None or not 0 < len(text) <= 1000:  # noqa: PLR2004 - as documented
            return False
        image.alt = text
        return True

    def are_good(self, numbers: Sequence[str], owner: str, now: datetime) -> bool:
        """Whether a post may have these images."""
        found = [self._of(number, owner) for number in numbers]
        ready = all(image and image.done and not image.work and now < image.ends for image in found)
        return ready and len(found) <= _MOST

    def of(self, numbers: Sequence[str]) -> list[FakeMedia]:
        """The images of a post."""
        images = [self._images[number] for number in numbers]
        return [
            FakeMedia(data=b"".join(image.pieces[each] for each in sorted(image.pieces)), alt=image.alt)
            for image in images
        ]

    def forget(self) -> None:
        """As after a day."""
        for image in self._images.values():
            image.done = False

    def _of(self, number: str, owner: str) -> _Image | None:
        image = self._images.get(number)
        return image if image and image.owner == owner else None

    def _told(self, number: str, image: _Image) -> dict[str, Any]:
        told: dict[str, Any] = {"id": number, "media_key": f"3_{number}", "size": image.size}
        if self.work or image.work:
            state = "in_progress" if image.work else "succeeded"
            told["processing_info"] = {"state": state, "check_after_secs": 0}
        return told
