"""The gender of French words, as far as they tell, and whether what stands around one fits another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from advocacy.charter.normalise import fold, listed


class Gender(StrEnum):
    """What articles and adjectives agree with."""

    MASCULINE = "m"
    FEMININE = "f"
    EITHER = "either"
    """Of people and things that have both, such as ``collègue``, and of adjectives such as ``durable``."""


@lru_cache(maxsize=20_000)
def gender(words: str) -> Gender | None:
    """The gender of a French noun with what belongs to it; None where its first word does not tell.

    >>> gender("liste d’autorisation").value, gender("vélo cargo").value, gender("collègues").value
    ('f', 'm', 'either')
    >>> gender("allowlist") is None
    True
    """
    for word in _WORD.findall(unicodedata.normalize("NFC", words.lower())):
        plain = fold(word)
        if plain in _MASCULINE_BEFORE or plain in _FEMININE_BEFORE:
            return Gender.MASCULINE if plain in _MASCULINE_BEFORE else Gender.FEMININE
        if plain not in _BEFORE:
            return _of_noun(_singular(word))
    return None


def fits(before: str, after: str, *, old: str, new: str) -> bool:
    """Whether `new` can stand in French where `old` stood, between `before` and `after`.

    Both are plain text: small letters, no accents. Where a word around has to agree and nothing tells that it
    still would, the answer is no: a person puts the better word in.

    >>> fits("dans notre ", " de lyon", old="boutique", new="comptoir")
    True
    >>> fits("dans la ", "", old="boutique", new="comptoir")
    False
    >>> fits("notre ", " est ouverte", old="boutique", new="comptoir")
    False
    """
    words: list[str] = _WORD.findall(_PHRASE_END.split(before)[-1])
    determiner, first = _determiner(words), _first(new)
    if first in _BEFORE and determiner is not None:
        return False  # an article of its own after another: “le notre projet”
    if first in _MELTED and words and words[-1] in _MELTING:
        return False  # “de le” would have to be “du”
    shown, other = _shown_by(determiner or "", old), gender(new)
    if other is Gender.EITHER or (shown is None and not _may_agree(words, after)):
        return True
    return other is not None and other is (shown or gender(old))


@lru_cache(maxsize=20_000)
def _first(words: str) -> str:
    return fold(words).partition(" ")[0]


def _determiner(words: Sequence[str]) -> str | None:
    """The article, or what is like one, of a noun that follows `words`; an adjective may lie between."""
    for word in reversed(words[-_FAR:]):
        if word in _BEFORE:
            return word
        if word in _APART:
            return None
    return None


def _shown_by(determiner: str, old: str) -> Gender | None:
    """The gender that a determiner shows: ``mon`` shows none before a vowel."""
    if determiner in _POSSESSIVE and fold(old)[:1] in _VOWELS:
        return None
    if determiner in _MASCULINE_BEFORE:
        return Gender.MASCULINE
    return Gender.FEMININE if determiner in _FEMININE_BEFORE else None


def _may_agree(before: Sequence[str], after: str) -> bool:
    """Whether a word around may have to agree: an adjective before or behind, or behind “est”."""
    if before and before[-1] not in _NO_ADJECTIVES and _determiner(before) is not None:
        return True
    sentence = _SENTENCE_END.split(after, maxsplit=1)[0]
    words = _WORD.findall(sentence)[:_BEHIND]
    if sentence.lstrip()[:1].isalpha() and words[0] not in _NO_ADJECTIVES:
        return True
    return not _COPULAS.isdisjoint(words)


def _singular(word: str) -> str:
    return (
        word[:-1] if word.endswith(("s", "x")) and len(word) > _SHORT and fold(word) not in _NOUNS else word
    )


def _of_noun(word: str) -> Gender | None:
    known = _NOUNS.get(fold(word))
    if known is not None:
        return known
    return next((told for endings, told in _ENDINGS if word.endswith(endings)), None)


_M, _F, _E = Gender.MASCULINE, Gender.FEMININE, Gender.EITHER
_POSSESSIVE = listed("mon ton son")
_VOWELS = frozenset("aeiouyh")
_MASCULINE_BEFORE = listed(
    """
    le un du au ce cet aucun quel tout certain nul mon ton son beau bel nouveau nouvel vieux vieil premier
    dernier bon grand petit gros long meilleur seul vrai prochain ancien
    """
)
_FEMININE_BEFORE = listed(
    """
    la une cette aucune quelle toute certaine nulle ma ta sa belle nouvelle vieille premiere derniere bonne
    grande petite grosse longue meilleure seule vraie prochaine ancienne
    """
)
_UNMARKED = listed("l les des ces mes tes ses nos vos leurs notre votre leur chaque plusieurs quelques aux")
_BEFORE = _MASCULINE_BEFORE | _FEMININE_BEFORE | _UNMARKED
_MELTING, _MELTED = listed("de a"), listed("le les")
_COPULAS = listed(
    """
    est sont etait etaient sera seront serait seraient fut furent soit soient reste restent semble semblent
    parait paraissent devient deviennent ete
    """
)
_APART = (
    listed(
        """
    et ou mais donc or ni car de d a en dans sur sous pour par avec sans chez entre vers contre depuis pendant
    apres avant comme si qui que qu quoi dont je j tu il elle on nous vous ils elles me m te t se s ne n y
    ai as avons avez ont avait avaient aura auront pas plus c ceci cela ca ici hier demain
    """
    )
    | _COPULAS
)
"""Words that begin something else: what stands beyond them agrees with another word."""
_NO_ADJECTIVES = _APART | _BEFORE
_WORD = re.compile(r"[^\W\d_]+")
_PHRASE_END = re.compile(r"[.!?;:,()]|\n\s*\n")
_SENTENCE_END = re.compile(r"[.!?]|\n\s*\n")
"""A line that is folded goes on in the next: only an empty one ends what agrees."""
_FAR = 3
"""How many words back an article is looked for."""
_BEHIND = 8
"""How many words behind “est” is looked for."""
_SHORT = 3
_NOUNS: dict[str, Gender] = {
    **dict.fromkeys(
        listed(
            """
            ete cote comite traite arrete pate comte depute musee lycee trophee genie incendie silence murmure
            squelette stade grade cimetiere arriere prelude service centre site groupe titre texte livre
            compte cadre lieu chef nom mot pays temps prix post terme controle programme exemple nombre
            domaine patrimoine commerce point produit metier reseau collectif mode monde systeme article
            chiffre siege bureau choix avis mois bras cas corps cours colis acces succes progres plastique
            public
            """
        ),
        _M,
    ),
    **dict.fromkeys(
        listed(
            """
            page image plage cage nage rage eau peau photo moto auto radio video meteo info expo promo demo
            fin main dent creme liste equipe entreprise offre marque gamme adresse semaine boutique ligne
            personne femme date carte annonce campagne plateforme charte maison facon part fois loi cle clef
            forme foret tache replique voix voie rue route vente rencontre garde chaine force fete usine
            machine cuisine ecole etape piste piece place tete valeur couleur heure table cible bible musique
            politique fabrique clinique critique technique pratique rubrique thematique logistique brique
            republique statistique ethique logique mecanique unite limite suite elite visite reussite
            """
        ),
        _F,
    ),
    **dict.fromkeys(
        listed(
            """
            collegue eleve membre partenaire stagiaire gestionnaire proprietaire locataire beneficiaire
            secretaire actionnaire destinataire camarade jeune
            """
        ),
        _E,
    ),
}
_ENDINGS: tuple[tuple[tuple[str, ...], Gender], ...] = (
    (("iste", "able", "ible", "ique"), _E),
    (("tion", "sion", "xion", "aison", "té", "ance", "ence", "ette", "esse", "ure", "ise", "ée"), _F),
    (("ie", "rice", "euse", "elle", "enne", "onne", "ille", "ude", "ière"), _F),
    (("age", "ment", "isme", "oir", "eau", "ier", "teur", "o", "et", "in", "ail", "eil", "euil"), _M),
    (("al", "at", "ent", "ant", "ard", "um", "ème", "ège"), _M),
)
"""Endings that tell with few exceptions, which `_NOUNS` has; “-ique” and the like are those of adjectives."""
