"""The headings and fixed words of the page, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from advocacy.language import Text
from advocacy.reach.wording import text

WORDS: Mapping[str, Text] = {
    "kind": text(fr="Rapport", en="Report"),
    "made": text(fr="Établi le {at}", en="Made on {at}"),
    "short": text(fr="En bref", en="In short"),
    "happened": text(fr="Ce qui s’est passé", en="What happened"),
    "people": text(fr="Qui a pris part", en="Who took part"),
    "sure": text(fr="Ce que valent ces chiffres", en="How sure these figures are"),
    "next": text(fr="À faire maintenant", en="What to do next"),
    "estimates": text(fr="Combien de personnes", en="How many people"),
    "estimates_text": text(
        fr="Ces nombres ne se comptent pas : ils s’estiment, réseau par réseau, chacun avec son intervalle. "
        "Des sommes d’abonnés ou d’affichages compteraient les mêmes personnes plusieurs fois.",
        en="These numbers cannot be counted: they are estimated, network by network, each with its interval. "
        "Sums of followers or impressions would count the same people several times.",
    ),
    "filtered": text(
        fr="Ce qui a été compté, et ce qui ne l’a pas été", en="What was counted, and what was not"
    ),
    "filtered_text": text(
        fr="Chaque appel d’un lien suivi est gardé avec son origine ; seuls ceux de personnes comptent "
        "comme des clics.",
        en="Every request for a tracked link is kept with what made it; only those of people count as "
        "clicks.",
    ),
    "marks": text(
        fr="Les lignes pointillées sont les premières offres de chaque histoire.",
        en="Dotted lines are the first offers of each story.",
    ),
    "nothing": text(fr="Rien encore.", en="Nothing yet."),
    "stories": text(fr="Les histoires", en="The stories"),
    "answers": text(fr="Les réponses aux offres", en="The answers to offers"),
    "networks": text(fr="Les réseaux", en="The networks"),
    "campaigns": text(fr="Les campagnes", en="The campaigns"),
    "team_text": text(
        fr="La participation est libre. Une équipe n’apparaît que si elle compte au moins {n} "
        "personnes, et si aucune soustraction ne révèle une équipe plus petite. La partie pâle d’une "
        "barre est l’arrondi : la vérité s’y trouve.",
        en="Taking part is free. A team appears only with at least {n} people, and only if no "
        "subtraction reveals a smaller one. The pale end of a bar is rounding: the truth lies along it.",
    ),
    "definitions": text(fr="Définitions", en="Definitions"),
    "definitions_text": text(
        fr="Chaque chiffre de cette page porte une définition, avec son numéro de version.",
        en="Every figure on this page has a definition, with its version.",
    ),
    "is_not": text(fr="Ce que ce n’est pas : ", en="What it is not: "),
    "source": text(fr="Lu dans : ", en="Read from: "),
    "top": text(fr="haut de la page", en="top of the page"),
}
