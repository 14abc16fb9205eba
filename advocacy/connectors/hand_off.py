"""The lane without a token: the network's own share dialog, and the address that the person pastes back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote, urlsplit

from advocacy.connectors.base import (
    Access,
    Capabilities,
    Connector,
    Lane,
    Network,
    Outgoing,
    Posted,
    Retry,
    RetryKind,
)
from advocacy.connectors.registry import network
from advocacy.errors import ConfigurationError, InvalidInput, Mistake, Rejected
from advocacy.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """A network's share dialog. Templates take ``{text}``, ``{link}`` and ``{host}``, percent-encoded."""

    with_link: str
    without_link: str
    takes_text: bool = True
    """False where the text must be copied by hand: the network ignores or forbids a prefilled one."""
    post_hosts: tuple[str, ...] = ()
    """Where posts live; the account's own server where it is empty and `post_paths` is not."""
    post_paths: Mapping[str, str] = field(default_factory=dict)
    """What the path of a post looks like → the post's id in it; empty where posts have no address."""
    profile: str = ""
    """Where a person sees their own posts; takes ``{account}``, ``{user}`` (before its @) and ``{host}``."""

    def address(self, text: str, link: str = "", *, host: str = "") -> str:
        """The address that opens the dialog, filled in as far as the network lets us."""
        template = self.with_link if link else self.without_link
        if link and "{link}" not in template and link not in text:
            text = f"{text} {link}".strip()
        elif link and "{link}" in template:
            text = _without(text, link)
        return template.format(text=_encoded(text), link=_encoded(link), host=host.rstrip("/"))

    def own_posts(self, account: str, *, host: str = "") -> str:
        """Where the person behind `account` sees their own posts; empty where nobody can say."""
        if not account and ("{account}" in self.profile or "{user}" in self.profile):
            return ""
        user = account.lstrip("@").partition("@")[0]
        return self.profile.format(account=_encoded(account), user=_encoded(user), host=host.rstrip("/"))

    def post(self, address: str, *, host: str = "") -> Posted | None:
        """The post at a pasted `address`; None when it is not the address of a post there."""
        try:
            parts = urlsplit(address.strip())
            plain = parts.scheme == "https" and parts.port is None and parts.username is None
        except ValueError:
            return None
        allowed = self.post_hosts or ((urlsplit(host).hostname or "",) if host else ())
        if not plain or len(address) > _LONGEST_ADDRESS or (parts.hostname or "") not in allowed:
            return None
        path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
        for pattern, name in self.post_paths.items():
            if found := re.match(rf"{pattern}(?=[?&]|$)", path):
                return Posted(remote_id=found.expand(name), url=f"https://{parts.hostname}{found[0]}")
        return None


class HandOff(Connector):
    """A network whose dialog the person opens; nothing is sent by us.

    >>> HandOff(network("linkedin")).share_dialog("Look", "https://acme.example/p")
    'https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Facme.example%2Fp'
    """

    def __init__(self, kind: type[Network]) -> None:  # nothing is sent, so no HTTP client is wanted
        if kind.dialog is None:
            raise ConfigurationError(
                fr=f"{kind.title} n’a pas de fenêtre de partage.", en=f"{kind.title} has no share dialog."
            )
        self._network = kind
        self._dialog = kind.dialog
        self.name = kind.name
        self.title = kind.title
        self.capabilities: Capabilities = replace(
            kind.capabilities,
            lane=Lane.HAND_OFF,
            retry=(Retry(RetryKind.UNSAFE),),
            metrics=(),
            can_delete=False,
            standing_consent=False,
        )

    @property
    def takes_text(self) -> bool:
        """Whether the dialog is opened with the text in it; else the person copies it first."""
        return self._dialog.takes_text

    def text_length(self, text: str) -> int:  # type: ignore[override]
        """The length of `text` as the network counts it."""
        return self._network.text_length(text)

    def share_dialog(self, text: str, link: str = "", *, host: str = "") -> str:
        """The address that opens the network's dialog; `host` is the account's server, for Mastodon."""
        if "{host}" in self._dialog.with_link and not host:
            raise _host_missing(self.title)
        return self._dialog.address(text, link, host=host)

    def own_posts(self, account: str, *, host: str = "") -> str:
        """Where the person looks whether their post is there; empty where nobody can say."""
        return self._dialog.own_posts(account, host=host)

    def confirm(self, address: str, *, host: str = "") -> Posted:
        """The post at the address that the person pasted.

        Raises:
            InvalidInput: It is not the address of a post on this network.
        """
        posted = self._dialog.post(address, host=host)
        if posted is None:
            raise InvalidInput(Mistake(message=_NOT_A_POST.format(network=self.title), field="url"))
        return posted

    def problems(self, outgoing: Outgoing, access: Access | None = None) -> Sequence[Text]:
        """Of the words alone: the person adds images and passes posts on by themselves."""
        return super().problems(replace(outgoing, media=(), reshares=""), access)

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """What the person is handed: the dialog's address, and the text to copy."""
        handed = {
            "dialog": self.share_dialog(outgoing.text, outgoing.link, host=access.host),
            "text": outgoing.text,
            "takes_text": self.takes_text,
        }
        return json.dumps(handed, ensure_ascii=False)

    def publish(self, frozen: str, access: Access) -> Posted:  # noqa: ARG002 - nothing is sent
        """Refuses: the person posts it."""
        raise Rejected(
            fr=f"{self.title} : la personne publie elle-même ; ouvrez la fenêtre de partage.",
            en=f"{self.title}: the person posts it themselves; open the share dialog.",
        )


def share_dialog(name: str, text: str, link: str = "", *, host: str = "") -> str:
    """The address that opens the share dialog of the network called `name`.

    >>> share_dialog("x", "Two years of work", "https://acme.example/p")
    'https://x.com/intent/tweet?text=Two%20years%20of%20work&url=https%3A%2F%2Facme.example%2Fp'
    """
    return HandOff(network(name)).share_dialog(text, link, host=host)


def confirm_address(name: str, address: str, *, host: str = "") -> Posted:
    """The post at an address pasted by a person, its host and path checked.

    >>> confirm_address("bluesky", "https://bsky.app/profile/ada.example/post/3lxyzabcdef2k").remote_id
    '3lxyzabcdef2k'
    """
    return HandOff(network(name)).confirm(address, host=host)


_LONGEST_ADDRESS = 2048
_NOT_A_POST = Text(
    fr="Ce n’est pas l’adresse d’un post sur {network} : ouvrez votre post et copiez l’adresse de la page.",
    en="This is not the address of a post on {network}: open your post and copy the address of the page.",
)


def _host_missing(title: str) -> ConfigurationError:
    return ConfigurationError(
        fr=f"{title} : donnez l’adresse du serveur de la personne (host).",
        en=f"{title}: give the address of the person’s server (host).",
    )


def _without(text: str, link: str) -> str:
    """`text` without `link`, which the dialog adds itself."""
    return re.sub(r"[ \t]{2,}", " ", text.replace(link, "")).strip()


def _encoded(value: str) -> str:
    """Percent-encoded whole; a plus sign would be read as itself by some dialogs."""
    return quote(value, safe="")
