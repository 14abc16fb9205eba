"""Conditions, guards and severities in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advocacy.charter.checks.base import TextCheck
from advocacy.charter.conditions import Condition
from advocacy.charter.rule import Level, Severity, When
from advocacy.charter.telling.lists import listed
from advocacy.charter.telling.words import Words
from advocacy.language import Text, joined, told_day


def told_when(when: When) -> Text:
    """What must hold around a text.

    >>> told_when(When(author=("executive",), country=("US",))).en
    'author: an executive; country: US'
    """
    parts = [
        _KEYS[key].format(value=listed(_value(each) for each in getattr(when, key))) for key in _given(when)
    ]
    for key, text in _DATES.items():
        value = getattr(when, key)
        if value is not None:
            parts.append(text.format(day=told_day(value)))
    if when.reward is not None:
        parts.append(_REWARD[when.reward])
    if when.window is not None:
        parts.append(_WINDOWS[when.window])
    return Text(fr=" ; ".join(part.fr for part in parts), en="; ".join(part.en for part in parts))


def told_levels(levels: Sequence[Level]) -> Text:
    """How grave a finding is, and when: each level that may hold.

    >>> told_levels([Level(level="block", when={"country": "GB"}), Level(level="warn")]).en
    'must change (country: GB), otherwise please confirm'
    """
    parts = []
    for number, level in enumerate(levels):
        name = LEVELS[level.level]
        if level.when:
            either = joined([told_when(when) for when in level.when], " | ")
            parts.append(joined([name, Text(fr=f"({either.fr})", en=f"({either.en})")]))
        else:
            parts.append(joined([_OTHERWISE, name]) if number else name)
    return joined(parts, ", ")


def told_conditions(check: TextCheck, words: Words) -> Iterator[Text]:
    """What must stand near the words of a check, and what silences it, as far as it can be shown."""
    for condition in check.near:
        yield _ONLY.format(what=_condition(condition, words) or _A_TURN)
    for condition in check.unless:
        if what := _condition(condition, words):
            yield _UNLESS.format(what=what)
    if check.senses and (what := words.said(check.senses, most=_FEW)):
        yield _SENSES.format(what=what)
    if check.published:
        yield _PUBLISHED
    if check.guards:
        yield _NOT.format(guards=listed(told_guard(name) for name in check.guards))


def told_guard(name: str) -> Text:
    """A guard in words; one that a charter defines goes by its name."""
    return GUARDS.get(name, Text(fr=name.replace("_", " "), en=name.replace("_", " ")))


def told_distance(within: int) -> Text:
    """At most so many words in between."""
    return _BESIDE if within <= 1 else _WITHIN.format(n=within)


def _condition(condition: Condition, words: Words) -> Text | None:
    terms = words.said(condition.any, most=_FEW)
    if terms is None:
        return None
    where = _SCOPES[condition.scope]
    if condition.within is not None:
        where = told_distance(condition.within)
    if condition.side != "any":
        where = joined([where, _SIDES[condition.side]])
    return _STANDS.format(terms=terms, where=where)


def _given(when: When) -> Iterator[str]:
    return (key for key in _KEYS if getattr(when, key))


def _value(value: object) -> object:
    return _VALUES.get(str(value), str(value))


LEVELS = {
    Severity.BLOCK: Text(fr="à corriger", en="must change"),
    Severity.WARN: Text(fr="à confirmer", en="please confirm"),
    Severity.ADVISE: Text(fr="conseil", en="a tip"),
}
GUARDS = {
    "quoted": Text(fr="entre guillemets", en="between quotation marks"),
    "url": Text(fr="dans un lien", en="in a link"),
    "email": Text(fr="dans une adresse e-mail", en="in an e-mail address"),
    "handle": Text(fr="dans un nom de compte", en="in the name of an account"),
    "hashtag": Text(fr="dans un mot-dièse", en="in a hashtag"),
    "question": Text(fr="dans une question", en="in a question"),
    "negated": Text(fr="nié ou refusé", en="denied or refused"),
    "sourced": Text(fr="avec une source", en="with a source"),
    "mentioned": Text(fr="quand on parle du mot lui-même", en="when the word itself is discussed"),
    "first_person": Text(fr="dit de soi", en="said of oneself"),
    "announced": Text(fr="quand c’est annoncé", en="when it has been announced"),
    "protected_talk": Text(
        fr="dans une parole protégée (salaire, sécurité, syndicat, alerte)",
        en="in protected speech (pay, safety, unions, whistle-blowing)",
    ),
    "near_family": Text(fr="à propos de la famille", en="about family"),
    "linked": Text(fr="avec un lien", en="with a link"),
    "taken_back": Text(fr="quand c’est repris aussitôt", en="when it is taken back at once"),
    "about_oneself": Text(fr="à propos de soi", en="about oneself"),
    "counter_speech": Text(fr="quand on s’y oppose", en="when it is spoken against"),
    "machine_text": Text(fr="dans un texte de machine", en="in a machine’s text"),
    "pay_talk": Text(fr="quand on parle de sa paie", en="in talk about one’s own pay"),
    "told_by_themselves": Text(fr="quand la personne l’a dit", en="when the person told it themselves"),
    "reported": Text(fr="avec un bilan public", en="with a public report"),
    "other_votes": Text(
        fr="quand on vote pour autre chose (CSE, concours, photo)",
        en="where the vote is another one (works council, contest, photograph)",
    ),
    "personal_opinion": Text(fr="dit à titre personnel", en="said in one’s own name"),
}
_OTHERWISE = Text(fr="sinon", en="otherwise")
_KEYS = {
    "author": Text(fr="auteur : {value}", en="author: {value}"),
    "sector": Text(fr="secteur : {value}", en="sector: {value}"),
    "network": Text(fr="réseau : {value}", en="network: {value}"),
    "country": Text(fr="pays : {value}", en="country: {value}"),
    "language": Text(fr="langue : {value}", en="language: {value}"),
    "scheduled_by": Text(fr="programmé par : {value}", en="scheduled by: {value}"),
    "profile": Text(fr="charte : {value}", en="charter: {value}"),
}
_VALUES = {
    "employee": Text(fr="un salarié", en="an employee"),
    "executive": Text(fr="un dirigeant", en="an executive"),
    "agency": Text(fr="une agence", en="an agency"),
    "paid_ambassador": Text(fr="un ambassadeur payé", en="a paid ambassador"),
    "public_agent": Text(fr="un agent public", en="a public agent"),
    "registered_rep": Text(fr="un conseiller agréé", en="a registered representative"),
    "self": Text(fr="soi-même", en="oneself"),
    "programme": Text(fr="le programme", en="the programme"),
    "fr": Text(fr="français", en="French"),
    "en": Text(fr="anglais", en="English"),
}
_DATES = {
    "since": Text(fr="à partir du {day}", en="from {day}"),
    "until": Text(fr="jusqu’au {day}", en="until {day}"),
}
_REWARD = {
    True: Text(fr="avec une contrepartie", en="for a reward"),
    False: Text(fr="sans contrepartie", en="without a reward"),
}
_WINDOWS = {
    "quiet": Text(fr="pendant la fenêtre de silence", en="in the quiet period"),
    "reserve": Text(fr="pendant la réserve électorale", en="in the pre-election period"),
    "crisis": Text(fr="pendant une crise", en="during a crisis"),
}
_ONLY = Text(fr="seulement avec {what}", en="only with {what}")
_UNLESS = Text(fr="sauf avec {what}", en="not with {what}")
_SENSES = Text(fr="sauf dans {what}", en="not in {what}")
_NOT = Text(fr="pas {guards}", en="not {guards}")
_PUBLISHED = Text(fr="sauf ce qui est déjà public", en="not what is public already")
_STANDS = Text(fr="{terms} {where}", en="{terms} {where}")
_WITHIN = Text(fr="à {n} mots au plus", en="at most {n} words away")
_BESIDE = Text(fr="juste à côté", en="right beside it")
_FEW = 3
_A_TURN = Text(fr="certaines tournures", en="certain turns of phrase")
_SCOPES = {
    "clause": Text(fr="dans la même proposition", en="in the same clause"),
    "sentence": Text(fr="dans la même phrase", en="in the same sentence"),
    "start": Text(fr="dans la première phrase", en="in the first sentence"),
    "post": Text(fr="dans le post", en="in the post"),
}
_SIDES = {"before": Text(fr="avant", en="before it"), "after": Text(fr="après", en="after it")}
