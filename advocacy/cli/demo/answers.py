"""What eighty colleagues answer: most as suggested, some in their own words, some not at all."""

from __future__ import annotations

import random
from dataclasses import dataclass

from advocacy.share import Share

OWN_WORDS = {
    "fr": (
        "Je travaille chez Acme et je suis fier de ce que font mes collègues. {link}",
        "Je travaille chez Acme. Ce que j’ai appris en deux ans de mesures : {link}",
        "Je travaille chez Acme ; on m’a demandé ce que je fais de mes journées. Voilà : {link}",
    ),
    "en": (
        "I work at Acme and I am proud of what my colleagues do. {link}",
        "I work at Acme. What I learnt from two years of measuring: {link}",
        "I work at Acme; people ask me what I do all day. This: {link}",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """On which day, whether at all, and in which words somebody answers an offer."""

    share: Share
    day: int
    accepts: bool
    text: str | None = None


def answers(offers: list[Share], luck: random.Random, *, first_day: int, days: int) -> list[Answer]:
    """About three in four accept, one in ten declines; the others do not answer, and nobody reminds them."""
    drawn = []
    for share in offers:
        chance = luck.random()
        if chance > _ANSWER:
            continue
        own = luck.random() < _IN_OWN_WORDS
        words = OWN_WORDS["fr" if share.language.startswith("fr") else "en"]
        drawn.append(
            Answer(
                share=share,
                day=first_day + luck.randrange(days),
                accepts=chance < _ACCEPT,
                text=luck.choice(words) if own else None,
            )
        )
    return drawn


_ACCEPT, _ANSWER, _IN_OWN_WORDS = 0.74, 0.84, 0.2
