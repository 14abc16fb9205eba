"""Connecting accounts: a secret that a person gives, or their consent on the network's own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from advocacy.errors import ConfigurationError, InvalidInput, Mistake, NotAllowed
from advocacy.language import Text
from advocacy.program.base import Base
from advocacy.share import Hold
from advocacy.storage import reviews, shares
from advocacy.storage.grants import POST

if TYPE_CHECKING:
    from advocacy.connectors.base import Access
    from advocacy.people.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """An account that is connected now."""

    advocate: str
    network: str
    purpose: str
    account: str
    resumed: int
    """Shares that were held for want of a consent, and are queued again."""


class Connecting(Base):
    """The part of `Program` that connects accounts."""

    def connect(self, advocate: str, network: str, access: Access, *, by: str) -> Access:
        """Keep what an advocate granted on `network`, once the network has said whose it is.

        Raises:
            NotAllowed: `by` is someone else.
            ConnectorError: the network does not accept it.
        """
        self._require_self(advocate, by)
        self.advocate(advocate)
        granted = self.connector(network).identify(access)
        self._keep(advocate, network, granted, POST)
        return granted

    def begin_connect(
        self,
        advocate: str,
        network: str,
        *,
        by: str,
        session: str,
        purpose: str = POST,
        redirect_uri: str | None = None,
    ) -> str:
        """Where to send a person's browser, so that they agree on the network's own page.

        Args:
            advocate: whose account it is.
            network: its name.
            by: who asks; nobody asks for another.
            session: a secret that binds this to their browser, such as the id of its session with the
                intranet: 16 characters or more. The answer is taken from the same session only.
            purpose: ``post``, or ``metrics`` where reading the counts takes a consent of its own.
            redirect_uri: where they come back to, instead of ``accounts.callback``: this machine only.

        Raises:
            NotAllowed: `by` is someone else.
            InvalidInput: they have no profile there, or `session` is no secret.
            ConfigurationError: our app there, or our own address, is not set up.
            ConnectorError: the network could not be asked, or asks for no such consent.
        """
        from advocacy.connectors.consent import Question  # noqa: PLC0415 - heavy: imported on first use

        self._require_self(advocate, by)
        profile = self.profile(advocate, network)
        question = Question(
            redirect_uri=self._callback(redirect_uri),
            purpose=purpose,
            account=profile.account or "",
            host=self.host_for(profile),
        )
        return self.consents.begin(advocate, self.connector(network), question, session=session)

    def complete_connect(self, params: Mapping[str, str], *, session: str) -> Connected:
        """Connect the account, by the parameters of the address that the person came back to.

        Raises:
            NotAllowed: this browser awaits no such answer: used, too old, stolen, or another server's.
            ConsentMissing: they did not agree.
            ConfigurationError: the network refuses our app.
            ConnectorError: the network does not honour what they brought, or it is not their account.
        """
        agreed = self.consents.complete(params, session=session, connector=self.connector)
        self.advocate(agreed.advocate)
        granted = self.connector(agreed.network).identify(agreed.access)
        resumed = self._keep(agreed.advocate, agreed.network, granted, agreed.purpose)
        return Connected(
            advocate=agreed.advocate,
            network=agreed.network,
            purpose=agreed.purpose,
            account=granted.account,
            resumed=resumed,
        )

    def profile(self, advocate: str, network: str) -> Profile:
        """The account that a person has named on a network.

        Raises:
            NotFound: there is no such person.
            InvalidInput: they have named none there.
        """
        profile = self.advocate(advocate).profile(network)
        if profile is None or not profile.account:
            told = _NO_PROFILE.format(who=advocate, network=network)
            raise InvalidInput(Mistake(field="network", message=told))
        return profile

    def client_metadata(self, network: str) -> Mapping[str, object]:
        """The document by which a network knows our app; serve it as JSON, for everyone, at its `client_id`.

        Raises:
            ConfigurationError: it has no address, or ``accounts.callback`` is not set.
            Rejected: the network knows apps in another way.
        """
        name = self.settings.programme.name
        return self.connector(network).client_metadata(self._callback(None), name=name)

    def host_for(self, profile: Profile) -> str:
        """The server of a person's account: as the settings say, else as its name says."""
        told = self.settings.network(profile.network).host
        return told or self.connector(profile.network).host_of(profile.account or "")

    def _keep(self, advocate: str, network: str, granted: Access, purpose: str) -> int:
        """Keep the grant and queue again what waited for it; how many shares did."""
        self.accounts.connect(advocate, network, granted, purpose=purpose)
        now = self.clock()
        with self.store.begin() as tx:
            about = {"network": network, "purpose": purpose}
            reviews.note(
                tx, by=advocate, verb="connect", subject=f"advocate:{advocate}", now=now, detail=about
            )
            if purpose != POST:
                return 0
            held = shares.select(tx, advocate=advocate, network=network, hold=Hold.AUTHORIZATION)
            return sum(shares.requeue(tx, share.id, now=now) for share in held)

    def _callback(self, given: str | None) -> str:
        """Our own address, which is fixed: one that comes from a request would be an open redirect."""
        ours = self.settings.accounts.callback
        if given is not None and given != ours and not _is_this_machine(given):
            raise ConfigurationError(_NOT_OURS.format(given=given))
        if given is None and ours is None:
            raise ConfigurationError(_NO_CALLBACK)
        return given or ours or ""

    @staticmethod
    def _require_self(advocate: str, by: str) -> None:
        if by != advocate:
            raise NotAllowed(
                fr="Chacun relie ses comptes lui-même.", en="Each person connects their accounts themselves."
            )


def _is_this_machine(address: str) -> bool:
    """Whether it is an address of loopback, by number: a name may lead elsewhere (RFC 8252 §8.3).

    >>> _is_this_machine("http://127.0.0.1:8733/connected"), _is_this_machine("http://127.0.0.1.evil.example/")
    (True, False)
    """
    try:
        parts = urlsplit(address)
        return parts.scheme == "http" and not parts.username and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


_NO_PROFILE = Text(
    fr="{who} n’a pas de compte {network} ; ajoutez-le à advocates.csv et importez-le à nouveau",
    en="{who} has no {network} account; add it to advocates.csv and import it again",
)
_NOT_OURS = Text(
    fr="{given} n’est pas l’adresse de retour de ce programme : réglez accounts.callback.",
    en="{given} is not this programme's address to come back to: set accounts.callback.",
)
_NO_CALLBACK = Text(
    fr="Il manque l’adresse où les réseaux renvoient les personnes : réglez accounts.callback, et "
    "enregistrez la même dans chaque application.",
    en="The address that networks send people back to is missing: set accounts.callback, and register the "
    "same with each app.",
)
