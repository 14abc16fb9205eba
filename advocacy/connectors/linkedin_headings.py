"""The names of sheets and columns in LinkedIn's downloads, in English and French."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

PERIOD = ("discovery", "decouverte")
POSTS = ("top posts", "meilleurs posts", "principaux posts", "posts les plus performants")
DAILY = ("engagement",)
OF_ONE = ("performance", "performances", "post analytics", "analyse du post", "statistiques du post")
ACCOUNT = ("follower", "abonne", "demographi")

ADDRESS = ("post url", "url du post", "url de la publication", "url", "lien du post")
DAY = (
    "post publish date",
    "post date",
    "date de publication du post",
    "date de publication",
    "date du post",
)
COUNTS: Mapping[str, tuple[str, ...]] = {
    "impressions": ("impressions",),
    "engagements": ("engagements", "interactions", "social engagements", "interactions sociales"),
    "members_reached": ("members reached", "membres touches", "membres atteints"),
    "likes": ("reactions",),
    "replies": ("comments", "commentaires"),
    "reposts": ("reposts", "republications", "partages"),
    "saves": ("saves", "enregistrements"),
    "sends": ("sends on linkedin", "envois sur linkedin"),
    "link_clicks": ("link engagements", "link clicks", "clics sur le lien", "interactions avec le lien"),
}
NAMES = {heading: name for name, headings in COUNTS.items() for heading in headings}


def plain(cell: object) -> str:
    """A name in lower case, without accents, colon or double spaces."""
    decomposed = unicodedata.normalize("NFKD", str("" if cell is None else cell))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(letters.casefold().replace(":", " ").split())
