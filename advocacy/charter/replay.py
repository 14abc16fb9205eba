"""What another version of the charter would have said of posts that were published.

old ─┐                         none of their words is there, or they find nothing ─▶ the same
     ├─ rules that differ ──▶
new ─┘                         else the whole of both ─▶ newly blocked, freed, changed

A rule that only is graver now, or applies at other times, is looked for once, by what it always finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from advocacy.charter import document
from advocacy.charter.charter import Charter
from advocacy.charter.compiling import compiled
from advocacy.charter.draft import Context, Draft
from advocacy.charter.fingerprint import fingerprints
from advocacy.charter.gathering import File, Whole
from advocacy.charter.rehearsal import FactsOf, no_facts
from advocacy.charter.review import Review, Verdict
from advocacy.charter.rule import Level, Severity
from advocacy.charter.subject import Subject
from advocacy.language import Language


class Post(NamedTuple):
    """One published post; a tuple, for there are many and they go to other processes."""

    text: str
    network: str
    language: str
    author: str
    team: str
    context: dict[str, Any]


class Change(StrEnum):
    """What another version would have made of a post."""

    BLOCKED = "newly_blocked"
    FREED = "freed"
    OTHER = "changed"


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was counted over some posts; two tallies add up."""

    posts: int = 0
    by_change: Counter[Change] = field(default_factory=Counter)
    by_team: Counter[tuple[str, Change]] = field(default_factory=Counter)
    by_language: Counter[tuple[str, Change]] = field(default_factory=Counter)
    by_rule: Counter[tuple[str, Change]] = field(default_factory=Counter)
    by_words: Counter[tuple[str, str]] = field(default_factory=Counter)
    """For each rule that newly blocks, the words it quotes."""
    authors: dict[str, set[str]] = field(default_factory=dict)
    """Who wrote the posts of each team, for groups too small are not shown."""
    in_team: Counter[str] = field(default_factory=Counter)
    in_language: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Take the counts of `other` over."""
        self.posts += other.posts
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        for team, authors in other.authors.items():
            self.authors.setdefault(team, set()).update(authors)


class Replay:
    """Two versions side by side, ready for any number of posts."""

    def __init__(self, old: Whole, new: Whole, *, facts_of: FactsOf = no_facts) -> None:
        ours, theirs = compiled(old), compiled(new)
        self._look_alike = ours.looks_like(theirs)
        """Whether one look at a text does for both: most changes are of what a rule says, or how gravely."""
        tables = ours.tables if self._look_alike else theirs.tables
        self._old, self._new = Charter.of(old, ours), Charter.of(new, replace(theirs, tables=tables))
        self._facts_of = cache(facts_of)
        self.old, self.new = self._old.stamp, self._new.stamp
        before, after = fingerprints(old, self._old.rulings), fingerprints(new, self._new.rulings)
        self.differing = frozenset(
            rule for rule in before.keys() | after.keys() if before.get(rule) != after.get(rule)
        )
        """The rules that may find something else in one version than in the other."""
        looks_else = {
            rule for rule, seen in after.items() if rule not in before or before[rule].looks != seen.looks
        }
        parts = (_only(old, self.differing), _only(new, self.differing & looks_else))
        self._parts = [part for part in parts if part.rulings]

    def count(self, posts: Iterable[Post]) -> Tally:
        """What the new version changes for `posts`."""
        given = list(posts)
        tally = Tally(
            posts=len(given),
            in_team=Counter([post.team for post in given]),
            in_language=Counter([post.language for post in given]),
        )
        for team, author in {(post.team, post.author) for post in given}:
            tally.authors.setdefault(team, set()).add(author)
        if self._parts:
            for post in given:
                self._compare(tally, post)
        return tally

    def _compare(self, tally: Tally, post: Post) -> None:
        language = Language.of(post.language)
        subject = Subject(post.text, language)
        parts = [(part, part.see(part.look(subject))) for part in self._parts]
        if all(part.is_silent(shown) for part, shown in parts):
            return
        draft = self._draft(post, language)
        if any(part.findings(draft, shown) for part, shown in parts):
            seen = self._old.look(subject)
            before = self._old.review(draft, seen=seen)
            seen = seen if self._look_alike else self._new.look(subject)
            _count(tally, post, before, self._new.review(draft, seen=seen))

    def _draft(self, post: Post, language: Language) -> Draft:
        return Draft(
            text=post.text,
            network=post.network,
            language=language,
            context=Context.model_validate(post.context),
            facts=self._facts_of(post.network),
        )


def _count(tally: Tally, post: Post, old: Review, new: Review) -> None:
    before, after = _found(old), _found(new)
    if before == after:
        return
    change = _change(old.verdict, new.verdict)
    tally.by_change[change] += 1
    tally.by_team[post.team, change] += 1
    tally.by_language[post.language, change] += 1
    for rule in _rules(change, before, after):
        tally.by_rule[rule, change] += 1
    if change is Change.BLOCKED:
        known = {finding.rule for finding in old if finding.severity is Severity.BLOCK}
        for finding in new:
            if finding.severity is Severity.BLOCK and finding.rule not in known and finding.evidence:
                tally.by_words[finding.rule, finding.evidence[:_LONGEST]] += 1


def _change(old: Verdict, new: Verdict) -> Change:
    if new is Verdict.BLOCK and old is not Verdict.BLOCK:
        return Change.BLOCKED
    return Change.FREED if old is Verdict.BLOCK and new is not Verdict.BLOCK else Change.OTHER


Found = frozenset[tuple[str, Severity, int | None, int | None]]


def _found(review: Review) -> Found:
    return frozenset((each.rule, each.severity, each.start, each.end) for each in review)


def _rules(change: Change, before: Found, after: Found) -> set[str]:
    """The rules behind a change: those that newly block, that block no more, or that differ at all."""
    if change is Change.BLOCKED:
        return _blocking(after) - _blocking(before)
    if change is Change.FREED:
        return _blocking(before) - _blocking(after)
    return {rule for rule, *_ in before ^ after}


def _blocking(found: Found) -> set[str]:
    return {rule for rule, severity, *_ in found if severity is Severity.BLOCK}


def _only(whole: Whole, rules: frozenset[str]) -> Charter:
    """`whole` with every rule turned off but `rules`, which apply to every post."""
    own, given = whole.files[-1], whole.document.override
    known = {rule.id for file in whole.files for article in file.content.articles for rule in article.rules}
    changes = {rule: _ALWAYS if rule in rules and given.get(rule) != "off" else "off" for rule in known}
    content = whole.document.model_copy(update={"override": changes})
    files = (*whole.files[:-1], File(node=own.node, content=content, text=own.text))
    return Charter.of(Whole(document=content, files=files))


_ALWAYS = document.Change(severity=(Level(level=Severity.ADVISE),), when=())
_COUNTERS = ("by_change", "by_team", "by_language", "by_rule", "by_words", "in_team", "in_language")
_LONGEST = 80
"""Characters of evidence that are counted as the same words."""
