"""The examples of a charter tried on it: what must pass, what must be found, and what is never touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import ValidationError

from advocacy.charter.document import ProtectedPost
from advocacy.charter.gathering import Whole
from advocacy.charter.merging import merged
from advocacy.charter.places import Place, placed_rules
from advocacy.charter.rehearsal import FactsOf, Rehearsal, Stage, draft_of, no_facts
from advocacy.charter.review import CannotApply, Finding, Review
from advocacy.charter.rule import Example, examples_wanted
from advocacy.charter.ruling import Ruling
from advocacy.language import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One example of one rule: a `good` one must be left alone, another one found."""

    rule: str
    language: Language
    good: bool
    example: Example
    place: Place

    @property
    def name(self) -> str:
        """Its rule, kind, language and number: ``conf.codename nok.fr[0]``."""
        return f"{self.rule} {self.place.path[-3]}.{self.language}[{self.place.path[-1]}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a trial."""

    trial: Trial
    problems: tuple[Text, ...] = ()
    also: tuple[str, ...] = ()
    """Other rules that refuse a good example: it is allowed by this rule, and no model for people."""

    @property
    def passed(self) -> bool:
        """Whether it went as the charter says."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Untested:
    """A rule that lacks examples of some kind; `lacks` are such as ``nok.fr``."""

    rule: str
    lacks: tuple[str, ...]
    place: Place

    @property
    def message(self) -> Text:
        """Which examples there should be."""
        return _UNTESTED.format(rule=self.rule, lacks=", ".join(self.lacks))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Touched:
    """A protected post that a `block` or a `warn` touches."""

    post: ProtectedPost
    finding: Finding
    place: Place
    """Where the rule stands that touches it."""

    @property
    def message(self) -> Text:
        """Which rule touches which post."""
        return _TOUCHED.format(rule=self.finding.rule, text=self.post.text)


@dataclass(frozen=True, kw_only=True)
class Trials:
    """What came of all examples of a charter, and of what it must never touch."""

    tried: tuple[Tried, ...]
    untested: tuple[Untested, ...]
    protected: int
    """How many protected posts there are."""
    touched: tuple[Touched, ...]

    @property
    def failed(self) -> tuple[Tried, ...]:
        """The examples that went otherwise than the charter says."""
        return tuple(each for each in self.tried if not each.passed)

    @property
    def passed(self) -> bool:
        """Whether this version may be activated."""
        return not (self.failed or self.untested or self.touched)

    @cached_property
    def by_rule(self) -> Mapping[str, tuple[Tried, ...]]:
        """The trials of each rule."""
        found: dict[str, list[Tried]] = {}
        for each in self.tried:
            found.setdefault(each.trial.rule, []).append(each)
        return {rule: tuple(trials) for rule, trials in found.items()}


def tried(rehearsal: Rehearsal, *, facts_of: FactsOf = no_facts) -> Trials:
    """Try every example of every rule, and every protected post."""
    places = places_of(rehearsal.whole)
    return Trials(
        tried=tuple(
            attempt(stage, ruling, trial, facts_of)
            for stage, ruling in rehearsal.rulings()
            for trial in trials_of(ruling, places[ruling.id])
        ),
        untested=tuple(_untested(rehearsal, places)),
        protected=len(rehearsal.charter.untouchable),
        touched=tuple(
            Touched(post=post, finding=review.findings[0], place=places[review.findings[0].rule])
            for post, review in rehearsal.charter.chilled()
        ),
    )


def places_of(whole: Whole) -> dict[str, Place]:
    """Where each rule stands."""
    return {placed.rule.id: placed.place for placed in placed_rules(whole)}


def trials_of(ruling: Ruling, place: Place) -> Iterator[Trial]:
    """The examples of a rule, with where they stand."""
    for kind in KINDS:
        for language in Language:
            for number, example in enumerate(ruling.examples(language, good=kind == "ok")):
                yield Trial(
                    rule=ruling.id,
                    language=language,
                    good=kind == "ok",
                    example=example,
                    place=place.at(kind, language.value, number),
                )


def attempt(stage: Stage, ruling: Ruling, trial: Trial, facts_of: FactsOf) -> Tried:
    """Try one example."""
    try:
        draft = draft_of(trial.example, trial.language, facts_of)
    except ValidationError as error:
        return Tried(trial=trial, problems=(_BAD_CONTEXT.format(why=_told(error)),))
    found = stage.findings(draft)
    own = [finding for finding in found if finding.rule == ruling.id]
    review = Review(draft, stage.charter.stamp, merged(own))
    problems = _good(own) if trial.good else _bad(stage, ruling, trial, review, facts_of)
    others = sorted({finding.rule for finding in found if finding.rule != ruling.id}) if trial.good else ()
    return Tried(trial=trial, problems=tuple(problems), also=tuple(others))


def _good(own: list[Finding]) -> Iterator[Text]:
    for finding in own[:1]:
        yield _FOUND.format(evidence=finding.evidence or "—")


def _bad(stage: Stage, ruling: Ruling, trial: Trial, review: Review, facts_of: FactsOf) -> Iterator[Text]:
    """What is not as a bad example says: found, these words, this fix, and a better text that passes."""
    example = trial.example
    if not review.findings:
        yield _NOT_FOUND
        return
    quoted = [finding.evidence for finding in review]
    if example.evidence is not None and example.evidence not in quoted:
        yield _OTHER_WORDS.format(wanted=example.evidence, found=" | ".join(each or "—" for each in quoted))
    if example.fixed is not None:
        yield from _fixed(review, example.fixed)
    if example.better is not None:
        better = draft_of(example.model_copy(update={"text": example.better}), trial.language, facts_of)
        if any(finding.rule == ruling.id for finding in stage.findings(better)):
            yield _NOT_BETTER.format(better=example.better)


def _fixed(review: Review, wanted: str) -> Iterator[Text]:
    try:
        fixed = review.apply()
    except CannotApply as error:
        yield error.text
        return
    if fixed != wanted:
        yield _OTHER_FIX.format(wanted=wanted, found=fixed)


def _untested(rehearsal: Rehearsal, places: Mapping[str, Place]) -> Iterator[Untested]:
    for _, ruling in rehearsal.rulings():
        lacks = tuple(
            f"{kind}.{language}"
            for kind, language in examples_wanted(ruling.when)
            if not ruling.examples(language, good=kind == "ok")
        )
        if lacks:
            yield Untested(rule=ruling.id, lacks=lacks, place=places[ruling.id])


def _told(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors(include_url=False)
    )


KINDS = ("ok", "nok")
_FOUND = Text(
    fr="devait passer, mais la règle relève « {evidence} »",
    en="should be left alone, but the rule finds “{evidence}”",
)
_NOT_FOUND = Text(fr="devait être relevé, mais passe", en="should be found, but is left alone")
_OTHER_WORDS = Text(
    fr="la preuve devait être « {wanted} » ; c’est « {found} »",
    en="the evidence should be “{wanted}”; it is “{found}”",
)
_OTHER_FIX = Text(
    fr="corrigé, cela devait donner « {wanted} » ; cela donne « {found} »",
    en="fixed, it should read “{wanted}”; it reads “{found}”",
)
_NOT_BETTER = Text(
    fr="le texte proposé (better) est relevé aussi : « {better} »",
    en="the text proposed instead (better) is found too: “{better}”",
)
_BAD_CONTEXT = Text(fr="le contexte ne se lit pas : {why}", en="its context cannot be read: {why}")
_UNTESTED = Text(
    fr="la règle « {rule} » n’a pas d’exemple pour {lacks}", en="the rule “{rule}” has no example for {lacks}"
)
_TOUCHED = Text(
    fr="« {rule} » touche une parole protégée : « {text} »", en="“{rule}” touches protected speech: “{text}”"
)
