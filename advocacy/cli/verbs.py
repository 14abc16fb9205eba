"""What was done about a share, and what came of it, in the language of the reader; records are in English."""

from __future__ import annotations

from advocacy.cli.speech import say

_VERBS = {
    "offer": "proposé",
    "remind": "relancé",
    "accept": "accepté",
    "edit": "reformulé",
    "move": "autre moment choisi",
    "declined": "décliné",
    "cancelled": "annulé",
    "confirm": "confirmé",
    "keep": "gardé",
    "gone": "dit supprimé",
    "delete": "supprimé",
    "settle there": "répondu : il y est",
    "settle not-there": "répondu : il n’y est pas",
    "settle give-up": "répondu : on renonce",
    "freeze": "publications suspendues",
    "resume": "publications reprises",
    "adopt: put in doubt": "base reprise : mis en doute",
    "send": "envoi",
    "send again": "envoi de la même demande",
    "repost": "nouvel envoi",
    "look": "vérification",
}
_OUTCOMES = {
    "published": "publié",
    "unknown": "réponse perdue",
    "not seen": "pas vu",
    "absent": "absent",
    "later": "plus tard",
    "held": "retenu",
    "renew": "accès à renouveler",
    "rejected": "refusé par le réseau",
    "images lost": "images à renvoyer",
    "waiting": "en attente",
}


def verb(done: str) -> str:
    """What somebody did, or what an attempt does."""
    return say(_VERBS.get(done, done), done)


def outcome(came: str) -> str:
    """What came of an attempt."""
    return say(_OUTCOMES.get(came, came), came)
