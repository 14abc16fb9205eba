"""What eighty colleagues answer: most as suggested, some in their own words, some not at all."""

from __future__ import annotations

import random
from dataclasses import dataclass

from advocacy.share import Share

_WORDS = {
    "fr": (
        (
            "Je travaille chez Acme depuis sept ans.",
            "Chez Acme, je passe mes journées à écouter des moteurs.",
            "Je travaille chez Acme, et voici de quoi nous parlons à midi.",
            "Salariée d’Acme, je réponds souvent à la même question.",
            "Mon métier chez Acme : mesurer, noter, recommencer.",
            "Je suis arrivé chez Acme par hasard.",
            "On ne choisit pas Acme pour le calme, et pourtant.",
            "Premier poste, premier atelier : Acme.",
            "J’ai appris le métier chez Acme avec deux anciens.",
        ),
        (
            "Ce que j’y ai appris : le silence se fabrique, vis après vis.",
            "Mes voisins m’ont demandé si elle était en marche ; elle l’était.",
            "Nadia m’a montré son carnet de mesures, vingt ans de chiffres.",
            "Le plus dur n’était pas la technique, c’était de s’écouter entre équipes.",
            "On a tout publié, même les jours où rien ne marchait.",
            "Un client m’a écrit pour dire merci, je garde sa lettre.",
            "Il a fallu quatre prototypes et beaucoup de café.",
        ),
        (
            "À la maison, on me demande d’en parler moins.",
            "Le chef d’atelier dit que je radote ; il a les mêmes photos que moi.",
            "Cela ne tient à rien : un joint, un support, une semaine de patience.",
            "Je n’aurais pas parié dessus en janvier.",
            "Le banc d’essai sent encore la peinture.",
            "Ma fille croit que je soigne des ventilateurs, et elle n’a pas tort.",
            "Les installateurs nous ont appris la moitié de ce que nous savons.",
            "Rien d’héroïque, beaucoup de tableaux.",
            "Je le raconte parce que d’autres s’y cassent les dents.",
        ),
        ("Lisez par ici :", "La suite :", "J’en suis fier :", "Dites-moi ce que vous en pensez :", "Voilà :"),
    ),
    "en": (
        (
            "I have worked at Acme for seven years.",
            "At Acme I spend my days listening to motors.",
            "I work at Acme, and this is what we talk about at lunch.",
            "As an Acme employee I get the same question every week.",
            "My job at Acme: measure, write down, start over.",
            "I came to Acme by accident.",
            "Nobody joins Acme for the quiet, and yet.",
            "First job, first workshop: Acme.",
            "Two old hands at Acme taught me the trade.",
        ),
        (
            "What I learnt: silence is made, one screw after the other.",
            "My neighbours asked whether it was running; it was.",
            "Nadia showed me her notebook, twenty years of figures.",
            "The hard part was not the engineering, it was teams listening to each other.",
            "We published everything, even the days when nothing worked.",
            "A customer wrote to say thank you; I keep the letter.",
            "It took four prototypes and a lot of coffee.",
        ),
        (
            "At home they ask me to talk about it less.",
            "The foreman says I repeat myself; he took the same pictures.",
            "It hangs on small things: a seal, a bracket, a week of patience.",
            "I would not have bet on it in January.",
            "The test bench still smells of paint.",
            "My daughter thinks I look after fans, and she is not wrong.",
            "Installers taught us half of what we know.",
            "Nothing heroic, a great many tables.",
            "I tell it because others struggle with the same.",
        ),
        ("Read on:", "The rest of it:", "I am proud of this:", "Tell me what you think:", "Here:"),
    ),
}
REASON = "je le pense aussi, dans ces mots / I mean it too, in these words"


def own_words(language: str, luck: random.Random) -> str:
    """Something a colleague might write; ``{link}`` stands for their link."""
    parts = _WORDS["fr" if language.startswith("fr") else "en"]
    return " ".join([*(luck.choice(part) for part in parts), "{link}"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """On which day, whether at all, and in which words somebody answers an offer."""

    share: Share
    day: int
    accepts: bool
    text: str | None = None


def answers(offers: list[Share], luck: random.Random, *, first_day: int, days: int) -> list[Answer]:
    """Some never answer, and nobody reminds them; of the others most accept, and one in ten declines."""
    drawn = []
    for share in offers:
        chance = luck.random()
        if chance > _ANSWER or not _is_keen(share.advocate):
            continue
        own = luck.random() < _IN_OWN_WORDS
        drawn.append(
            Answer(
                share=share,
                day=first_day + luck.randrange(days),
                accepts=chance < _ACCEPT,
                text=own_words(share.language, luck) if own else None,
            )
        )
    return drawn


def _is_keen(advocate: str) -> bool:
    """Whether this person answers at all: always the same for the same person."""
    return random.Random(advocate).random() < _KEEN  # noqa: S311 - a demonstration that repeats


_KEEN, _ACCEPT, _ANSWER, _IN_OWN_WORDS = 0.7, 0.76, 0.86, 0.6
