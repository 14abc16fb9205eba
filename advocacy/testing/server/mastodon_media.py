"""Images of a fake Mastodon server: worked on for as long as it is told to, then named by one status."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from advocacy.testing.relay import Answer
from advocacy.testing.server.network import Call, FakeMedia, reply

MOST = 4
LARGEST = 16_777_216
_LONGEST_ALT = 1500
LIMITS = {"image_size_limit": LARGEST, "image_matrix_limit": 33_177_600, "description_limit": _LONGEST_ALT}
DETAILS = {
    "media_images": str(MOST),
    "media_largest": str(LARGEST),
    "media_pixels": str(LIMITS["image_matrix_limit"]),
    "media_alt": str(_LONGEST_ALT),
}
"""What a connector keeps of them beside an account."""
_TAKEN = ("image/jpeg", "image/png", "image/gif", "image/webp")


@dataclass(slots=True)
class _Image:
    owner: str
    media: FakeMedia
    asked_for: int
    """How often it will be asked for before it is ready."""
    status: str = ""


class Images:
    """What was uploaded, by id; `work` is how often an image is asked for before it is ready."""

    def __init__(self) -> None:
        self.work = 0
        self._images: dict[str, _Image] = {}
        self._numbers = count(900_001)

    def take(self, call: Call, owner: str) -> Answer:
        """An upload: 200 where it is ready at once, else 202."""
        file, told = call.parts.get("file"), call.parts.get("description")
        alt = told.text if told else ""
        if file is None or file.kind not in _TAKEN or not file.data:
            return reply(422, {"error": "Validation failed: File content type is invalid"})
        if len(file.data) > LARGEST or len(alt) > _LONGEST_ALT:
            return reply(422, {"error": "Validation failed: File or description is too long"})
        number = str(next(self._numbers))
        self._images[number] = _Image(owner, FakeMedia(data=file.data, alt=alt), self.work)
        told_of = {"id": number, "type": "image", "url": None if self.work else f"/media/{number}"}
        return reply(202 if self.work else 200, told_of)

    def show(self, number: str, owner: str) -> Answer:
        """206 while it is worked on; 404 once a status has it."""
        image = self._images.get(number)
        if image is None or image.owner != owner or image.status:
            return reply(404, {"error": "Record not found"})
        image.asked_for = max(0, image.asked_for - 1)
        return reply(206 if image.asked_for else 200, {"id": number, "type": "image"})

    def attach(self, numbers: list[str], owner: str) -> Answer | None:
        """Why a status may not have these images; None where it may."""
        found = [self._images.get(number) for number in numbers]
        if len(found) > MOST:
            return reply(422, {"error": f"Cannot attach more than {MOST} files"})
        if any(image is None or image.owner != owner or image.status for image in found):
            return reply(422, {"error": "Validation failed: Media was not found or is already attached"})
        if any(image.asked_for for image in found if image):
            return reply(422, {"error": "Cannot attach files that have not finished processing. Try again!"})
        return None

    def give(self, numbers: list[str], status: str) -> None:
        """The images belong to `status` now."""
        for number in numbers:
            self._images[number].status = status

    def of(self, status: str) -> list[FakeMedia]:
        """The images of a status."""
        return [image.media for image in self._images.values() if image.status == status]

    def forget(self) -> None:
        """Lose those that no status has."""
        self._images = {number: image for number, image in self._images.items() if image.status}
