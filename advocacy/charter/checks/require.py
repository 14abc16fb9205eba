"""Words that must be there: that one works for the brand, a health message, a label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from advocacy.charter.checks.base import Matcher, Surroundings, TextCheck, Workshop
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.terms import Found, Terms


class Accepted(BaseModel):
    """The wordings that are accepted, by language; `any` in every one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fr: Terms = ()
    en: Terms = ()
    any: Terms = ()


def _any_language(value: Any) -> Any:
    return {"any": value} if isinstance(value, list | str) else value


class Require(TextCheck):
    """One of the accepted wordings, where `terms` occur or always: there, early, in the post's language."""

    kind: Literal["require"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"cut_off"})
    terms: Terms = ()
    accept: Annotated[Accepted, BeforeValidator(_any_language)]
    demand: Literal["presence", "position", "language"] = "presence"
    most: int = 1

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to miss the wordings."""
        lexicon = workshop.lexicon
        groups = {name: lexicon.cues(getattr(self.accept, name)) for name in ("fr", "en", "any")}
        group = lexicon.group(self.terms) if self.terms else None
        around = self.around(workshop)
        demand = _Demand(
            terms=group,
            groups=groups,
            around=around,
            cut_offs={name: known.cut_off for name, known in workshop.house.networks.items()},
        )
        find = {"presence": demand.missing, "position": demand.late, "language": demand.foreign}[self.demand]
        if group is None:
            return Matcher(gate=_always, find=find)
        return Matcher(triggers=(group,), cues=around.cues, find=find)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demand:
    """The three ways in which a wording can be wanting."""

    terms: int | None
    groups: dict[str, int]
    around: Surroundings
    cut_offs: dict[str, int | None]

    def missing(self, reading: Reading) -> Iterator[Hit]:
        """None of the wordings is there."""
        asked = list(self._asked(reading))  # first, for wordings take longer to look for
        if asked and not any(self._counted(reading, group) for group in self.groups.values()):
            cut_off = self._cut_off(reading)
            for hit in asked:
                if cut_off is not None:  # so that one message serves a check of the position as well
                    hit.values["cut_off"] = cut_off
                yield hit

    def late(self, reading: Reading) -> Iterator[Hit]:
        """The first wording stands after the network's cut-off: both it and what asks for it are told."""
        cut_off = self._cut_off(reading)
        if cut_off is None or len(reading.draft.text) <= cut_off:
            return
        asked = list(self._asked(reading))
        groups = self.groups.values() if asked else ()  # wordings take longer to look for
        said = [found for group in groups for found in self._counted(reading, group)]
        first = min(said, key=lambda found: found.start, default=None)
        if first is not None and reading.plain.original(first.start, first.end)[0] >= cut_off:
            for hit in asked:
                if hit.start is not None:
                    hit.values["cut_off"] = cut_off
                    yield hit
            yield _about(reading, first, cut_off=cut_off)

    def foreign(self, reading: Reading) -> Iterator[Hit]:
        """Wordings are there, but none in the language of the post."""
        own = [group for name, group in self.groups.items() if name in (reading.language, "any")]
        if not any(True for _ in self._asked(reading)) or any(self._counted(reading, group) for group in own):
            return
        other = [found for group in self.groups.values() for found in self._counted(reading, group)]
        if other:
            yield _about(reading, min(other, key=lambda found: found.start))

    def _cut_off(self, reading: Reading) -> int | None:
        return self.cut_offs.get(reading.draft.network) or reading.draft.facts.cut_off

    def _counted(self, reading: Reading, group: int) -> list[Found]:
        return [found for found in reading.places(group) if not reading.within(reading.quotes, *found[:2])]

    def _asked(self, reading: Reading) -> Iterable[Hit]:
        """What asks for a wording: the first of the terms, or the post as a whole."""
        if self.terms is None:
            return (Hit(values={}),)
        return self.around.hits(reading, reading.places(self.terms))


def _about(reading: Reading, found: Found, **values: object) -> Hit:
    said = reading.quoted(found.start, found.end)
    return Hit(start=found.start, end=found.end, values={"term": said, "name": found.word.name, **values})


def _always(_reading: Reading) -> bool:
    return True
