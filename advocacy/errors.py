"""Every error of the library; each says what to do next, in French and in English.

AdvocacyError
├── ConfigurationError      the installation is not as it must be
│   ├── UnknownNetwork
│   └── MissingExtra
├── InvalidInput            what a person wrote: file, line, field, what was expected
├── NotShareable
│   ├── StoryUnavailable    not approved, not yet, no longer
│   ├── AlreadyShared
│   ├── CharterRefusal      carries the review
│   ├── ConsentMissing
│   └── MediaMissing        an image that was approved with it is gone
├── NotFound
├── NotAllowed
└── ConnectorError          what a network answered
    ├── Rejected            surely refused, and it would be again
    ├── TryLater            surely not applied; again after `until`
    │   └── MediaLost       its images are gone there: they are uploaded again
    ├── AuthorizationExpired
    ├── OutcomeUnknown      it may have been applied: never send blindly again
    └── NetworkOnHold       nobody can publish there for now
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from advocacy.language import Language, Text

if TYPE_CHECKING:
    from advocacy.charter import Review
    from advocacy.connectors.base import Posted


class AdvocacyError(Exception):
    """Base of every error that this library raises.

    `text` holds the message in both languages; ``str(error)`` is the English one.

    >>> AdvocacyError(fr="Non trouvé.", en="Not found.").text.say("fr")
    'Non trouvé.'
    """

    def __init__(self, text: Text | None = None, *, fr: str = "", en: str = "") -> None:
        self.text = text if text is not None else Text(fr=fr or en, en=en or fr)
        super().__init__(self.text.en)


class ConfigurationError(AdvocacyError):
    """The installation is not as it must be."""


class UnknownNetwork(ConfigurationError, LookupError):
    """No connector is known by that name."""


class MissingExtra(ConfigurationError, ImportError):
    """A feature needs an optional dependency that is not installed."""

    def __init__(self, extra: str, feature: Text) -> None:
        command = f"pip install 'advocacy[{extra}]'"
        super().__init__(
            fr=f"{feature.fr} demande une dépendance facultative : {command}",
            en=f"{feature.en} needs an optional dependency: {command}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong in what a person wrote. Lines count from 1."""

    message: Text
    file: str | None = None
    line: int | None = None
    field: str | None = None
    hint: Text | None = None

    def say(self, language: str) -> str:
        """One line: ``stories/pump.yaml:4: messages[0].network: … (did you mean “mastodon”?)``.

        Where a file is named, an editor finds the place: that is written alike in both languages.
        """
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        parts = [part for part in (where, self.field, self.message.say(language)) if part]
        hint = f" ({self.hint.say(language)})" if self.hint else ""
        colon = " : " if not where and Language.of(language) is Language.FR else ": "
        return colon.join(parts) + hint


class InvalidInput(AdvocacyError, ValueError):
    """All the mistakes found in what a person wrote; nothing of it was taken over."""

    def __init__(self, *mistakes: Mistake) -> None:
        self.mistakes: tuple[Mistake, ...] = mistakes
        super().__init__(
            Text(
                fr="\n".join(mistake.say("fr") for mistake in mistakes),
                en="\n".join(mistake.say("en") for mistake in mistakes),
            )
        )


class NotShareable(AdvocacyError):
    """This cannot be shared as it stands."""


class StoryUnavailable(NotShareable):
    """The story is not approved, not yet open or no longer open."""


class AlreadyShared(NotShareable):
    """This person already has a share of this edition of the story on this network."""


class CharterRefusal(NotShareable):
    """The charter blocks the text, or warns and no reason was given; `review` says why."""

    def __init__(self, review: Review, text: Text) -> None:
        self.review = review
        super().__init__(text)


class ConsentMissing(NotShareable):
    """The person has not agreed to what was asked for."""


class MediaMissing(NotShareable):
    """An image that was approved with the story is no longer kept; nothing goes out without it."""


class NotFound(AdvocacyError, LookupError):
    """Nothing is known by that name."""


class NotAllowed(AdvocacyError, PermissionError):
    """This person may not do that."""


class ConnectorError(AdvocacyError):
    """What a network answered, as the publisher needs to know it."""

    @property
    def is_for_all(self) -> bool:
        """Whether it stands in everybody's way on that network, and not in one person's."""
        return True


class Rejected(ConnectorError):
    """Surely refused; sending the same again would be refused again."""


class TryLater(ConnectorError):
    """Surely not applied; try again after `until`, for this share, this member or the whole app."""

    def __init__(
        self,
        text: Text,
        *,
        until: datetime | None = None,
        scope: Literal["share", "member", "app"] = "share",
    ) -> None:
        self.until = until
        self.scope = scope
        super().__init__(text)

    @property
    def is_for_all(self) -> bool:
        """Whether the limit is the app's."""
        return self.scope == "app"


class MediaLost(TryLater):
    """Surely not applied: the network no longer has what was uploaded for it, or never had."""


class AuthorizationExpired(ConnectorError):
    """The network no longer accepts the grant: `refreshable` by us, else by the person."""

    def __init__(self, text: Text, *, refreshable: bool = False) -> None:
        self.refreshable = refreshable
        super().__init__(text)

    @property
    def is_for_all(self) -> bool:
        """A grant is one person's."""
        return False


class OutcomeUnknown(ConnectorError):
    """The request may have been applied; the share waits as `unknown`.

    `named` is the post that the network says is the same: ours, where an earlier attempt was in doubt.
    """

    def __init__(self, text: Text | None = None, *, named: Posted | None = None, **texts: str) -> None:
        self.named = named
        super().__init__(text, **texts)


class NetworkOnHold(ConnectorError):
    """Nobody can publish there until an operator has acted (scope, credits, API version)."""


def refusal(mistakes: Sequence[Mistake]) -> None:
    """Raise all `mistakes` at once; return when there are none."""
    if mistakes:
        raise InvalidInput(*mistakes)
