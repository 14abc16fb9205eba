"""Employee advocacy as a library; every public name is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.errors import AdvocacyError
    from advocacy.program import Program

__version__ = "0.1.0"

__all__ = ["AdvocacyError", "Program", "__version__"]

__getattr__ = lazily(__name__, {"AdvocacyError": "advocacy.errors", "Program": "advocacy.program"})
