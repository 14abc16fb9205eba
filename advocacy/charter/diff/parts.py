"""What differs between two articles, two rules or two lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advocacy.charter.diff.as_written import as_written
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
        yield turned(_GUARDS, _silent(old.guard_names), _silent(new.guard_names))
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
    """The terms that a rule gained and lost, and the keys of its checks that say something else."""
    if old.checks == new.checks:
        return
    told = list(list_details(_terms(old), _terms(new)))
    same_kinds = [each.kind for each in old.checks] == [each.kind for each in new.checks]
    deep: dict[str, None] = {}
    for one, other in zip(old.checks, new.checks, strict=True) if same_kinds else ():
        for key in type(one).model_fields:
            before, after = getattr(one, key), getattr(other, key)
            if before != after and not _told_key(key, before, after, told):
                deep[key] = None
    unsaid = [key for key in deep if not told or key in _CONDITIONS]  # other keys differ in the words told
    if unsaid:
        told.append(_OTHERWISE_IN.format(keys=", ".join(unsaid)))
    yield from dict.fromkeys(told) or [_OTHERWISE]


def _told_key(key: str, before: Any, after: Any, told: list[Text]) -> bool:
    """Add to `told` what a key of a check was and is; whether it can be said in a line."""
    if key == "guards":
        told.append(turned(_GUARDS, _silent(before), _silent(after)))
    elif all(isinstance(value, str | int | float | None) or _is_words(value) for value in (before, after)):
        told.append(turned(Text(fr=key, en=key), as_written(before) or NOTHING, as_written(after) or NOTHING))
    else:
        return False
    return True


def _is_words(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, str) for each in value)


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


def _silent(guards: Sequence[str]) -> Text:
    return listed(told_guard(name) for name in guards) if guards else NOTHING


def _text(value: Text | Wording | None) -> Text:
    """A message as its file gives it, or nothing."""
    if isinstance(value, Wording):
        return value.fill({name: f"{{{name}}}" for name in value.names})
    return NOTHING if value is None else value


_CONDITIONS = ("near", "unless")
NOTHING = Text(fr="rien", en="nothing")
_ALWAYS = Text(fr="toujours", en="always")
_TURNED = Text(fr="{part} : {before} → {after}", en="{part}: {before} → {after}")
_BECAME = Text(fr="{part} : « {before} » → « {after} »", en="{part}: “{before}” → “{after}”")
_GAINED = Text(fr="en plus : {what}", en="gained: {what}")
_LOST = Text(fr="en moins : {what}", en="lost: {what}")
_OTHERWISE = Text(fr="vérifie autrement", en="checks in another way")
_OTHERWISE_IN = Text(fr="vérifie autrement ({keys})", en="checks in another way ({keys})")
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
