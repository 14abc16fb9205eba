"""Who may grant an exemption, in both languages as far as the packs name them."""

from __future__ import annotations

from advocacy.language import Text

_GRANTERS = {
    "nobody": "personne",
    "the author": "l’auteur",
    "The person": "la personne",
    "CSR": "la RSE",
    "CSR and Legal": "la RSE et le Juridique",
    "Campaign owner": "responsable de la campagne",
    "Comms": "la Communication",
    "Compliance": "la Conformité",
    "Crisis cell": "la cellule de crise",
    "Ethics officer": "référent éthique",
    "Finance": "la Finance",
    "HR": "les RH",
    "HR, on appeal": "les RH, sur recours",
    "IT security": "la Sécurité informatique",
    "Investor relations": "les Relations investisseurs",
    "Investor relations or Legal": "les Relations investisseurs ou le Juridique",
    "Legal": "le Juridique",
    "Legal or the client's owner, with an expiry date": (
        "le Juridique ou le responsable du client, à durée limitée"
    ),
    "Marketing": "le Marketing",
    "Medical director": "la direction médicale",
    "Principal": "le superviseur agréé (principal)",
    "Product": "le Produit",
    "Project owner": "responsable du projet",
    "Public affairs": "les Affaires publiques",
    "Regulatory": "les Affaires réglementaires",
    "Team lead": "responsable de l’équipe",
    "Web team": "l’équipe web",
    "programme owner": "responsable du programme",
}


def told_granter(who: str) -> Text:
    """`who` in both languages.

    >>> told_granter("Legal").fr, told_granter("Miriam").fr
    ('le Juridique', 'Miriam')
    """
    return Text(fr=_GRANTERS.get(who, who), en=who)
