"""May this be said? A company's charter, applied to every draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.charter.charter import Charter
    from advocacy.charter.draft import Context, Draft, Exemption, Image, NetworkFacts
    from advocacy.charter.review import CannotApply, Exempted, Finding, Fix, Review, Verdict
    from advocacy.charter.rule import Severity
    from advocacy.people.author import Author

__all__ = [
    "Author",
    "CannotApply",
    "Charter",
    "Context",
    "Draft",
    "Exempted",
    "Exemption",
    "Finding",
    "Fix",
    "Image",
    "NetworkFacts",
    "Review",
    "Severity",
    "Verdict",
]

_DRAFT, _REVIEW = "advocacy.charter.draft", "advocacy.charter.review"
__getattr__ = lazily(
    __name__,
    {
        "Author": "advocacy.people.author",
        "Charter": "advocacy.charter.charter",
        **dict.fromkeys(("Context", "Draft", "Exemption", "Image", "NetworkFacts"), _DRAFT),
        **dict.fromkeys(("CannotApply", "Exempted", "Finding", "Fix", "Review", "Verdict"), _REVIEW),
        "Severity": "advocacy.charter.rule",
    },
)
