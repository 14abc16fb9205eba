"""What a check is: data that a rule gives, made ready once, then asked about every text."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from advocacy.charter.conditions import Condition, Conditions, Guard, Probe, probes
from advocacy.charter.lexicon import Lexicon
from advocacy.charter.normalise import Plain, fold
from advocacy.charter.patterns import compile_pattern
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.rule import Circumstances, Names
from advocacy.charter.settings import House
from advocacy.charter.terms import Found, Line, Terms, released


class Workshop(Protocol):
    """What a check may use while it gets ready."""

    lexicon: Lexicon
    house: House
    around: Circumstances

    def guard(self, name: str) -> Guard:
        """The guard of that name.

        Raises:
            LookupError: when there is none.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """A check, ready: asked when one of its groups of terms occurs, or when `sign` or `gate` lets it."""

    find: Callable[[Reading], Iterable[Hit]]
    triggers: tuple[int, ...] = ()
    cues: tuple[int, ...] = ()
    """Groups of which each must occur somewhere, or `find` finds nothing."""
    sign: Callable[[Plain], bool] | None = None
    """Whether a text alone shows anything to look at."""
    gate: Callable[[Reading], bool] | None = None
    """Whether there is anything to look at in what surrounds a text."""


class Check(BaseModel):
    """A kind of test; its fields are what a rule gives. Register one under ``advocacy.checks``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    placeholders: ClassVar[frozenset[str]] = frozenset()
    """What its messages may use, beside what all may."""
    fused: ClassVar[frozenset[str]] = frozenset()
    """Fields whose terms become parts of one pattern, and are not found one by one."""

    @abstractmethod
    def prepare(self, workshop: Workshop) -> Matcher | Sequence[Matcher]:
        """This check, ready to be asked, in one or several parts."""


Evidence = Literal["term", "cue", "span", "clause", "sentence"]


class Sides(BaseModel):
    """RE2 patterns on the plain text by which evidence grows, or is cut, on either side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: Line | None = None
    after: Line | None = None


class TextCheck(Check):
    """A check on words, with what may stand around them."""

    near: Conditions = ()
    unless: Conditions = ()
    guards: Names = ()
    senses: Terms = ()
    evidence: Evidence = "term"
    extend: Sides = Field(default_factory=Sides)
    trim: Sides = Field(default_factory=Sides)
    """What a clause or sentence is quoted without: “let's just say”, “on Thursday”."""
    published: bool = False
    most: int = Field(default=3, ge=1)

    def around(self, workshop: Workshop, *first: Condition, news: bool = False) -> Surroundings:
        """What may stand around the words, ready to be asked; with `news`, what is public may be said."""
        lexicon = workshop.lexicon
        return Surroundings(
            near=probes(lexicon, (*first, *self.near)),
            unless=probes(lexicon, self.unless),
            guards=tuple(workshop.guard(name) for name in self.guards),
            senses=lexicon.cues(self.senses) if self.senses else None,
            evidence=self.evidence,
            grow_before=_anchored(lexicon, self.extend.before, "(?:{})\\z"),
            grow_after=_anchored(lexicon, self.extend.after, "\\A(?:{})"),
            cut_before=_anchored(lexicon, self.trim.before, "\\A(?:{})"),
            cut_after=_anchored(lexicon, self.trim.after, "(?:{})\\z"),
            published=self.published,
            news=news,
            most=self.most,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The conditions of a check on words; `hits` keeps the places that fulfil them."""

    near: tuple[Probe, ...]
    unless: tuple[Probe, ...]
    guards: tuple[Guard, ...]
    senses: int | None
    evidence: Evidence
    grow_before: Callable[[str], tuple[int, int] | None] | None
    grow_after: Callable[[str], tuple[int, int] | None] | None
    cut_before: Callable[[str], tuple[int, int] | None] | None
    cut_after: Callable[[str], tuple[int, int] | None] | None
    published: bool
    news: bool
    most: int
    cues: tuple[int, ...] = field(init=False)
    """The groups of `near`: without any one of them there is no hit."""
    can_silence: bool = field(init=False)
    reshapes: bool = field(init=False)

    def __post_init__(self) -> None:
        can_silence = bool(self.unless or self.guards or self.senses is not None)
        object.__setattr__(self, "can_silence", can_silence)
        object.__setattr__(self, "cues", tuple(probe.group for probe in self.near))
        reshapes = self.evidence != "term" or self.grow_before is not None or self.grow_after is not None
        object.__setattr__(self, "reshapes", reshapes)

    def hits(self, reading: Reading, places: Iterable[Found]) -> Iterable[Hit]:
        """A hit for each of `places` that counts, up to `most`, the same words once."""
        if type(places) is list and len(places) == 1:
            only = self.hit(reading, places[0])
            return () if only is None else (only,)
        return self._several(reading, places)

    def _several(self, reading: Reading, places: Iterable[Found]) -> Iterator[Hit]:
        seen: set[str] = set()
        for looked, found in enumerate(places):
            if looked >= _PATIENCE or len(seen) >= self.most:
                return
            hit = self.hit(reading, found)
            if hit is not None and (key := reading.plain.words[hit.start : hit.end]) not in seen:
                seen.add(key)
                yield hit

    def hit(self, reading: Reading, found: Found) -> Hit | None:
        """A hit for `found`, or None where its surroundings say that it does not count."""
        start, end, word = found
        if self.news and word.fact is not None and is_public(reading, found):
            return None
        cues = []
        for probe in self.near:
            cue = probe.find(reading, start, end)
            if cue is None:
                return None
            cues.append(cue)
        if self.can_silence and self.is_silenced(reading, start, end):
            return None
        term = reading.quoted(start, end)
        first, last = self._evidence(reading, start, end, cues) if self.reshapes else (start, end)
        if self.published and says_published(reading, first, last):
            return None
        name = word.name
        values = {"term": term, "name": name}
        if cues:
            values["cue"] = reading.quoted(cues[0].start, cues[0].end)
        return Hit(first, last, values, None, (name,) if word.fact is None else (name, *word.fact.aliases))

    def is_silenced(self, reading: Reading, start: int, end: int) -> bool:
        """Whether a sense, a guard or an `unless` says that the words at this place do not count."""
        if self.senses is not None and any(
            sense.start <= start and end <= sense.end for sense in reading.places(self.senses)
        ):
            return True
        for guard in self.guards:
            if guard(reading, start, end):
                return True
        return any(probe.find(reading, start, end) for probe in self.unless) if self.unless else False

    def _evidence(self, reading: Reading, start: int, end: int, cues: Sequence[Found]) -> tuple[int, int]:
        if self.evidence == "cue" and cues:
            start, end = cues[0].start, cues[0].end
        elif self.evidence == "span":
            for cue in cues[:1]:
                start, end = min(start, cue.start), max(end, cue.end)
        elif self.evidence in ("clause", "sentence"):
            start, end = self._piece(reading, start, end)
        return self._grown(reading.plain.text, start, end)

    def _piece(self, reading: Reading, start: int, end: int) -> tuple[int, int]:
        around = reading.clause if self.evidence == "clause" else reading.sentence
        first, last = around(start)[0], around(max(start, end - 1))[1]
        text = reading.plain.text
        while first < start and not text[first].isalnum():
            first += 1
        while last > end and not text[last - 1].isalnum():
            last -= 1
        if self.cut_before is not None and (cut := self.cut_before(text[first:start])):
            first += cut[1]
        if self.cut_after is not None and (cut := self.cut_after(text[end:last])):
            last -= cut[1] - cut[0]
        return first, last

    def _grown(self, text: str, start: int, end: int) -> tuple[int, int]:
        if self.grow_before is not None:
            found = self.grow_before(text[max(0, start - _REACH) : start])
            start -= found[1] - found[0] if found else 0
        if self.grow_after is not None:
            found = self.grow_after(text[end : end + _REACH])
            end += found[1] if found else 0
        return start, end


def is_public(reading: Reading, found: Found) -> bool:
    """Whether the fact that was found may be said by now."""
    fact = found.word.fact
    if fact is None:
        return False
    context = reading.context
    if released(fact.public_since, context.when):
        return True
    names = {fold(name) for name in (fact.name, *fact.aliases)}
    return any(
        fold(item.fact.rpartition(":")[2]) in names and released(item.since, context.when)
        for item in context.published
    )


def says_published(reading: Reading, start: int, end: int) -> bool:
    """Whether the context says that it is public: the address there, or a fact of the sentence around."""
    if _is_public_address(reading, start, end):
        return True
    due = [item for item in reading.context.published if released(item.since, reading.context.when)]
    if not due:
        return False
    first, last = reading.sentence(start)[0], reading.sentence(max(start, end - 1))[1]
    said = set(reading.plain.words[first:last].split())
    return any(said.issuperset(fold(item.fact.rpartition(":")[2]).split()) for item in due)


def _is_public_address(reading: Reading, start: int, end: int) -> bool:
    """Whether all that is at `start`–`end` is of one public address, which may say more (the town)."""
    said = reading.plain.words[start:end].split()
    addresses = reading.context.public_addresses if said else ()
    return any(set(said).issubset(fold(address).split()) for address in addresses)


def _anchored(
    lexicon: Lexicon, pattern: str | None, shape: str
) -> Callable[[str], tuple[int, int] | None] | None:
    if pattern is None:
        return None
    whole = lexicon.spelt_out(pattern, on_original=False)
    compiled = compile_pattern(shape.format(whole).replace("€", "¤"))

    def find(text: str) -> tuple[int, int] | None:
        found = compiled.search(text)
        return found.span() if found else None

    return find


_PATIENCE = 200
"""Places looked at for one rule in one text."""
_REACH = 80
"""Characters by which evidence may grow on each side."""
