"""Statuses as a server gives them back: HTML, which must be recognised as what was written."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def matches(status: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Whether `status` is the one that was `asked` for: by its link where it has one, else by its words."""
    content = str(status.get("content") or "")
    if link := asked["link"]:
        return f'"{html.escape(link)}"' in content or link in _plain(content)
    return _plain(content) == " ".join(asked["status"]["status"].split())


def _plain(content: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", _BREAK.sub("\n", content))).split())
