"""What to say where a share is in no state for what was asked, and what can be done instead."""

from __future__ import annotations

from advocacy.language import Text
from advocacy.share import Share, ShareState

_WRONG_STATE = Text(
    fr="Le partage {share} est « {state} » : ce n’est plus possible. {next}",
    en="Share {share} is “{state}”: that is no longer possible. {next}",
)
_POSTED = Text(
    fr="Le post est à vous : pour l’ôter, supprimez-le sur le réseau.",
    en="The post is yours: to take it away, delete it on the network.",
)
_LEAVING = Text(
    fr="Il part ou vient de partir : regardez à nouveau dans une minute, avec advocacy shares.",
    en="It is leaving or has just left: look again in a minute, with advocacy shares.",
)
_ANSWERED = Text(
    fr="Pour le reprendre tant qu’il n’est pas publié : advocacy cancel {share}",
    en="To take it back before it is published: advocacy cancel {share}",
)
_OVER = Text(
    fr="Une nouvelle édition de l’histoire apporterait une nouvelle offre.",
    en="A new edition of the story would bring a new offer.",
)
_REJECTED = Text(
    fr="Avec d’autres mots, il vous est proposé à nouveau : advocacy edit {share}",
    en="With other words it is offered to you again: advocacy edit {share}",
)
OVER = frozenset({ShareState.CANCELLED, ShareState.DECLINED, ShareState.REJECTED, ShareState.GONE})
"""Where a share is at an end; only other words or another edition of its story bring it back."""
_NEXT = {
    ShareState.OFFERED: Text(fr="Répondez d’abord : advocacy accept", en="Answer first: advocacy accept"),
    ShareState.REJECTED: _REJECTED,
    ShareState.QUEUED: _ANSWERED,
    ShareState.ON_HOLD: _ANSWERED,
    ShareState.HANDED_OFF: _ANSWERED,
    ShareState.PUBLISHING: _LEAVING,
    ShareState.UNKNOWN: _LEAVING,
    ShareState.PUBLISHED: _POSTED,
    ShareState.CONFIRMED: _POSTED,
}
"""What is to be done with a share in that state; where nothing is, it is over."""


def wrong_state(share: Share) -> Text:
    """That it is too late for a share in its state, and what to do."""
    advice = _NEXT.get(share.state, _OVER).format(share=share.id)
    return _WRONG_STATE.format(share=share.id, state=share.state.told, next=advice)
