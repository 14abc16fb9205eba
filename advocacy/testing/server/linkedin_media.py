"""Images and documents of a fake LinkedIn: an address for each upload, posts with what has arrived."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from advocacy.testing.server.network import FakeMedia

_ADDRESS_LIVES = timedelta(hours=24)
_MOST_IMAGES = 20
_LONGEST_ALT = 4086
_LARGEST_DOCUMENT = 100_000_000
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
_DOCUMENT = b"%PDF-"


@dataclass(slots=True)
class _Asset:
    urn: str
    owner: str
    address: str
    ends: datetime
    data: bytes = b""


class Assets:
    """What was announced and uploaded, by URN; `work` is how many posts it refuses for want of time."""

    def __init__(self) -> None:
        self.work = 0
        self._assets: dict[str, _Asset] = {}
        self._numbers = count(1)

    def announce(self, kind: str, owner: str, host: str, now: datetime) -> dict[str, Any]:
        """A URN, and an address that takes its bytes for a while."""
        urn, address = (
            f"urn:li:{kind}:C4E{next(self._numbers):06}",
            f"/dms-uploads/{secrets.token_urlsafe(12)}",
        )
        ends = now + _ADDRESS_LIVES
        self._assets[urn] = _Asset(urn, owner, address, ends)
        told = {"uploadUrl": f"{host}{address}", "uploadUrlExpiresAt": int(ends.timestamp() * 1000)}
        return {"value": {**told, kind: urn}}

    def take(self, address: str, owner: str, data: bytes, now: datetime) -> str | None:
        """Why the bytes are not taken; None where they are."""
        asset = next((each for each in self._assets.values() if each.address == address), None)
        if asset is None or asset.owner != owner or now >= asset.ends:
            return "EXPIRED_UPLOAD_URL"
        if ":document:" in asset.urn and len(data) > _LARGEST_DOCUMENT:
            return "FIELD_LENGTH_TOO_LONG"
        asset.data = data
        return None

    def refuse(self, content: Mapping[str, Any], owner: str) -> str | None:
        """Why a post may not have this content; None where it may."""
        found = list(_named(content))
        multiple = "multiImage" in content
        if len(found) > _MOST_IMAGES or (multiple and len(found) < 2):  # noqa: PLR2004 - two make several
            return "INVALID_VALUE_FOR_FIELD"
        return next((wrong for urn, alt in found if (wrong := self._wrong(urn, alt, owner))), None)

    def of(self, content: Mapping[str, Any]) -> list[FakeMedia]:
        """What goes with a post."""
        return [FakeMedia(data=self._assets[urn].data, alt=alt) for urn, alt in _named(content)]

    def forget(self) -> None:
        """Lose all bytes."""
        for asset in self._assets.values():
            asset.data = b"lost"

    def _wrong(self, urn: str, alt: str, owner: str) -> str | None:
        asset = self._assets.get(urn)
        if asset is None or asset.owner != owner:
            return "INVALID_IMAGE_ID"
        if asset.data == b"lost":
            return "UPDATING_ASSET_FAILED"
        if not asset.data or self.work:
            self.work = max(0, self.work - 1)
            return "MEDIA_ASSET_WAITING_UPLOAD"
        document = ":document:" in urn
        if not asset.data.startswith(_DOCUMENT if document else _IMAGES):
            return "MEDIA_ASSET_PROCESSING_FAILED"
        if document and not alt:
            return "MISSING_FIELD"
        return "FIELD_LENGTH_TOO_LONG" if len(alt) > _LONGEST_ALT else None


def _named(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each asset of a post, and what is said of it."""
    for image in content.get("multiImage", {}).get("images", ()):
        yield str(image.get("id")), str(image.get("altText", ""))
    if one := content.get("media"):
        yield str(one.get("id")), str(one.get("title") or one.get("altText") or "")
    if thumbnail := content.get("article", {}).get("thumbnail"):
        yield str(thumbnail), ""
