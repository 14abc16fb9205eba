"""The posts that `charter.py` reads, and the charters it reads them by; the same ones at every run."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

FIGURES = (
    r"\bproject-\d{3}\b",
    r"\bv\d+\.\d+\b",
    r"\b[a-z]{2,5}-\d{4}\b",
    r"\d+ ?(?:k|m)€",
    r"\b0[1-9](?:[ .-]?\d{2}){4}\b",
    r"\b[a-z0-9._]+@[a-z0-9]+\.[a-z]{2,6}\b",
    r"\b(?:numero|number|n°) ?\d+\b",
    r"\b\d{1,3}(?:[ ,.]\d{3})+ (?:clients|users)\b",
    r"\bplus de \d+ %|\bmore than \d+ ?%",
    r"\b\d+ fois plus|\b\d+ times (?:more|faster)",
)
"""Ten patterns, in the syntax that every engine here reads."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as every engine is given it: terms, or swaps to `better`, or a pattern."""

    id: str
    terms: Sequence[str] = ()
    better: str = ""
    pattern: str = ""


def rules(terms: int = 500) -> list[Rule]:
    """Fifty rules: thirty of a fiftieth of the `terms` each, ten swaps of a twenty-fifth, ten patterns."""
    source, few, many = iter(phrases(terms)), terms // 50, terms // 25
    forbidden = [Rule(f"forbid.{n}", list(itertools.islice(source, few))) for n in range(30)]
    swaps = [Rule(f"swap.{n}", list(itertools.islice(source, many)), f"mot{n}") for n in range(10)]
    return [*forbidden, *swaps, *(Rule(f"figure.{n}", pattern=text) for n, text in enumerate(FIGURES))]


def phrases(count: int) -> list[str]:
    """Different terms of one to three words, French and English in turn."""
    draw = random.Random(5)  # noqa: S311 - posts, not secrets
    french = [f"{noun} {word}" for noun, word in itertools.product(_NOUNS_FR, _WORDS_FR)]
    english = [f"{word} {noun}" for noun, word in itertools.product(_NOUNS_EN, _WORDS_EN)]
    coined = ["".join(parts) for parts in itertools.product(_FIRST, _SECOND, _THIRD)]
    for each in (french, english, coined):
        draw.shuffle(each)
    mixed = itertools.chain.from_iterable(zip(french, english, coined, strict=False))
    more = (f"{word} {tail}" for tail in ("pro", "plus", "max", "air", "duo", "one") for word in coined)
    found = list(itertools.islice(dict.fromkeys(itertools.chain(mixed, more)), count))
    if len(found) < count:
        raise ValueError(f"only {len(found)} terms")
    return found


def charter(known: Sequence[Rule], *, head: str = "", packs: Sequence[str] = ()) -> str:
    """A charter of these rules, as a company would write it."""
    texts = {"fr": "« {term} » : dites-le autrement.", "en": "“{term}”: say it otherwise."}
    written = [{"id": rule.id, "severity": "warn", "check": _check(rule), "message": texts} for rule in known]
    article = {
        "id": "words",
        "title": {"fr": "Nos mots", "en": "Our words"},
        "reason": {"fr": "Ils nous engagent.", "en": "They bind us."},
        "rules": written,
    }
    whole = {
        "title": {"fr": "Charte", "en": "Charter"},
        "version": 3,
        "packs": [*packs],
        "articles": [article],
    }
    return head + yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


def _check(rule: Rule) -> dict[str, object]:
    if rule.pattern:
        return {"kind": "pattern", "patterns": [rule.pattern]}
    if rule.better:
        better = {"fr": rule.better, "en": rule.better}
        return {"kind": "prefer", "swaps": [{"terms": list(rule.terms), "better": better}]}
    return {"kind": "forbid", "terms": list(rule.terms)}


def posts(count: int, *, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Posts of about 250 characters with their language, French and English in turn; most hold a term."""
    draw = random.Random(seed)  # noqa: S311 - posts, not secrets
    terms = phrases(500)
    for number in range(count):
        language = ("fr", "en")[number % 2]
        yield _post(draw, language, terms), language


def _post(draw: random.Random, language: str, terms: Sequence[str]) -> str:
    shapes, words = draw.sample(_SENTENCES[language], 4), _WORDS[language]
    text = ""
    while len(text) < draw.randint(170, 240):
        text += (
            _SLOT.sub(lambda slot: draw.choice(words[slot[1]]), shapes.pop() if shapes else "{noun} ! ") + " "
        )
    if draw.random() < _WITH_TERM:
        place = text.find(" ", draw.randrange(len(text) // 2))
        text = f"{text[:place]} {draw.choice(terms)}{text[place:]}"
    endings = (
        *_ENDINGS,
        f"v{draw.randint(1, 9)}.{draw.randint(0, 9)}.",
        f"Project-{draw.randint(100, 999)}.",
    )
    return text + draw.choice(endings)


def _several(words: str, between: str | None = None) -> list[str]:
    return words.split(between)


_SLOT = re.compile(r"\{(\w+)\}")
_WITH_TERM = 0.55
_SENTENCES = {
    "fr": (
        "Très {proud} de partager le travail de toute l’équipe de {place} cette {time}.",
        "Nous avons passé {number} jours à {site} avec les {people} du lycée voisin.",
        "Merci à celles et ceux qui ont rendu {thing} possible !",
        "Après {number} mois d’essais, {thing} est enfin chez les premiers {people}.",
        "On recrute à {place} : {job}, {job} et {job}.",
        "Ce que j’ai appris ? {verb} avant de répondre, et {verb} ce qui compte.",
        "Une belle rencontre avec les {people} de {place}, autour de {thing}.",
        "Demain, {name} parlera de {topic} au salon de {place}, stand {number}.",
        "Le métier de {job} change chaque {time}, et c’est ce qui me plaît.",
        "{site} a été rénové par nos propres {people}, pièce par pièce.",
        "{name} a présenté {thing} devant {number} {people} : quelle {time} !",
    ),
    "en": (
        "So {proud} to share what the whole team in {place} has built this {time}.",
        "We spent {number} days at {site} with {people} of the school next door.",
        "Thanks to everyone who made {thing} possible!",
        "After {number} months of trials, {thing} has reached its first {people}.",
        "We're hiring in {place}: a {job}, a {job} and a {job}.",
        "What did I learn? {verb} before you answer, and {verb} what matters.",
        "A lovely meeting with {people} from {place}, about {thing}.",
        "Tomorrow {name} will speak about {topic} at the {place} fair, booth {number}.",
        "The work of a {job} changes every {time}, and that's what I like about it.",
        "{site} was renovated by our own {people}, piece by piece.",
        "{name} showed {thing} to {number} {people}: what a {time}!",
    ),
}
_NAMES = _several("Ada Inès Marc Léa Sofia Karim Jeanne Hugo Nora Tom Élise Paul Aïcha Victor Rose")
_PLACES = _several("Lyon Leeds Nantes Québec Lille York Brest Gand Genève Dublin Metz Bath Pau Cardiff Tours")
_NUMBERS = [str(number) for number in range(2, 90)]
_WORDS = {
    "fr": {
        "proud": _several("fière heureuse touchée émue contente ravie"),
        "time": _several("semaine année journée soirée saison matinée"),
        "people": _several("élèves collègues équipes clients techniciennes partenaires voisins apprentis"),
        "job": _several("technicienne|soudeur|développeuse|acheteur|comptable|cheffe de projet", "|"),
        "thing": ["cette journée", "notre pompe", "ce prototype", "la nouvelle ligne", "un café"],
        "site": ["l’usine", "l’atelier", "la plateforme", "le laboratoire", "le dépôt"],
        "verb": _several("écouter noter douter attendre essayer demander"),
        "topic": _several("sobriété sécurité logistique formation biodiversité maintenance"),
        "noun": _several("bravo merci allez"), "name": _NAMES, "place": _PLACES, "number": _NUMBERS,
    },
    "en": {
        "proud": _several("proud happy pleased moved glad delighted"),
        "time": _several("week year day evening season morning"),
        "people": _several("students colleagues teams customers technicians partners neighbours apprentices"),
        "job": _several("technician|welder|developer|buyer|accountant|project lead|electrician", "|"),
        "thing": ["this day", "our pump", "that prototype", "the bike workshop", "the new line", "a coffee"],
        "site": ["the plant", "the workshop", "the platform", "the laboratory", "the depot"],
        "verb": _several("listen wonder wait ask note try"),
        "topic": _several("sobriety safety logistics training wildlife maintenance"),
        "noun": _several("bravo thanks onwards"), "name": _NAMES, "place": _PLACES, "number": _NUMBERS,
    },
}  # fmt: skip
_ENDINGS = (
    "", "", "", "👏", "🙏 😀", "#MarqueEmployeur #Industrie", "#hiring #energy", "https://acme.example/jobs",
    "@acme", "#TeamAcme 🚀", "Plus de 30 % d’économies.", "More than 30% saved.",
)  # fmt: skip
_NOUNS_FR = _several(
    "garantie solution promesse offre économie énergie performance croissance technologie équipe stratégie "
    "expérience livraison qualité sécurité réponse méthode gamme recette formule démarche ambition vision"
)
_WORDS_FR = _several(
    "absolue inédite ultime parfaite totale magique unique illimitée gratuite immédiate idéale extrême "
    "imbattable révolutionnaire suprême éternelle infaillible certaine infinie incomparable"
)
_NOUNS_EN = _several(
    "warranty solution promise offer savings energy performance growth technology team strategy "
    "experience delivery quality safety answer method range recipe formula approach ambition vision"
)
_WORDS_EN = _several(
    "absolute unheard-of ultimate perfect total magical unrivalled unlimited free instant ideal extreme "
    "unbeatable disruptive supreme everlasting foolproof certain endless matchless"
)
_FIRST = ("Nova", "Heli", "Pura", "Octa", "Vesta", "Luma", "Tera", "Aero", "Kora", "Mira", "Zeno", "Fibro")
_SECOND = ("dyn", "flux", "park", "line", "therm", "core", "wave", "cell", "grid", "form", "stat", "mix")
_THIRD = ("ia", "or", "ex", "um", "ys", "is", "on", "ix", "al", "ent", "ane", "eo")
