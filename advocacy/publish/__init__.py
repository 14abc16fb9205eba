"""Get it there, once: the outbox, its decisions and the publisher that drains it."""

from advocacy.publish.decide import Policy
from advocacy.publish.outbox import Outbox, Settlement
from advocacy.publish.publisher import Publisher
from advocacy.publish.sender import Desk

__all__ = ["Desk", "Outbox", "Policy", "Publisher", "Settlement"]
