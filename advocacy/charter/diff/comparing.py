"""Two charters side by side: their articles, rules, facts, lists, exemptions and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from advocacy.charter.charter import Charter
from advocacy.charter.diff.as_written import as_written
from advocacy.charter.diff.difference import Change, Diff, Difference
from advocacy.charter.diff.parts import NOTHING, article_details, list_details, rule_details, turned
from advocacy.charter.gathering import Whole
from advocacy.charter.ruling import Article, Ruling
from advocacy.charter.telling.conditions import told_levels
from advocacy.charter.terms import Fact, Term
from advocacy.charter.variants import written
from advocacy.language import Text

T = TypeVar("T")


def compared(old: Whole, new: Whole) -> Diff:
    """What differs between two charters, each with the packs it takes.

    Raises:
        InvalidInput: one of them cannot be applied.
    """
    before, after = Charter.of(old), Charter.of(new)
    found = (
        *_paired("article", _by_id(before.articles), _by_id(after.articles), _article_title, article_details),
        *_paired("rule", _by_id(before.rulings), _by_id(after.rulings), _rule_title, rule_details),
        *_paired("fact", _facts(old), _facts(new), _name_title, list_details),
        *_paired("list", _lists(old), _lists(new), _name_title, list_details),
        *_exemptions(old, new),
        *_house(old, new),
    )
    return Diff(old=before.stamp, new=after.stamp, differences=found)


def _paired(
    kind: str,
    before: Mapping[str, T],
    after: Mapping[str, T],
    title: Callable[[str, T], Text],
    details: Callable[[T, T], Iterator[Text]],
) -> Iterator[Difference]:
    """What was added, removed and changed of two mappings by id."""
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one is None and other is not None:
            yield Difference(kind=kind, id=key, change=Change.ADDED, title=title(key, other))
        elif one is not None and other is None:
            yield Difference(kind=kind, id=key, change=Change.REMOVED, title=title(key, one))
        elif one is not None and other is not None and (told := tuple(details(one, other))):
            yield Difference(kind=kind, id=key, change=Change.CHANGED, title=title(key, other), details=told)


def _by_id(parts: Sequence[Any]) -> dict[str, Any]:
    return {part.id: part for part in parts}


def _article_title(_id: str, article: Article) -> Text:
    return Text(fr=f"{article.id}, « {article.title.fr} »", en=f"{article.id}, “{article.title.en}”")


def _rule_title(_id: str, ruling: Ruling) -> Text:
    levels = told_levels(ruling.levels)
    return Text(fr=f"{ruling.id} ({levels.fr})", en=f"{ruling.id} ({levels.en})")


def _name_title(name: str, _entries: object) -> Text:
    return Text(fr=f"« {name} »", en=f"“{name}”")


def _facts(whole: Whole) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in whole.files:
        found.update({name: [_fact(fact) for fact in facts] for name, facts in file.content.facts.items()})
    return found


def _fact(fact: Fact) -> str:
    others = [*fact.aliases, *([f"public_since {fact.public_since}"] if fact.public_since else [])]
    return f"{fact.name} ({', '.join(others)})" if others else fact.name


def _lists(whole: Whole) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in whole.files:
        for name, terms in file.content.lists.items():
            found.setdefault(name, []).extend(map(_term, terms))
    return found


def _term(term: Term) -> str:
    marks = [key for key in ("case", "accents") if getattr(term, key)]
    return f"{written(term)} ({', '.join(marks)})" if marks else written(term)


def _exemptions(old: Whole, new: Whole) -> Iterator[Difference]:
    before, after = old.document.exemptions, new.document.exemptions
    for change, some, others in ((Change.ADDED, after, before), (Change.REMOVED, before, after)):
        for each in some:
            if each not in others:
                title = f"{each.rule} · {each.value or '*'} · {each.until}"
                yield Difference(
                    kind="exemption", id=each.rule, change=change, title=Text(fr=title, en=title)
                )


def _house(old: Whole, new: Whole) -> Iterator[Difference]:
    """What is said of the charter itself: its packs, contact, country, networks, hours, windows."""
    details = []
    for field, name in _HOUSE.items():
        before, after = getattr(old.document, field), getattr(new.document, field)
        if before != after:
            details.append(turned(name, as_written(before) or NOTHING, as_written(after) or NOTHING))
    if details:
        title = new.document.title.text
        yield Difference(
            kind="charter", id="charter", change=Change.CHANGED, title=title, details=tuple(details)
        )


_HOUSE = {
    "packs": Text(fr="jeux de règles", en="packs"),
    "contact": Text(fr="contact", en="contact"),
    "country": Text(fr="pays", en="country"),
    "consulted": Text(fr="consultation", en="consultation"),
    "networks": Text(fr="réseaux", en="networks"),
    "working_hours": Text(fr="heures de travail", en="working hours"),
    "windows": Text(fr="fenêtres", en="windows"),
}
