"""Reports that are sent by themselves: ``[reports.<name>]``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictInt, model_validator

from advocacy.documents import LanguageTag, Line, NetworkName, Slug, TimeZone, Unfit, WebAddress
from advocacy.settings.sections import Section

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ReportSchedule(Section):
    """One report about each whole week or month, to the same people each time."""

    every: Literal["week", "month"] = Field(
        default="week", description="The period: Monday to Sunday, or a month; it is sent once it is over."
    )
    weekday: Weekday = Field(default="monday", description="Of a weekly report: the day it is sent.")
    day: StrictInt = Field(default=1, ge=1, le=28, description="Of a monthly report: the day it is sent.")
    hour: StrictInt = Field(default=8, ge=0, le=23, description="The hour it is sent.")
    timezone: TimeZone | None = Field(default=None, description="Of that hour; else the programme’s.")
    language: LanguageTag = Field(default="en", description="fr or en.")
    campaign: Slug | None = Field(default=None, description="Only this campaign.")
    email: tuple[Line, ...] = Field(
        default=(), description="Who gets it by e-mail, with the page as an attachment."
    )
    channel: NetworkName | None = Field(
        default=None, description="Chat that gets a short text, such as slack_webhook or teams_workflow."
    )
    to: Line = Field(default="", description="The channel’s id there, for chats that take a token.")
    link: WebAddress | None = Field(default=None, description="Where the chat’s text leads for more.")

    @model_validator(mode="after")
    def _to_somebody(self) -> ReportSchedule:
        if not self.email and self.channel is None:
            raise Unfit(
                fr='à qui ? email = ["claire@acme.example"], ou channel = "slack_webhook"',
                en='to whom? email = ["claire@acme.example"], or channel = "slack_webhook"',
            )
        return self
