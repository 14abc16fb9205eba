"""Pictures and films: described, permitted, and free of what should not be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from advocacy.charter.checks.base import Matcher, Surroundings, TextCheck, Workshop
from advocacy.charter.draft import Image
from advocacy.charter.normalise import fold
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.rule import Names
from advocacy.charter.terms import Terms


class ImageIs(BaseModel):
    """What an image must be for the check to find it; every key that is given must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alt: Literal["missing", "given"] | None = None
    rights: Names = ()
    """Any of these; ``missing`` where nothing is said."""
    people: bool | None = None
    consent: bool | None = None
    """False holds as well where nothing is said."""
    ai_generated: bool | None = None
    retouched: bool | None = None
    document: bool | None = None
    badge: bool | None = None
    video: bool | None = None

    def holds(self, image: Image) -> bool:
        """Whether `image` is all that."""
        asked = (
            (self.people, bool(image.people)),
            (self.consent, image.consent is True),
            (self.ai_generated, image.ai_generated),
            (self.retouched, image.retouched),
            (self.document, image.document),
            (self.badge, image.badge),
            (self.video, image.video),
        )
        rights = fold(image.rights or "missing")
        return (
            all(wanted is None or wanted is given for wanted, given in asked)
            and (self.alt is None or (self.alt == "given") is bool((image.alt or "").strip()))
            and (not self.rights or rights in {fold(each) for each in self.rights})
        )


class Media(TextCheck):
    """An image that is what `image` says. Of `terms`, the first in the text is quoted; they ask nothing."""

    kind: Literal["media"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"n"})
    image: ImageIs
    terms: Terms = ()
    need: Literal["none", "alt"] = "none"
    """With ``alt``, they do ask: one must stand in the image's alternative text, or in the post."""

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to look at the images."""
        group = workshop.lexicon.cues(self.terms) if self.terms else None
        around = self.around(workshop)
        facts = workshop.lexicon.facts(self.terms)
        names = {fold(name) for fact in facts for name in (fact.name, *fact.aliases)}
        return Matcher(
            gate=_has_images,
            find=lambda reading: self._found(reading, group, around, names),
        )

    def _found(
        self, reading: Reading, group: int | None, around: Surroundings, names: set[str]
    ) -> Iterator[Hit]:
        images = [image for image in reading.context.images if self.image.holds(image)]
        if not images:
            return
        said = next(iter(around.hits(reading, reading.places(group))), None) if group is not None else None
        if self.need == "alt" and said is None:
            images = [image for image in images if _mentions(image, names)]
        if images and not any(probe.find(reading, 0, 0) for probe in around.unless):
            hit = said or Hit()
            hit.values["n"] = len(images)
            yield hit


def _has_images(reading: Reading) -> bool:
    return bool(reading.context.images)


def _mentions(image: Image, names: set[str]) -> bool:
    told = f" {fold(image.alt or '')} "
    return any(f" {name} " in told for name in names)
