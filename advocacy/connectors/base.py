"""What a network is and what a connector can do there, in the words of the publisher."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal

from advocacy.clock import Clock, utc_now
from advocacy.connectors.asking import Asking
from advocacy.connectors.limit import Limit
from advocacy.connectors.media import NO_MEDIA, Attachment, MediaRules, media_problems
from advocacy.connectors.outgoing import Outgoing, Posted
from advocacy.connectors.secret import Secret
from advocacy.errors import ConnectorError, Rejected
from advocacy.language import Text
from advocacy.people.lane import Lane

if TYPE_CHECKING:
    from advocacy.connectors.answers import Answer, AnswerClass
    from advocacy.connectors.followers import Followers
    from advocacy.connectors.hand_off import Dialog
    from advocacy.connectors.http import HttpClient
    from advocacy.connectors.preview import Preview

__all__ = [
    "Access",
    "Capabilities",
    "Connector",
    "Lane",
    "Network",
    "Outgoing",
    "Posted",
    "Retry",
    "RetryKind",
    "Secret",
]


Scope = Literal["member", "app"]
"""Whom being told to wait concerns: this person, or everybody."""


class RetryKind(StrEnum):
    """What sending the same share again would do."""

    IDEMPOTENT = "idempotent"
    """The network gives back the first post."""
    FINDABLE = "findable"
    """Ask first: the post can be looked up."""
    REFUSED_AS_DUPLICATE = "refused_as_duplicate"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Retry:
    """From `not_before` to `not_after` (since the first unknown attempt began), sending again is `kind`."""

    kind: RetryKind
    not_before: timedelta = timedelta(0)
    not_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a network can do; generic code asks this and never a network's name."""

    lane: Lane
    retry: tuple[Retry, ...] = (Retry(RetryKind.UNSAFE),)
    max_length: int | None = None
    cut_off: int | None = None
    """Characters shown before “see more”; None where all is shown."""
    link_length: int | None = None
    """What a link counts for, where it is not its own length."""
    metrics: tuple[str, ...] = ()
    can_delete: bool = False
    standing_consent: bool = False
    """Whether a person may agree once for all shares there."""
    rewardable: bool = True
    """False where the network's terms forbid to reward posts."""
    nudges: bool = False
    """True where it reaches colleagues only: it carries reminders, and no share."""
    media: MediaRules = NO_MEDIA
    """What it takes besides text."""
    reshares: bool = False
    """Whether a person can pass on somebody's post there, by us."""
    metrics_purpose: str = "post"
    """Which of a person's grants may read the counts, where it is not the one that posts."""
    counts_a_day: int | None = None
    """How many of a person's posts may be asked for their counts in a day; None where it is no matter."""
    follower_pages: int = 0
    """Pages of an account's public followers to read in five minutes; 0 where it shows none."""
    limits: tuple[Limit, ...] = ()
    """How often it lets one person, and the whole app, post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a connector needs to act for one account: where it lives, who it is, and its secrets by name."""

    account: str
    """As the person knows it: ``ada@mastodon.example``, ``ada.bsky.social``."""
    host: str
    """Base URL of the server the account lives on, such as ``https://mastodon.example``."""
    secrets: Mapping[str, Secret]
    details: Mapping[str, str] = field(default_factory=dict)
    """What is no secret: the network's own id of the account, its server's limits, when the session ends.

    Two names are read by everyone: ``username``, and ``consent_ends``, the moment (ISO 8601) from which the
    person must agree again.
    """


class Network(ABC):
    """A service people post to: what it is called, how it counts, what its answers mean, its share dialog."""

    name: str
    title: str
    """As people write it: ``LinkedIn``."""
    capabilities: Capabilities
    dialog: ClassVar[Dialog | None] = None

    @staticmethod
    @abstractmethod
    def text_length(text: str) -> int:
        """The length of `text` the network's own way."""

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:  # noqa: ARG003 - for the networks
        """What the network says by `answer` to `op`; None where it documents nothing."""
        return None


class Connector(Network, Asking):
    """The code that speaks to a network. A new one overrides what it can do; the rest says that it cannot.

    Errors raised by every method are the `ConnectorError`s of `advocacy.errors`.
    """

    secret_name: ClassVar[str] = "access"  # noqa: S105 - what it is called
    """What the person gives us to connect: the name of the secret in `Access.secrets`."""
    home: ClassVar[str] = ""
    """Where every account lives, or signs in; empty where accounts live on servers of their own."""

    def __init__(self, *, http: HttpClient | None = None, clock: Clock = utc_now) -> None:
        from advocacy.connectors.http import HttpClient  # noqa: PLC0415 - heavy: imported on first use

        self.http = http or HttpClient()
        self.clock = clock

    @classmethod
    def host_of(cls, account: str) -> str:
        """The server that `account` lives on: `home`, or what its name says: ``ada@mastodon.example``."""
        if cls.home:
            return cls.home
        server = account.rpartition("@")[2] if "@" in account else ""
        return f"https://{server}" if server else ""

    def kept_at(self, access: Access) -> str:
        """Where this account's posts stay when its person moves; empty where the network is one place.

        An id of a post is known there only: anywhere else it is nothing, or somebody else's post.
        """
        return "" if self.home else access.host

    def sought(self, outgoing: Outgoing) -> str | None:
        """What `find` looks for where nothing was frozen; None where a post is known by a key drawn then."""
        return None

    def has_moved(self, kept_at: str | None, access: Access) -> bool:
        """Whether what was posted at `kept_at` is out of reach of `access`, whose account lives elsewhere."""
        here = self.kept_at(access)
        return bool(kept_at and here and kept_at != here)

    def capabilities_for(self, access: Access) -> Capabilities:
        """`capabilities` as the server of this account has them, read from ``access.details``."""
        return self.capabilities

    def problems(self, outgoing: Outgoing, access: Access | None = None) -> Sequence[Text]:
        """Why the network would refuse this share, told before it is queued; empty when it would not."""
        capabilities = self.capabilities_for(access) if access else self.capabilities
        limit, length = capabilities.max_length, self.text_length(outgoing.text)
        found = media_problems(self.title, capabilities.media, outgoing)
        if outgoing.reshares and not capabilities.reshares:
            found = (*found, _NO_RESHARES.format(network=self.title))
        if not outgoing.text.strip():
            return (_EMPTY, *found)
        if limit is None or length <= limit:
            return found
        return (_TOO_LONG.format(over=length - limit, length=length, limit=limit), *found)

    def fitted(self, one: Attachment, access: Access | None = None) -> Attachment:
        """`one` as this network takes it: the same bytes, or fewer of them.

        Raises:
            Rejected: It cannot be made to fit.
        """
        from advocacy.connectors.pictures import fitted  # noqa: PLC0415 - heavy: imported on first use

        rules = (self.capabilities_for(access) if access else self.capabilities).media
        return fitted(one, rules.card if one.card else rules)

    def preview(self, outgoing: Outgoing, access: Access | None = None) -> Preview:
        """What the network will show of this share; asks nobody."""
        from advocacy.connectors.preview import preview  # noqa: PLC0415 - it imports this module

        return preview(self, outgoing, access)

    def warnings(self, *, now: datetime) -> Sequence[Text]:
        """What will stop working if nobody acts, told to the operator; asks nobody."""
        return ()

    def cost(self, outgoing: Outgoing) -> Decimal:
        """What the network will charge for this share, in US dollars."""
        return Decimal(0)

    def told_to_wait(self, answer: Answer) -> tuple[datetime | None, Scope]:
        """Until when `answer` asks to wait, None where it does not say, and for whom that holds."""
        from advocacy.connectors.answers import until  # noqa: PLC0415 - classes of answers, on first use

        one_voice = self.capabilities.nudges  # a bot, or one address, speaks for everybody
        return until(answer, self.clock()), "app" if one_voice else "member"

    def identify(self, access: Access) -> Access:
        """Ask the network whose tokens these are; `access` with `details` filled in, to be stored."""
        return access

    def refusal(self, op: str, answer: Answer, *secrets: Secret) -> ConnectorError:
        """The error that `answer` to `op` is; `secrets` are cut out of what it quotes."""
        from advocacy.connectors.refusals import refusal  # noqa: PLC0415 - it imports this module

        return refusal(self, op, answer, secrets)

    def expect(self, op: str, answer: Answer, access: Access, *fine: AnswerClass) -> Answer:
        """`answer`, where it is the success of `op` or one of `fine`.

        Raises:
            ConnectorError: It is neither; the secrets of `access` are cut out of what is quoted.
        """
        from advocacy.connectors.refusals import succeeded  # noqa: PLC0415 - it imports this module

        if not succeeded(self, op, answer, fine):
            raise self.refusal(op, answer, *access.secrets.values())
        return answer

    @abstractmethod
    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        """The exact request, key included, as JSON; drawn once per share and sent at every attempt.

        Where a network draws the key itself (a container that nobody sees yet), it is asked for it here.
        """

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        """Whether `access` must be renewed before it is used; asks nobody."""
        return False

    def renew(self, access: Access, *, now: datetime) -> Access:
        """A renewed access, which the caller stores before anyone uses it.

        Called when `renew_needed`, and after the network turned the present one down as refreshable.
        """
        return access

    @abstractmethod
    def publish(self, frozen: str, access: Access) -> Posted:
        """Send `frozen` once, on a fresh connection, without any retry."""

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        """Look the post up; None when it is not seen (which proves nothing on a network that lags)."""
        return None

    def metrics(self, remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
        """Running totals by post; a post that is gone is absent, and so is a count that is not given."""
        return {}

    def followers(self, access: Access, *, after: str = "") -> Followers | None:
        """One page of a public list of followers; None where the account does not show it."""
        return None

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the post; no error when it is already gone."""
        raise Rejected(
            fr="Ce réseau ne permet pas de supprimer un post d’ici : faites-le sur le réseau.",
            en="This network does not let us delete a post: do it there.",
        )


_EMPTY = Text(fr="Le texte est vide.", en="The text is empty.")
_TOO_LONG = Text(
    fr="{over} caractères de trop : {length} pour {limit} permis.",
    en="{over} characters over: {length} of {limit} allowed.",
)
_NO_RESHARES = Text(
    fr="{network} ne repartage pas un post par cette voie : publiez-en un nouveau, avec son adresse.",
    en="{network} does not pass a post on this way: make a new one, with its address.",
)
