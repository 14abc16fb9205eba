"""The examples of a rule as people are shown them: what is quoted, what is said, what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from advocacy.charter.draft import Context
from advocacy.charter.merging import merged
from advocacy.charter.rehearsal import FactsOf, Stage, draft_of, no_facts
from advocacy.charter.review import CannotApply, Review
from advocacy.charter.rule import Example
from advocacy.charter.ruling import Ruling
from advocacy.charter.telling.lists import quoted
from advocacy.charter.telling.names import OwnNames
from advocacy.language import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A post that a rule finds, in one language, with what its author is told."""

    text: str
    evidence: str | None
    message: Text
    tip: Text | None
    instead: str | None
    """A text that passes: as the example proposes it, or with the fix applied."""
    around: str = ""
    """What surrounds it, where that is what counts: ``author executive``."""
    invented: tuple[str, ...] = ()
    """Names in it of the invented company, for which the charter has none of its own."""

    def note(self, language: str) -> str:
        """What its reader must know besides, in brackets: what surrounds it, and that a name is nobody's."""
        told = _INVENTED[len(self.invented) > 1].format(names=quoted(self.invented)).say(language)
        parts = [part for part in (self.around, told if self.invented else "") if part]
        return f"({_BETWEEN.say(language).join(parts)})" if parts else ""


def refused(
    stage: Stage, ruling: Ruling, language: Language, facts_of: FactsOf = no_facts
) -> Iterator[Refused]:
    """The bad examples of a rule, each as its review tells it; but for what cannot bear our names."""
    names = OwnNames.of(stage.whole)
    for example in ruling.examples(language, good=False):
        if names.is_misspelt_in(example.text):
            continue
        review = _review(stage, ruling, example, language, facts_of)
        if review is not None and review.findings:
            finding = review.findings[0]
            yield Refused(
                text=names.put(example.text),
                evidence=names.put(finding.evidence) if finding.evidence else None,
                message=names.put_both(finding.message),
                tip=names.put_both(finding.tip) if finding.tip else None,
                instead=names.put(example.better or _fixed(review) or "") or None,
                around=_around(example),
                invented=names.invented_in(example.text) if ruling.pack else (),
            )


def passing(stage: Stage, ruling: Ruling, language: Language) -> Iterator[str]:
    """The good examples of a rule that need nothing around them."""
    names = OwnNames.of(stage.whole)
    plain = (example for example in ruling.examples(language, good=True) if not example.context)
    yield from (names.put(example.text) for example in plain)


def _review(
    stage: Stage, ruling: Ruling, example: Example, language: Language, facts_of: FactsOf
) -> Review | None:
    try:
        draft = draft_of(example, language, facts_of)
    except ValidationError:  # a trial of the example tells it
        return None
    own = [finding for finding in stage.findings(draft) if finding.rule == ruling.id]
    return Review(draft, stage.charter.stamp, merged(own))


def _fixed(review: Review) -> str | None:
    """The text after its fixes, where each finding has one."""
    if not all(finding.fix for finding in review):
        return None
    try:
        return review.apply()
    except CannotApply:
        return None


def _around(example: Example) -> str:
    given = {key: value for key, value in example.context.items() if key in Context.model_fields}
    parts = [f"{key} {value}" for key, value in given.items() if isinstance(value, str | int)]
    short = [part for part in parts if len(part) <= _SHORT]
    return ", ".join(([example.network] if example.network else []) + short)


_INVENTED = {
    False: Text(fr="{names} est un nom inventé", en="{names} is an invented name"),
    True: Text(fr="{names} sont des noms inventés", en="{names} are invented names"),
}
_BETWEEN = Text(fr=" ; ", en="; ")
_SHORT = 40
"""A longer part of a context is no help to its reader."""
