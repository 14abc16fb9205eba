"""What each kind of check looks for, in words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from advocacy.charter.checks.base import Check, TextCheck
from advocacy.charter.telling.conditions import told_conditions, told_distance
from advocacy.charter.telling.lists import listed
from advocacy.charter.telling.words import Words
from advocacy.charter.terms import Term
from advocacy.language import Text, joined


def told_check(check: Check, words: Words, *, briefly: bool = False) -> Text:
    """What `check` does, as a sentence with its conditions; `briefly`, without them.

    >>> from advocacy.charter.checks import registered
    >>> from advocacy.charter.lexicon import Lexicon
    >>> check = registered()["forbid"](kind="forbid", terms=["embargo"], guards=["quoted"])
    >>> told_check(check, Words(Lexicon({}))).en
    'Finds “embargo”; not between quotation marks.'
    """
    tell = _KINDS.get(check.kind)
    what = tell(check, words) if tell else _OTHER.format(kind=check.kind)
    conditions = told_conditions(check, words) if isinstance(check, TextCheck) and not briefly else ()
    parts = [what, *conditions]
    return Text(
        fr=_ended(" ; ".join(part.fr for part in parts)),
        en=_ended("; ".join(part.en for part in parts)),
    )


def kin(check: Check) -> Hashable:
    """What the checks share that look for the same, and differ only in what stands around it."""
    if isinstance(check, TextCheck):
        return check.kind, *(getattr(check, name, None) for name in _WHAT)
    return id(check)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("…") else f"{sentence}."


def _said(terms: Iterable[Term], words: Words, *, most: int = 6) -> Text:
    return words.said(terms, most=most) or _TURNS


def _forbid(check: Any, words: Words) -> Text:
    return _FINDS.format(what=_said(check.terms, words))


def _near(check: Any, words: Words) -> Text:
    what = _BESIDE.format(a=_said(check.terms, words), b=_said(check.cues, words))
    return (
        what if check.within is None else joined([what, _AWAY.format(distance=told_distance(check.within))])
    )


def _number_near(check: Any, words: Words) -> Text:
    what = _said(check.terms, words)
    return (
        _FIGURE_IN.format(units=_said(check.units, words), what=what)
        if check.units
        else _FIGURE.format(what=what)
    )


def _pattern(check: Any, words: Words) -> Text:
    return _FINDS.format(what=_said([Term(term=f"/{each}/") for each in check.patterns], words))


def _prefer(check: Any, words: Words) -> Text:
    if check.names:
        return Text(fr="Rappelle comment s’écrit {what}", en="Reminds of how {what} is written").format(
            what=_said(check.names, words)
        )
    pairs = [
        _INSTEAD.format(better=Text(fr=swap.better.fr, en=swap.better.en), terms=_said(swap.terms, words))
        for swap in check.swaps[:_FEW_SWAPS]
    ]
    return joined(pairs, "; ")


def _require(check: Any, words: Words) -> Text:
    accepted = _said((*check.accept.any, *check.accept.fr, *check.accept.en), words, most=4)
    asks = _DEMANDS[check.demand].format(accepted=accepted)
    if not check.terms:
        return asks
    return joined([asks, _WHEN_SAID.format(what=_said(check.terms, words))])


def _identifier(check: Any, _words: Words) -> Text:
    return _FINDS.format(what=listed(_IDENTIFIERS.get(kind, kind) for kind in check.kinds))


def _secret(_check: Any, _words: Words) -> Text:
    return _FINDS.format(
        what=Text(
            fr="ce qui ressemble à un mot de passe, une clé ou un jeton",
            en="what looks like a password, a key or a token",
        )
    )


def _link(check: Any, words: Words) -> Text:
    if check.hosts:
        return _LINKS["hosts"].format(what=_said(check.hosts, words))
    if check.only:
        return _LINKS["only"].format(what=_said(check.only, words))
    if check.lookalike:
        return _LINKS["lookalike"].format(what=_said(check.lookalike, words))
    if check.query:
        return _LINKS["query"].format(names=listed(check.query), what=_said(check.on, words))
    return _LINKS["https"].format(what=_said(check.on, words))


def _hashtag(check: Any, words: Words) -> Text:
    if check.most is not None:
        return Text(fr="Au plus {n} mots-dièse", en="At most {n} hashtags").format(n=check.most)
    if check.camel:
        return Text(fr="Une majuscule à chaque mot d’un mot-dièse", en="A capital for each word of a hashtag")
    return Text(fr="Pas ces mots-dièse : {what}", en="None of these hashtags: {what}").format(
        what=_said(check.banned, words)
    )


def _emoji(check: Any, _words: Words) -> Text:
    if check.fancy:
        return Text(
            fr="Relève les lettres déguisées (gras, italique de fantaisie)",
            en="Finds letters in disguise (fancy bold, italics)",
        )
    for field, text in _EMOJI.items():
        limit = getattr(check, field)
        if limit is not None:
            return text.format(n=limit)
    return _OTHER.format(kind=check.kind)


def _capitals(check: Any, _words: Words) -> Text:
    if check.inclusive is not None:
        return Text(
            fr="Au plus {n} formes à point médian", en="At most {n} inclusive forms with a median dot"
        ).format(n=check.inclusive)
    return Text(fr="Pas de phrase toute en majuscules", en="No sentence all in capitals")


def _length(check: Any, _words: Words) -> Text:
    if check.empty:
        return Text(fr="Un texte, pas un post vide", en="Some text, not an empty post")
    limits = listed(f"{name} {limit}" for name, limit in check.limits.items())
    base = Text(fr="Tient dans la longueur du réseau", en="Fits the length of the network")
    return joined([base, Text(fr=f"({limits.fr})", en=f"({limits.en})")]) if check.limits else base


def _window(check: Any, _words: Words) -> Text:
    return _WINDOWS[check.of]


def _similarity(check: Any, _words: Words) -> Text:
    return _ALIKE[check.to].format(n=round(100 * check.threshold))


def _media(check: Any, words: Words) -> Text:
    asked = {key: value for key, value in check.image.model_dump().items() if value not in (None, (), [])}
    what = listed(_IMAGES.get((key, str(value).lower()), f"{key}: {value}") for key, value in asked.items())
    base = Text(fr="Relève une image : {what}", en="Finds an image: {what}").format(what=what)
    if not check.terms:
        return base
    told = _NAMED if check.need == "alt" else _QUOTING
    return joined([base, told.format(what=_said(check.terms, words))])


def _cap(check: Any, _words: Words) -> Text:
    return Text(
        fr="Au plus {n} posts du programme par semaine", en="At most {n} posts of the programme a week"
    ).format(n=check.most)


def _language(check: Any, _words: Words) -> Text:
    if not check.languages:
        return Text(fr="Écrit dans la langue annoncée", en="Written in the language it says")
    return Text(fr="Écrit en {which}", en="Written in {which}").format(which=listed(check.languages))


_FEW_SWAPS = 4
_WHAT = ("terms", "cues", "patterns", "swaps", "names", "accept", "demand", "image")
"""The keys that say what a check looks for."""
_TURNS = Text(fr="certaines tournures", en="certain turns of phrase")
_KINDS: dict[str, Callable[[Any, Words], Text]] = {
    "forbid": _forbid,
    "near": _near,
    "number-near": _number_near,
    "pattern": _pattern,
    "prefer": _prefer,
    "require": _require,
    "identifier": _identifier,
    "secret": _secret,
    "link": _link,
    "hashtag": _hashtag,
    "emoji": _emoji,
    "capitals": _capitals,
    "length": _length,
    "window": _window,
    "similarity": _similarity,
    "media": _media,
    "cap": _cap,
    "language": _language,
}
_OTHER = Text(fr="Vérifie par « {kind} »", en="Checks by “{kind}”")
_FINDS = Text(fr="Relève {what}", en="Finds {what}")
_FIGURE = Text(fr="Relève un chiffre près de {what}", en="Finds a figure near {what}")
_FIGURE_IN = Text(
    fr="Relève un chiffre suivi de {units} près de {what}",
    en="Finds a figure followed by {units} near {what}",
)
_BESIDE = Text(fr="Relève {a} près de {b}", en="Finds {a} near {b}")
_AWAY = Text(fr="({distance})", en="({distance})")
_INSTEAD = Text(fr="« {better} » plutôt que {terms}", en="“{better}” rather than {terms}")
_WHEN_SAID = Text(fr="quand le post dit {what}", en="when the post says {what}")
_NAMED = Text(
    fr="quand son texte de remplacement, ou le post, dit {what}",
    en="when its alternative text, or the post, says {what}",
)
_QUOTING = Text(fr="et cite du post {what}", en="and quotes from the post {what}")
_DEMANDS = {
    "presence": Text(fr="Demande une mention, comme {accepted},", en="Asks for words such as {accepted},"),
    "position": Text(
        fr="Si la mention ({accepted}) y est, la veut avant « voir plus »,",
        en="Where the words are there ({accepted}), wants them before “see more”,",
    ),
    "language": Text(
        fr="Si la mention ({accepted}) y est, la veut dans la langue du post,",
        en="Where the words are there ({accepted}), wants them in the language of the post,",
    ),
}
_IDENTIFIERS = {
    "phone": Text(fr="un numéro de téléphone", en="a telephone number"),
    "email": Text(fr="une adresse e-mail", en="an e-mail address"),
    "iban": Text(fr="un IBAN", en="an IBAN"),
    "card": Text(fr="un numéro de carte", en="a card number"),
    "nir": Text(fr="un numéro de sécurité sociale français", en="a French social security number"),
    "nino": Text(fr="un numéro d’assurance britannique", en="a British insurance number"),
    "ssn": Text(fr="un numéro de sécurité sociale américain", en="an American social security number"),
    "passport": Text(fr="un numéro de passeport", en="a passport number"),
    "ip": Text(fr="une adresse IP", en="an IP address"),
}
_LINKS = {
    "hosts": Text(fr="Pas de lien vers {what}", en="No link to {what}"),
    "only": Text(fr="Des liens vers {what} seulement", en="Only links to {what}"),
    "lookalike": Text(fr="Relève une adresse qui imite {what}", en="Finds an address that imitates {what}"),
    "query": Text(fr="{names} dans les liens vers {what}", en="{names} in links to {what}"),
    "https": Text(fr="https pour les liens vers {what}", en="https for links to {what}"),
}
_EMOJI = {
    "run": Text(fr="Au plus {n} emoji de suite", en="At most {n} emoji in a row"),
    "most": Text(fr="Au plus {n} emoji", en="At most {n} emoji"),
    "between_words": Text(
        fr="Au plus {n} emoji au milieu des phrases", en="At most {n} emoji within sentences"
    ),
}
_WINDOWS = {
    "embargo": Text(fr="Pas un mot avant la fin de l’embargo", en="Not a word before the embargo ends"),
    "freeze": Text(fr="Pas de post pendant une crise", en="No posts during a crisis"),
    "topic": Text(
        fr="Relève ce qui parle d’une crise en cours", en="Finds what speaks of a crisis under way"
    ),
    "hours": Text(
        fr="Rien de programmé hors des heures de travail", en="Nothing scheduled outside working hours"
    ),
}
_ALIKE = {
    "colleagues": Text(
        fr="Pas le texte d’un collègue (semblable à {n} %)", en="Not a colleague’s text ({n}% alike)"
    ),
    "template": Text(
        fr="Pas le texte proposé tel quel (semblable à {n} %)",
        en="Not the suggested text as it is ({n}% alike)",
    ),
}
_IMAGES = {
    ("alt", "missing"): Text(fr="sans texte de remplacement", en="without alternative text"),
    ("people", "true"): Text(fr="avec des personnes", en="with people"),
    ("consent", "false"): Text(fr="sans leur accord", en="without their consent"),
    ("ai_generated", "true"): Text(fr="faite par une IA", en="made by an AI"),
    ("retouched", "true"): Text(fr="retouchée", en="retouched"),
    ("document", "true"): Text(fr="qui montre un document", en="that shows a document"),
    ("badge", "true"): Text(fr="qui montre un badge", en="that shows a badge"),
}
