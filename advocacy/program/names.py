"""Names that a caller narrows a list by: one that nobody has is a mistake, and not an empty list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from sqlalchemy.engine import Connection

from advocacy.connectors import registry
from advocacy.errors import InvalidInput, Mistake, NotFound, UnknownNetwork
from advocacy.language import Text
from advocacy.storage import advocates, stories, visitors


def require_known(
    tx: Connection,
    *,
    story: str | None = None,
    campaign: str | None = None,
    advocate: str | None = None,
    network: str | None = None,
) -> None:
    """Make sure that there are such things, as far as they are named; who has left counts too.

    Raises:
        NotFound: there is none; the message names the nearest.
        UnknownNetwork: no network has that name.
    """
    if network is not None:
        registry.network(network)
    if story is not None:
        _require(story, stories.ids(tx), _NO_STORY)
    if campaign is not None:
        _require(campaign, stories.campaign_ids(tx), _NO_CAMPAIGN)
    if advocate is not None:
        _require(advocate, advocates.ids(tx), _NO_ADVOCATE)


def campaign_missing(tx: Connection, story: str, campaign: str) -> Text | None:
    """That a story names a campaign nobody has added, with the nearest that somebody has; else None."""
    added = [known.id for known in stories.campaigns_of(tx)]
    if campaign in added:
        return None
    return _NOT_ADDED.format(story=story, name=campaign, hint=_hint(campaign, added))


def require_writable(networks: Sequence[str]) -> None:
    """Refuse messages for a misspelt network, and for one that reaches colleagues only.

    A place that we do not publish to, such as a review site, may be written for all the same.

    Raises:
        InvalidInput: With each such message.
    """
    told = ((number, _objection(network)) for number, network in enumerate(networks))
    wrong = [Mistake(field=f"messages[{number}].network", message=text) for number, text in told if text]
    if wrong:
        raise InvalidInput(*wrong)


def require_spelt(network: str) -> bool:
    """Whether there is that network; a place that is like none, such as a review site, is none.

    Raises:
        UnknownNetwork: It is the misspelt name of one, which the message tells.
    """
    try:
        registry.network(network)
    except UnknownNetwork:
        if registry.meant(network):
            raise
        return False
    return True


def network_of(tx: Connection, campaign: str, named: str | None) -> str:
    """The network that is `named`; else where a campaign has posts, if that is one.

    Raises:
        InvalidInput: None is named and there are several, which the message names, or none yet.
        NotFound: There is no such campaign.
        UnknownNetwork: No network has that name.
    """
    require_known(tx, campaign=campaign, network=named or None)
    if named:
        return named
    names = visitors.networks_of(tx, campaign)
    if len(names) == 1:
        return names[0]
    told = _WHICH.format(names=", ".join(names)) if names else _NOWHERE.format(campaign=campaign)
    raise InvalidInput(Mistake(field="network", message=told))


def _objection(network: str) -> Text | None:
    try:
        nudges = require_spelt(network) and registry.network(network).capabilities.nudges
    except UnknownNetwork as error:
        return error.text
    return _NUDGES.format(network=network) if nudges else None


def _require(name: str, known: Collection[str], told: Text) -> None:
    if name in known:
        return
    raise NotFound(told.format(name=name, hint=_hint(name, sorted(known))))


def _hint(name: str, known: Sequence[str]) -> Text:
    from advocacy.documents import did_you_mean  # noqa: PLC0415 - heavy: imported on first use

    close = get_close_matches(name, known, n=1)
    if close:
        return did_you_mean(close[0])
    few = ", ".join(known[:_FEW]) + ("…" if len(known) > _FEW else "")
    return Text(fr=f"il y a : {few}", en=f"there are: {few}") if known else _NONE


_FEW = 5
_NONE = Text(fr="il n’y en a pas encore", en="there is none yet")
_NO_STORY = Text(
    fr="Aucune histoire « {name} » ({hint}). La liste : advocacy story list",
    en="There is no story “{name}” ({hint}). The list: advocacy story list",
)
_NO_CAMPAIGN = Text(
    fr="Aucune campagne « {name} » ({hint}). La liste : advocacy campaign list",
    en="There is no campaign “{name}” ({hint}). The list: advocacy campaign list",
)
_NOT_ADDED = Text(
    fr="l’histoire « {story} » nomme la campagne « {name} », que personne n’a ajoutée ({hint})",
    en="the story “{story}” names the campaign “{name}”, which nobody has added ({hint})",
)
_NO_ADVOCATE = Text(
    fr="Aucun ambassadeur « {name} » ({hint}). La liste : advocacy advocate list",
    en="There is no advocate “{name}” ({hint}). The list: advocacy advocate list",
)
_WHICH = Text(
    fr="dites lequel, car on ne reconnaît personne d’un réseau à l’autre ; cette campagne a des posts sur : "
    "{names}",
    en="say which one, for people of two networks cannot be told apart; this campaign has posts on: {names}",
)
_NOWHERE = Text(
    fr="la campagne « {campaign} » n’a encore de post sur aucun réseau : advocacy shares --story …",
    en="the campaign “{campaign}” has no post on any network yet: advocacy shares --story …",
)
_NUDGES = Text(
    fr="{network} porte des rappels aux collègues, pas de partages : choisissez un réseau public",
    en="{network} carries reminders to colleagues and no shares: choose a public network",
)
