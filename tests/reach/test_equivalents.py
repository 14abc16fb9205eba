"""Equivalents in advertising: off by default, side by side, marked, and only at one's own prices."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotAllowed
from advocacy.program import Program
from advocacy.reach.answer import Source
from advocacy.reach.equivalents import NEEDS, equivalents
from advocacy.reach.metrics import Form, measure, measures
from advocacy.reach.number import Kind
from advocacy.settings import Settings
from advocacy.settings.prices import RateCard
from advocacy.storage import Store
from advocacy.storage.facts import Asked
from reach.programme import END, START, Programme, hard_cases
from reach.test_definitions import rows_of

PRICES = {
    "per_thousand": "12",
    "per_click": "7",
    "multiplier": "1",
    "like": "0.10",
    "reply": "0.50",
    "repost": "2.50",
}


def settings(**prices: str) -> Settings:
    rates = {"currency": "EUR", "since": "2026-01-01", **prices}
    return Settings.model_validate({"database": {"url": "sqlite://"}, "reach": {"rates": rates}})


def amounts(store: Store, chosen: Settings, **asked: Any) -> dict[str, float | None]:
    source = Source.of(store, settings=chosen, clock=FixedClock(END))
    return {row.key: row.numbers[0].value for row in equivalents(source, source.question(**asked))}


def campaign(*, authors: int = 10) -> Programme:
    """10,000 impressions, 60 clicks, 150 likes, 12 replies and 5 reposts."""
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    for number in range(authors):
        made.advocate(f"a{number:02}", "sales")
        share = made.share(f"a{number:02}", "pump")
        counts = {"impressions": 1000, "likes": 15, "replies": 2 if number < 2 else 1, "reposts": number % 2}
        made.counted(share, START + timedelta(days=1), **counts)
        for click in range(6):
            made.click(share, START + timedelta(hours=click), visitor=f"v{number} {click}")
    return made


def test_the_published_formulas_at_ones_own_prices(empty: Store) -> None:
    campaign().save(empty)
    assert amounts(empty, settings(**PRICES)) == {
        "emv_clicks": 420,
        "emv_impressions": 120,
        "emv_reactions": 1300,  # 120 + 7 × (150 + 12) = 1,254
        "emv_actions": 150,  # 120 + 15 + 6 + 12.5 = 153.5
        "emv_everything": 1700,  # 120 + 7 × (60 + 150 + 12 + 5) = 1,709
    }


def test_a_formula_without_its_price_is_not_computed(empty: Store) -> None:
    campaign().save(empty)
    found = amounts(empty, settings(per_click="7", per_thousand="12"))
    shown = {name for name, amount in found.items() if amount is not None}
    assert shown == {"emv_clicks", "emv_impressions", "emv_reactions"}


@pytest.mark.parametrize("prices", [{"per_click": "7"}, {"per_thousand": "12"}, {"like": "1"}])
def test_no_formula_is_shown_alone_and_it_says_what_is_missing(empty: Store, prices: dict[str, str]) -> None:
    campaign().save(empty)
    assert set(amounts(empty, settings(**prices)).values()) == {None}
    for language, said in (("en", "has its prices"), ("fr", "a ses prix")):
        source = Source.of(empty, settings=settings(**prices), clock=FixedClock(END), language=language)
        found = equivalents(source, source.question())
        assert said in " ".join(found.said_below()).replace("n’a", "a")


def test_only_the_prices_that_are_missing_are_named(empty: Store) -> None:
    source = Source.of(empty, settings=settings(per_click="7", per_thousand="12"), clock=FixedClock(END))
    labels = {row.key: row.label for row in equivalents(source, source.question()).rows}
    assert labels["emv_everything"].endswith("– no price: multiplier")
    assert labels["emv_actions"].endswith("– no price: like, reply, repost")
    assert "–" not in labels["emv_clicks"]


@pytest.mark.parametrize("name", ["emv_clicks", "retention"])
def test_a_table_that_has_no_breakdown_refuses_one(name: str) -> None:
    with (
        Program.open("sqlite://", settings=settings(**PRICES), clock=FixedClock(END)) as program,
        pytest.raises(InvalidInput, match="not told by “team”"),
    ):
        program.measured(name, by="team")


def test_prices_name_every_unit_that_a_formula_counts(empty: Store) -> None:
    hard_cases().save(empty)
    assert NEEDS.keys() == {found.name for found in measures() if found.form is Form.MONEY}
    card = RateCard(currency="EUR", since="2026-01-01", **PRICES)
    for name, units in NEEDS.items():
        seen = {row[0] for row in rows_of(empty, measure(name).over("priced"), Asked(as_of=END))}
        assert seen <= set(units) <= card.prices().keys()


def test_without_prices_there_is_none(empty: Store) -> None:
    with pytest.raises(NotAllowed, match="rates") as refused:
        amounts(empty, Settings())
    assert "Not value" in str(refused.value)


def test_asking_for_one_shows_all_marked_with_what_they_are_not() -> None:
    with Program.open("sqlite://", settings=settings(**PRICES), clock=FixedClock(END)) as program:
        campaign().save(program.store)
        found = program.measured("emv_clicks", language="fr")
        assert len(found) == 5
        assert found.to_dicts() == program.equivalents(language="fr").to_dicts()
        for written in (found.title, found._repr_html_(), found.to_csv().upper()):
            assert "NI VALEUR NI RENDEMENT" in written
        said = " ".join(found.said_below())
        assert "100\N{NARROW NO-BREAK SPACE}% des posts" in said
        assert "1er janvier 2026" in said


def test_few_authors_have_no_amount(empty: Store) -> None:
    made = campaign(authors=9)
    made.campaign("autumn")
    made.story("night", "autumn")
    for number in range(10):
        made.advocate(f"b{number:02}", "legal")
        made.share(f"b{number:02}", "night", campaign="autumn")
    made.save(empty)
    source = Source.of(empty, settings=settings(**PRICES), clock=FixedClock(END))
    rows = equivalents(source, source.question(campaign="spring")).rows
    assert {row.numbers[0].kind for row in rows} == {Kind.WITHHELD}


def test_what_few_let_be_read_has_no_amount_and_clicks_have_theirs(empty: Store) -> None:
    made = campaign(authors=12)
    made.rows["metric_snapshots"] = [row for row in made.rows["metric_snapshots"] if row["share"] < "a01"]
    made.save(empty)
    found = amounts(empty, settings(**PRICES))
    assert {name for name, value in found.items() if value is not None} == {"emv_clicks"}


def test_a_price_is_a_price() -> None:
    assert settings(per_thousand="12.5").reach.rates is not None
    for wrong in ({"per_click": "-1"}, {"per_click": "NaN"}, {"currency": "euro"}):
        with pytest.raises(ValueError, match=r"per_click|currency"):
            settings(**wrong)
    card = settings(**PRICES).reach.rates
    assert card is not None
    assert card.prices()["impression"] == Decimal("0.012")
