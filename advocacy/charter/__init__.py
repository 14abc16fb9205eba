"""May this be said? A company's charter, applied to every draft."""

from __future__ import annotations

from advocacy.charter.charter import Charter
from advocacy.charter.draft import Author, Context, Draft, Exemption, Image, NetworkFacts
from advocacy.charter.review import CannotApply, Finding, Fix, Review, Verdict
from advocacy.charter.rule import Severity

__all__ = [
    "Author",
    "CannotApply",
    "Charter",
    "Context",
    "Draft",
    "Exemption",
    "Finding",
    "Fix",
    "Image",
    "NetworkFacts",
    "Review",
    "Severity",
    "Verdict",
]
