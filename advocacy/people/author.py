"""What ties the author of a text to the company."""

from __future__ import annotations

from enum import StrEnum


class Author(StrEnum):
    """What ties the author to the company."""

    EMPLOYEE = "employee"
    EXECUTIVE = "executive"
    AGENCY = "agency"
    PAID_AMBASSADOR = "paid_ambassador"
    PUBLIC_AGENT = "public_agent"
    REGISTERED_REP = "registered_rep"
