"""One's own prices of advertising, for who asks what the same attention would have cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from advocacy.documents import Day, Unfit


def _currency(value: str) -> str:
    if len(value) == _LETTERS and value.isascii() and value.isalpha() and value.isupper():
        return value
    raise Unfit(
        fr=f"monnaie en trois majuscules attendue, comme EUR, pas « {value} »",
        en=f"currency as three capitals expected, such as EUR, not “{value}”",
    )


_LETTERS = 3
Price = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=6, allow_inf_nan=False)]


class RateCard(BaseModel):
    """What one pays for advertising; a formula whose price is missing is not computed.

    >>> card = RateCard(currency="EUR", since="2026-01-01", per_thousand="12", per_click="7")
    >>> card.prices()["impression"], card.prices()["click"], card.prices().get("like")
    (Decimal('0.012'), Decimal('7'), None)
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    currency: Annotated[str, AfterValidator(_currency)] = Field(
        description="Currency of the prices, such as EUR."
    )
    since: Day = Field(description="Day from which the prices hold, printed beside each amount.")
    per_thousand: Price | None = Field(default=None, description="Price of a thousand impressions (CPM).")
    per_click: Price | None = Field(default=None, description="Price of a click (CPC).")
    multiplier: Price | None = Field(
        default=None, description="Clicks that a reaction is worth, in the formula that counts it as clicks."
    )
    like: Price | None = Field(default=None, description="Price of a like.")
    reply: Price | None = Field(default=None, description="Price of a reply.")
    repost: Price | None = Field(default=None, description="Price of a repost, quote or share.")

    def prices(self) -> dict[str, Decimal]:
        """The price of each unit that formulas count, of those that are known."""
        thousandth = None if self.per_thousand is None else self.per_thousand / 1000
        both = self.per_click is not None and self.multiplier is not None
        reaction = (self.per_click or 0) * (self.multiplier or Decimal(0)) if both else None
        known = {
            "impression": thousandth,
            "click": self.per_click,
            "reaction": reaction,
            "answer": self.per_click,
            "like": self.like,
            "reply": self.reply,
            "repost": self.repost,
        }
        return {name: Decimal(price) for name, price in known.items() if price is not None}
