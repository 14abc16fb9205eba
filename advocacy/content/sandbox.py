"""Where templates run: nothing but facts, six filters and ``if`` can be reached from one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from advocacy.people.advocate import FACTS

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_TEMPLATE = 10_000
"""The longest template, in characters."""
MAX_OUTPUT = 20_000
"""The longest text that comes out of one, in characters."""
NAMES = (*FACTS, "link", "disclosure")
"""What a template may name."""
FILTERS = ("capitalize", "default", "lower", "title", "trim", "upper")


TESTS = ("defined", "undefined")


@lru_cache(maxsize=1024)
def compiled(template: str) -> Template:
    """`template`, ready to render; a tag that is alone on its line takes the line with it."""
    return environment().from_string(re.sub(r"(?m)^[ \t]*(\{%[^%\n]*%\})[ \t]*\n", r"\1", template))


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """Jinja without its globals, most of its filters and all of its doors."""
    from jinja2 import StrictUndefined  # noqa: PLC0415  heavy: imported on first use
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  heavy: imported on first use

    class Missing(StrictUndefined):
        """A fact that is not known: it may be asked for with ``if`` but not printed."""

        __slots__ = ()

        # Strict in everything but this question.
        def __bool__(self) -> bool:  # type: ignore[override]
            return False

    sandbox = ImmutableSandboxedEnvironment(
        undefined=Missing,
        autoescape=False,  # a post is plain text: what is escaped would be read as &amp;
    )
    sandbox.globals.clear()
    sandbox.filters = {name: sandbox.filters[name] for name in FILTERS}
    sandbox.tests = {name: sandbox.tests[name] for name in TESTS}
    return sandbox
