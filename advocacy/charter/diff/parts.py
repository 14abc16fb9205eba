"""What differs between two articles, two rules or two lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advocacy.charter.granter import told_granters
from advocacy.charter.ruling import Article, Ruling
from advocacy.charter.telling.conditions import told_guard, told_levels, told_when
from advocacy.charter.telling.lists import listed, quoted
from advocacy.charter.variants import term_lists, written
from advocacy.charter.wording import Wording
from advocacy.language import Text


def article_details(old: Article, new: Article) -> Iterator[Text]:
    """What people read of an article that differs."""
    for field, name in _ARTICLE_FIELDS.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield _BECAME.format(part=name, before=before or NOTHING, after=after or NOTHING)
    if old.examples != new.examples:
        yield _EXAMPLES


def rule_details(old: Ruling, new: Ruling) -> Iterator[Text]:
    """What a rule does otherwise."""
    if old.levels != new.levels:
        yield turned(_SEVERITY, told_levels(old.levels), told_levels(new.levels))
    if old.when != new.when:
        yield turned(_APPLIES, _conditions(old), _conditions(new))
    if old.article.id != new.article.id:
        yield turned(_ARTICLE, old.article.id, new.article.id)
    if old.guard_names != new.guard_names:
        yield turned(_GUARDS, _guards(old), _guards(new))
    yield from _checks(old, new)
    for field, name in _RULE_TEXTS.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield _BECAME.format(part=name, before=_text(before), after=_text(after))
    if old.exempt != new.exempt:
        before, after = (told_granters(each.exempt) if each.exempt else NOTHING for each in (old, new))
        yield turned(_EXEMPT, before, after)
    if old.source != new.source:
        yield _SOURCES
    if (old.ok, old.nok) != (new.ok, new.nok):
        yield _EXAMPLES


def _checks(old: Ruling, new: Ruling) -> Iterator[Text]:
    """The terms that a rule gained and lost; else only that it checks otherwise."""
    if old.checks == new.checks:
        return
    before, after = _terms(old), _terms(new)
    told = list(list_details(before, after))
    yield from told or [_OTHERWISE]


def _terms(ruling: Ruling) -> list[str]:
    found = (written(term) for check in ruling.checks for _, terms in term_lists(check) for term in terms)
    return list(dict.fromkeys(found))


def list_details(old: Sequence[str], new: Sequence[str]) -> Iterator[Text]:
    """What a list gained and lost."""
    gained = [entry for entry in new if entry not in old]
    lost = [entry for entry in old if entry not in new]
    if gained:
        yield _GAINED.format(what=quoted(gained))
    if lost:
        yield _LOST.format(what=quoted(lost))


def turned(part: Text, before: object, after: object) -> Text:
    """Something that was this and is that."""
    return _TURNED.format(part=part, before=before, after=after)


def _conditions(ruling: Ruling) -> Text:
    return listed(told_when(when) for when in ruling.when) if ruling.when else _ALWAYS


def _guards(ruling: Ruling) -> Text:
    return listed(told_guard(name) for name in ruling.guard_names) if ruling.guard_names else NOTHING


def _text(value: Text | Wording | None) -> Text:
    """A message as its file gives it, or nothing."""
    if isinstance(value, Wording):
        return value.fill({name: f"{{{name}}}" for name in value.names})
    return NOTHING if value is None else value


NOTHING = Text(fr="rien", en="nothing")
_ALWAYS = Text(fr="toujours", en="always")
_TURNED = Text(fr="{part} : {before} → {after}", en="{part}: {before} → {after}")
_BECAME = Text(fr="{part} : « {before} » → « {after} »", en="{part}: “{before}” → “{after}”")
_GAINED = Text(fr="en plus : {what}", en="gained: {what}")
_LOST = Text(fr="en moins : {what}", en="lost: {what}")
_OTHERWISE = Text(fr="vérifie autrement", en="checks in another way")
_EXAMPLES = Text(fr="d’autres exemples", en="other examples")
_SOURCES = Text(fr="d’autres sources", en="other sources")
_SEVERITY = Text(fr="sévérité", en="severity")
_APPLIES = Text(fr="vaut", en="applies")
_ARTICLE = Text(fr="article", en="article")
_GUARDS = Text(fr="se tait", en="silent")
_EXEMPT = Text(fr="dérogation par", en="exemption by")
_ARTICLE_FIELDS = {
    "title": Text(fr="titre", en="title"),
    "text": Text(fr="texte", en="text"),
    "why": Text(fr="raison", en="reason"),
    "lesson": Text(fr="leçon", en="lesson"),
}
_RULE_TEXTS = {
    "message": Text(fr="message", en="message"),
    "tip": Text(fr="conseil", en="tip"),
    "fix": Text(fr="remplacement", en="fix"),
}
