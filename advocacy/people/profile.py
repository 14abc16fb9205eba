"""An advocate's account on one network, and what they allowed us to do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from advocacy.documents import Line, Moment, NetworkName, Slug, Unfit
from advocacy.people.lane import Lane


def _account(value: str) -> str:
    if any(character.isspace() or not character.isprintable() for character in value) or "://" in value:
        raise Unfit(
            fr=f"compte attendu, comme ada@mastodon.example, pas « {value} »",
            en=f"account expected, such as ada@mastodon.example, not “{value}”",
        )
    return value


Account = Annotated[str, AfterValidator(_account), Field(min_length=1, max_length=200)]
"""An account as the person knows it: ``ada@mastodon.example``, ``ada.bsky.social``."""


class Profile(BaseModel):
    """One account on one network, and the lane its shares take.

    >>> Profile.of("mastodon", "ada@mastodon.example").lane
    <Lane.TOKEN: 'token'>
    >>> Profile.of("linkedin", "hand-off").account is None
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    network: NetworkName = Field(description="The network it is on.")
    account: Account | None = Field(default=None, description="The account, such as ada@mastodon.example.")
    lane: Lane = Field(
        default=Lane.TOKEN, description="token: we publish with a grant; hand_off: the person posts."
    )

    @model_validator(mode="after")
    def _we_publish_for_an_account(self) -> Profile:
        if self.lane is Lane.TOKEN and self.account is None:
            raise Unfit(
                fr="compte attendu, ou hand-off si la personne publie elle-même",
                en="account expected, or hand-off where the person posts by themselves",
            )
        return self

    @classmethod
    def of(cls, network: str, cell: str) -> Profile:
        """What a cell of ``advocates.csv`` says: an account, ``hand-off`` or ``hand-off:account``."""
        return cls.model_validate(cls.parts(network, cell))

    @staticmethod
    def parts(network: str, cell: str) -> dict[str, str | None]:
        """The fields that a cell of ``advocates.csv`` stands for, not yet validated."""
        word, _, account = cell.partition(":")
        if word.strip().casefold() in _HAND_OFF:
            handed = account.strip().removeprefix("@") or None
            return {"network": network, "account": handed, "lane": Lane.HAND_OFF.value}
        return {"network": network, "account": cell.strip().removeprefix("@"), "lane": Lane.TOKEN.value}


_HAND_OFF = frozenset({"hand-off", "hand_off", "handoff"})


class Grant(BaseModel):
    """What an advocate allowed us to do with one account, why and until when; its token is in the vault.

    >>> grant = Grant(advocate="ada", network="mastodon", account="ada@mastodon.example", purpose="post")
    >>> grant.holds(datetime.fromisoformat("2026-03-02T09:00Z"))
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    advocate: Slug
    network: NetworkName
    account: Account
    purpose: Line
    scopes: frozenset[str] = frozenset()
    expires_at: Moment | None = None
    """When it ends by itself; None when it does not."""

    def holds(self, at: datetime) -> bool:
        """Whether it has not ended at the moment `at`."""
        return self.expires_at is None or at < self.expires_at
