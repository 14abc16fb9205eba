"""Get it there, once: the outbox, its decisions and the publisher that drains it."""

from advocacy.publish.decide import Policy
from advocacy.publish.outbox import Outbox
from advocacy.publish.publisher import Desk, Publisher

__all__ = ["Desk", "Outbox", "Policy", "Publisher"]
