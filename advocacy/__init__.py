"""Employee advocacy as a library; every public name is imported on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advocacy.errors import AdvocacyError
    from advocacy.program import Program

__version__ = "0.1.0"

_HOMES = {
    "AdvocacyError": "advocacy.errors",
    "Program": "advocacy.program",
}

__all__ = ["AdvocacyError", "Program", "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'advocacy' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
