"""A charter told to people: what a rule does and why, what changed, a lesson, a page."""

from __future__ import annotations

from advocacy.charter.telling.checks import told_check
from advocacy.charter.telling.conditions import told_guard, told_levels, told_when
from advocacy.charter.telling.explain import Explanation, explained
from advocacy.charter.telling.lessons import Lesson, lesson
from advocacy.charter.telling.pages import Page, page_of

__all__ = [
    "Explanation",
    "Lesson",
    "Page",
    "explained",
    "lesson",
    "page_of",
    "told_check",
    "told_guard",
    "told_levels",
    "told_when",
]
