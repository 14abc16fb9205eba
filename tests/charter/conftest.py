"""Small charters for one rule at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advocacy.charter import Charter

Make = Callable[..., Charter]


def charter_with(*checks: str, head: str = "", rule: str = "", severity: str = "warn") -> Charter:
    """A charter with one rule for each check, given as YAML; `head` goes into the file, `rule` into each."""
    rules = "\n".join(
        f"""
      - id: rule.{number}
        group: group{number}
        severity: {severity}
        check: {check}
        message: {{fr: "« {{term}} »", en: "“{{term}}”"}}
        {rule}"""
        for number, check in enumerate(checks)
    )
    return Charter.parse(
        f"""title: {{fr: Charte, en: Charter}}
brand: Helvéa
country: FR
{head}
articles:
  - id: article
    title: {{fr: Un article, en: An article}}
    reason: {{fr: Parce que., en: Because.}}
    rules:{rules}
""",
        name="charter.yaml",
    )


@pytest.fixture
def make() -> Make:
    return charter_with
