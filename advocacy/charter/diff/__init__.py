"""What differs between two versions of a charter, article by article and rule by rule, in words."""

from __future__ import annotations

from advocacy.charter.diff.comparing import compared
from advocacy.charter.diff.difference import Change, Diff, Difference

__all__ = ["Change", "Diff", "Difference", "compared"]
