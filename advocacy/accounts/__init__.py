"""What advocates allowed us to do on their accounts; the only door to their tokens."""

from advocacy.accounts.consents import Agreed, Consents
from advocacy.accounts.grants import Accounts

__all__ = ["Accounts", "Agreed", "Consents"]
