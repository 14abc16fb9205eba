"""A rule ready to be applied: its checks prepared, its severity known for every context."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import islice

from advocacy.charter.checks.base import Check, Matcher
from advocacy.charter.checks.length import Length
from advocacy.charter.conditions import Guard
from advocacy.charter.draft import Draft, Exemption
from advocacy.charter.granter import NOBODY
from advocacy.charter.normalise import fold
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.review import Finding
from advocacy.charter.rule import Circumstances, Example, Examples, Level, Severity, Source, When, past
from advocacy.charter.wording import Wording
from advocacy.language import Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Article:
    """A clause that people read, with its rules."""

    id: str
    number: int
    """Its place in the charter, from 1."""
    title: Text
    text: Text | None = None
    why: Text | None = None
    lesson: Text | None = None
    examples: tuple[tuple[Text, bool], ...] = ()
    """Each with whether it is a good one."""
    pack: str | None = None
    """The pack it comes from; none for the charter's own."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ruling:
    """One rule of a charter, ready to be applied."""

    id: str
    group: str
    article: Article
    levels: tuple[Level, ...]
    when: tuple[When, ...]
    checks: tuple[Check, ...]
    matchers: tuple[Matcher, ...]
    guards: tuple[Guard, ...]
    guard_names: tuple[str, ...]
    message: Wording
    tip: Wording | None
    fix: Text | None
    exempt: tuple[str, ...]
    """The roles that may grant an exemption, `NOBODY`, or none where the charter does not say."""
    source: tuple[Source, ...]
    ok: Examples
    nok: Examples
    pack: str | None = None
    always: Severity | None = field(init=False)
    """How grave it is, where that depends on nothing."""

    def __post_init__(self) -> None:
        first = None if self.when else next(iter(self.levels), None)
        object.__setattr__(self, "always", first.level if first and not first.when else None)

    @property
    def conditions(self) -> tuple[When, ...]:
        """Everything on which it depends that it applies, or how grave it is."""
        return (*self.when, *(when for level in self.levels for when in level.when))

    @property
    def networks(self) -> frozenset[str]:
        """The networks that it names itself: in a condition, or with a length."""
        named = {name for when in self.conditions for name in when.network}
        return frozenset(named.union(*(check.limits for check in self.checks if isinstance(check, Length))))

    def severity(self, draft: Draft, around: Circumstances) -> Severity | None:
        """How grave it is for `draft`; None where it does not apply."""
        if self.when and not _any_holds(self.when, draft, around):
            return None
        for level in self.levels:
            if not level.when or _any_holds(level.when, draft, around):
                return level.level
        return None

    def findings(self, matcher: Matcher, reading: Reading, severity: Severity) -> list[Finding]:
        """What one of its checks finds, without what its guards silence; exemptions are asked later."""
        hits = islice(matcher.find(reading), _MOST)
        if not self.guards:
            return [self._finding(hit, reading, severity) for hit in hits]
        return [self._finding(hit, reading, severity) for hit in hits if not self._is_guarded(hit, reading)]

    def _is_guarded(self, hit: Hit, reading: Reading) -> bool:
        # A hit on the post as a whole is asked about at its start: a guard over the post still sees all.
        start, end = hit.start or 0, hit.end or 0
        for guard in self.guards:  # noqa: SIM110  asked at each hit, and a generator costs as much as a guard
            if guard(reading, start, end):
                return True
        return False

    def _finding(self, hit: Hit, reading: Reading, severity: Severity) -> Finding:
        start = end = evidence = None
        if hit.start is not None and hit.end is not None:
            start, end = hit.start, hit.end
            if reading.plain.starts is not None:
                start, end = reading.plain.original(start, end)
            evidence = reading.draft.text[start:end]
        values = hit.values
        values["network"] = reading.draft.network
        if "term" not in values:
            values["term"] = evidence or ""
        replacement = hit.fix
        if self.fix is not None and evidence is not None:
            replacement = replacement() if callable(replacement) else replacement
            replacement = self.fix.say(reading.language) if replacement is None else replacement
        return Finding(self, severity, start, end, evidence, values, replacement, hit.names)

    def examples(self, language: str, *, good: bool) -> tuple[Example, ...]:
        """Its examples in `language`."""
        return (self.ok if good else self.nok).of(language)


def _any_holds(conditions: tuple[When, ...], draft: Draft, around: Circumstances) -> bool:
    return any(when.holds(draft, around) for when in conditions)


def exempts(exemption: Exemption, finding: Finding, draft: Draft) -> bool:
    """Whether `exemption` lets `finding` pass: same rule, same value, this person's or anyone's, not lapsed.

    An exemption without a readable end, or a draft without a moment, exempts nothing; nor does any from a
    rule that nobody may grant one from, not even that of a whole family.
    """
    context = draft.context
    if finding.exempt == NOBODY:
        return False
    if exemption.until is None or context.when is None or past(exemption.until, context):
        return False
    if not fnmatchcase(finding.rule, exemption.rule) or exemption.who not in (None, context.advocate):
        return False
    if exemption.value in (None, "", "*"):
        return True
    wanted = fold(exemption.value or "")
    known = (finding.evidence or "", *finding.names)
    return any(wanted == fold(name) or f" {wanted} " in f" {fold(name)} " for name in known)


_MOST = 20
"""Findings of one check in one text; nobody reads more."""
COMMON = frozenset({"term", "name", "cue", "brand", "article", "network"})
"""The placeholders of every message."""
