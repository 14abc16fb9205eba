"""How the files look in which other systems tell of conversions: ``[conversions.<name>]``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from advocacy.documents import Line, TimeZone
from advocacy.settings.sections import Section

Kind = Literal["lead", "sale"]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class ConversionFile(Section):
    """One kind of file. The columns matter for ``csv`` alone: the others are known."""

    format: Literal["csv", "ga4", "matomo"] = Field(
        default="csv", description="csv (a CRM’s), ga4 (Google Analytics 4) or matomo."
    )
    id: Line = Field(default="id", description="Column of the number that tells conversions apart.")
    at: Line = Field(default="at", description="Column of the moment, or of the day.")
    kind: Kind = Field(default="lead", description="What every line is, where no column says it.")
    kind_column: Line | None = Field(
        default=None, description="Column that says what a line is; kinds says what its words mean."
    )
    kinds: dict[Line, Kind] = Field(
        default_factory=dict,
        description="Words of that column (GA4: events, Matomo: goals) that count, and as what; "
        "others are left out.",
    )
    amount: Line | None = Field(default=None, description="Column of the amount.")
    currency: Currency | None = Field(
        default=None, description="Currency of amounts beside which none is written, such as EUR."
    )
    currency_column: Line | None = Field(default=None, description="Column of the currency.")
    click_ids: Line | None = Field(
        default=None, description="Column that holds click ids, or addresses with them."
    )
    day_first: StrictBool | None = Field(
        default=None, description="Whether 03/04/2026 is in April; without it such a day is an error."
    )
    timezone: TimeZone | None = Field(
        default=None, description="Of moments without a zone; else the programme’s."
    )
