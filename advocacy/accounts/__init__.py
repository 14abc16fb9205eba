"""What advocates allowed us to do on their accounts; the only door to their tokens."""

from advocacy.accounts.consents import Agreed, Consents
from advocacy.accounts.grants import Accounts, TakenBack
from advocacy.accounts.reminders import Reminder, reminders
from advocacy.accounts.resealing import Resealed

__all__ = ["Accounts", "Agreed", "Consents", "Reminder", "Resealed", "TakenBack", "reminders"]
