"""A campaign and its dates."""

from __future__ import annotations

from datetime import date

import pytest

from advocacy.content import Campaign
from advocacy.documents import read_yaml, validate
from advocacy.errors import InvalidInput


def test_its_dates_limit_it() -> None:
    spring = Campaign(id="spring", name="Spring", starts=date(2026, 3, 1), ends=date(2026, 5, 31))
    assert [spring.runs_on(date(2026, month, 1)) for month in (2, 3, 5, 6)] == [False, True, True, False]
    assert Campaign(id="always", name="Always").runs_on(date(1999, 1, 1))


def test_it_ends_after_it_starts() -> None:
    text = "id: s\nname: S\nstarts: 2026-05-01\nends: 2026-04-01"
    with pytest.raises(InvalidInput, match=r"s.yaml:4: ends: the end .* comes before"):
        validate(read_yaml(text, name="s.yaml"), Campaign)


def test_it_survives_json() -> None:
    spring = Campaign(id="spring", name="Printemps", goals=("Un", "Deux"), starts=date(2026, 3, 1))
    assert Campaign.model_validate(spring.model_dump(mode="json")) == spring
    assert Campaign.model_validate_json(spring.model_dump_json()) == spring
