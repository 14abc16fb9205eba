"""What advocates allowed us to do on their accounts; the only door to their tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.accounts.consents import Agreed, Consents
    from advocacy.accounts.grants import Accounts, TakenBack
    from advocacy.accounts.reminders import Reminder
    from advocacy.accounts.resealing import Resealed

__all__ = ["Accounts", "Agreed", "Consents", "Reminder", "Resealed", "TakenBack"]

__getattr__ = lazily(
    __name__,
    {
        "Accounts": "advocacy.accounts.grants",
        "Agreed": "advocacy.accounts.consents",
        "Consents": "advocacy.accounts.consents",
        "Reminder": "advocacy.accounts.reminders",
        "Resealed": "advocacy.accounts.resealing",
        "TakenBack": "advocacy.accounts.grants",
    },
)
