"""The networks by name: ours, and those that other packages add under ``advocacy.connectors``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from advocacy.clock import Clock, utc_now
from advocacy.connectors.answers import Answer, AnswerClass, classify_generic
from advocacy.connectors.base import Connector, Lane, Network
from advocacy.documents.nearest import nearest
from advocacy.errors import ConfigurationError, UnknownNetwork
from advocacy.language import Text

GROUP = "advocacy.connectors"
"""Entry-point group: ``my_network = "my_package.my_module:MyConnector"``."""

_OURS = {
    "bluesky": "bluesky:Bluesky",
    "email": "mail:Email",
    "facebook": "facebook:Facebook",
    "facebook_page": "facebook:FacebookPage",
    "instagram": "instagram:Instagram",
    "linkedin": "linkedin:LinkedIn",
    "mastodon": "mastodon:Mastodon",
    "mattermost_api": "mattermost:MattermostApi",
    "mattermost_webhook": "mattermost:MattermostWebhook",
    "slack_api": "slack:SlackApi",
    "slack_webhook": "slack:SlackWebhook",
    "teams_workflow": "teams:TeamsWorkflow",
    "threads": "threads:Threads",
    "whatsapp": "whatsapp:WhatsApp",
    "x": "x:X",
}
_FAMILIES = {"meta": "meta:Meta"}
"""Not posted to by this name, but their answers have it."""


def networks() -> tuple[str, ...]:
    """The names of all networks, in order; none of their files is imported for that."""
    return tuple(sorted({*_OURS, *_theirs()}))


def network(name: str) -> type[Network]:
    """The network called `name`.

    Raises:
        UnknownNetwork: No network has that name; the message names the nearest.
        ConfigurationError: A package of somebody else offers it, and cannot be loaded.
    """
    if home := {**_FAMILIES, **_OURS}.get(name):
        module, _, noun = home.partition(":")
        return cast("type[Network]", getattr(import_module(f"advocacy.connectors.{module}"), noun))
    if name in _theirs():
        return _loaded(_theirs()[name])
    raise _unknown(name)


def connector(
    name: str,
    *,
    lane: Lane | None = None,
    allow_private_hosts: Collection[str] = (),
    clock: Clock = utc_now,
    **settings: Any,
) -> Connector:
    """The code that speaks to the network called `name`.

    Args:
        name: As in `networks`.
        lane: Ask for `Lane.HAND_OFF` where the person has linked no account; by default the token lane
            where the network has one.
        allow_private_hosts: Hosts of own servers; see `HttpClient`.
        clock: Where the time comes from.
        settings: What this network's connector takes besides, such as ``app_view=`` for Bluesky.

    Raises:
        UnknownNetwork: No network has that name.
        ConfigurationError: The network has no such lane, or does not know one of the settings.

    >>> connector("bluesky", lane=Lane.HAND_OFF).capabilities.lane
    <Lane.HAND_OFF: 'hand_off'>
    """
    kind = network(name)
    if lane == Lane.HAND_OFF or not issubclass(kind, Connector):
        return _hand_off(kind, wanted=lane)
    from advocacy.connectors.http import HttpClient  # noqa: PLC0415 - heavy: imported on first use

    _require_whole(name, kind)
    try:
        return kind(http=HttpClient(allow_private_hosts=allow_private_hosts), clock=clock, **settings)
    except TypeError:
        if not settings:
            raise
        named = ", ".join(settings)
        raise ConfigurationError(
            fr=f"{name} : réglage inconnu parmi {named}.", en=f"{name}: unknown setting among {named}."
        ) from None


def classify(
    network_name: str, op: str, status: int | None, headers: Mapping[str, str] | None, body: object
) -> AnswerClass:
    """What a network's answer means.

    Args:
        network_name: As in `networks`, or ``*`` for what holds on every network.
        op: any, create, media, publish, token, putRecord or getRecord.
        status: HTTP status; None when no answer came, and `body` then names the exception classes down the
            cause chain, such as ``ConnectionError<MaxRetryError<NameResolutionError``.
        headers: As received, in any case.
        body: As received (text, bytes) or parsed.

    >>> classify("x", "create", 502, {}, "<html>Bad Gateway</html>")
    <AnswerClass.AMBIGUOUS: 'ambiguous'>
    """
    answer = Answer.of(status, headers, body)
    said = None if status is None or network_name == "*" else network(network_name).classify(op, answer)
    return said or classify_generic(op, answer)


def text_length(network_name: str, text: str) -> int:
    """The length of `text` as that network counts it, to be compared with ``capabilities.max_length``.

    >>> text_length("bluesky", "👨‍👩‍👧"), text_length("x", "👨‍👩‍👧"), text_length("linkedin", "👨‍👩‍👧")
    (1, 2, 8)
    """
    return network(network_name).text_length(text)


def _hand_off(kind: type[Network], *, wanted: Lane | None) -> Connector:
    from advocacy.connectors.hand_off import HandOff  # noqa: PLC0415 - it imports this module

    if wanted == Lane.TOKEN or kind.dialog is None:
        raise ConfigurationError(
            fr=f"{kind.title} n’a pas cette voie : choisissez-en une autre.",
            en=f"{kind.title} has no such lane: choose another.",
        )
    return HandOff(kind)


def _loaded(entry: EntryPoint) -> type[Network]:
    """A network of another package; whatever goes wrong in there is told as that package's."""
    try:
        return cast("type[Network]", entry.load())
    except Exception as error:
        raise ConfigurationError(
            _BROKEN.format(name=entry.name, entry=entry.value, why=f"{type(error).__name__}: {error}")
        ) from error


def _require_whole(name: str, kind: type[Connector]) -> None:
    if missing := ", ".join(sorted(kind.__abstractmethods__)):
        entry = f"{kind.__module__}:{kind.__name__}"
        raise ConfigurationError(_UNFINISHED.format(name=name, entry=entry, missing=missing))


_BROKEN = Text(
    fr="{name} : le connecteur {entry}, d’un autre paquet, ne se charge pas ; réparez-le ou ôtez-le. ({why})",
    en="{name}: the connector {entry}, of another package, cannot be loaded; mend or uninstall it. ({why})",
)
_UNFINISHED = Text(
    fr="{name} : au connecteur {entry} il manque {missing} (voir docs/how-to/add-a-network.md).",
    en="{name}: the connector {entry} lacks {missing} (see docs/how-to/add-a-network.md).",
)


@cache
def _theirs() -> Mapping[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def meant(name: str) -> str | None:
    """The network that `name` is, or that a misspelt one is meant for; None for what is like none of them.

    >>> meant("x"), meant("mastodno"), meant("LINKEDIN"), meant("reviews")
    ('x', 'mastodon', 'linkedin', None)
    """
    known = networks()
    if name in known:
        return name
    return nearest(name.casefold(), known)


def _unknown(name: str) -> UnknownNetwork:
    near = get_close_matches(name.casefold(), networks(), n=1, cutoff=0.5)
    return UnknownNetwork(
        fr=f"Réseau inconnu : « {name} »."
        + (f" Vouliez-vous dire « {near[0]} » ?" if near else f" Connus : {', '.join(networks())}."),
        en=f"Unknown network: “{name}”."
        + (f" Did you mean “{near[0]}”?" if near else f" Known: {', '.join(networks())}."),
    )
