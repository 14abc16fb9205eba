"""Who may grant an exemption from a rule: roles, as the rule names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator

from advocacy.charter.normalise import fold
from advocacy.charter.shorthand import one_or_several
from advocacy.documents import Unfit
from advocacy.language import Text

NOBODY = ("nobody",)
"""Of a rule from which there are no exemptions."""


def _alone(roles: tuple[str, ...]) -> tuple[str, ...]:
    """`roles`, each of them one role."""
    for place, role in enumerate(roles):
        at: tuple[Any, ...] = (place,) if len(roles) > 1 else ()
        if not fold(role).strip():
            raise Unfit(fr="donnez un rôle, comme « Juridique »", en="give a role, such as “Legal”", at=at)
        if any(joint in f"{role} " for joint in _JOINTS):
            raise Unfit(
                fr="un seul rôle par texte : écrivez-les en liste, comme [Juridique, RH]",
                en="one role a text: write them as a list, such as [Legal, HR]",
                at=at,
            )
        if len(roles) > 1 and _key(role) in _NO_ONE:
            raise Unfit(fr="« nobody » se met seul", en="“nobody” stands alone", at=at)
    return NOBODY if len(roles) == 1 and _key(roles[0]) in _NO_ONE else roles


Granters = Annotated[tuple[str, ...], AfterValidator(_alone), one_or_several(str)]
"""``Legal``, ``[CSR, Legal]`` (any one of them) or ``nobody``."""


def may_grant(role: str, granters: Sequence[str]) -> bool:
    """Whether `role` is one of `granters`: in either language, whatever its capitals and article.

    >>> may_grant("juridique", ("CSR", "Legal")), may_grant("the author", ("author",))
    (True, True)
    >>> may_grant("hr", ("CSR", "Legal")), may_grant("nobody", NOBODY)
    (False, False)
    """
    given = _key(role)
    return tuple(granters) != NOBODY and any(
        given in {_key(granter), _key(_FRENCH.get(granter, granter))} for granter in granters
    )


def told_granters(granters: Sequence[str]) -> Text:
    """`granters` in both languages, as far as the packs name them.

    >>> told_granters(("CSR", "Legal")).en, told_granters(("Legal", "client owner")).fr
    ('CSR or Legal', 'le Juridique ou la personne responsable du client')
    """
    return Text(fr=" ou ".join(map(_in_french, granters)), en=" or ".join(granters))


def _in_french(who: str) -> str:
    """A role as it stands in a sentence."""
    role = _FRENCH.get(who, who)
    return f"la personne {role}" if role.startswith("responsable ") else role


def _key(role: str) -> str:
    """A role without its article: ``Le Juridique``, ``juridique``."""
    words = fold(role).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


_ARTICLES = frozenset({"the", "le", "la", "les", "l"})
_NO_ONE = frozenset({"nobody", "personne"})
_JOINTS = (",", ";", " or ", " ou ", "/")
_FRENCH = {
    "nobody": "personne",
    "the author": "l’auteur",
    "the person": "la personne",
    "CSR": "la RSE",
    "campaign owner": "responsable de la campagne",
    "client owner": "responsable du client",
    "Comms": "la Communication",
    "Compliance": "la Conformité",
    "crisis cell": "la cellule de crise",
    "ethics officer": "le référent éthique",
    "Finance": "la Finance",
    "HR": "les RH",
    "IT security": "la Sécurité informatique",
    "Investor relations": "les Relations investisseurs",
    "Legal": "le Juridique",
    "Marketing": "le Marketing",
    "medical director": "la direction médicale",
    "principal": "le superviseur agréé (principal)",
    "Product": "le Produit",
    "project owner": "responsable du projet",
    "Public affairs": "les Affaires publiques",
    "Regulatory": "les Affaires réglementaires",
    "team lead": "responsable de l’équipe",
    "web team": "l’équipe web",
    "programme owner": "responsable du programme",
}
