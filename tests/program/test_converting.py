"""Conversions: each once, with the clicks that are truly ours."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from advocacy.clock import ShiftedClock
from advocacy.errors import InvalidInput
from advocacy.outcome import ConversionKind
from advocacy.program import Program
from advocacy.settings import Settings
from reach.programme import Programme

PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
CODES = ("Kx7mPq2a", "Kx7mPq2b")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """Two links of two campaigns, and click ids switched on."""
    settings = Settings.model_validate(
        {"database": {"url": str(tmp_path / "advocacy.db")}, "tracking": {"click_ids": True}}
    )
    with Program.open(settings=settings, clock=ShiftedClock()) as opened:
        made = Programme()
        for code, campaign in zip(CODES, ("spring", "autumn"), strict=True):
            made.campaign(campaign)
            made.story(campaign, campaign)
            for number in range(10):
                if campaign == "spring":
                    made.advocate(f"p{number}", "sales")
                made.share(f"p{number}", campaign, campaign=campaign)
            made.rows["tracked_links"][-1]["code"] = code
        made.save(opened.store)
        yield opened


def follow(program: Program, code: str, agent: str = PHONE) -> str:
    """Follow a link as a browser does; the click id that it was sent on with, if any."""
    app, sent = program.redirect(), []
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": f"/r/{code}",
        "client": ("192.0.2.1", 1),
    }
    scope["headers"] = [(b"user-agent", agent.encode())]

    async def run() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope, None, send)  # type: ignore[arg-type]
        await app.close()

    asyncio.run(run())
    (target,) = [value.decode() for name, value in sent[0]["headers"] if name == b"location"]
    return "".join(parse_qs(urlsplit(target).query).get("advocacy_click", []))


def credited(program: Program, **options: Any) -> dict[str | None, float]:
    return {each.group: each.conversions for each in program.attribution(**options)}


def test_a_sale_is_credited_to_the_links_that_were_followed(program: Program) -> None:
    ids = [follow(program, code) for code in CODES]
    program.convert("order-1", kind="sale", amount=4900, currency="EUR", click_ids=ids)
    assert credited(program) == {"autumn": 1.0}
    assert credited(program, model="first") == {"spring": 1.0}
    assert credited(program, model="linear") == {"autumn": 0.5, "spring": 0.5}
    (first, second) = program.attribution(model="linear", by="story")
    assert (first.amount, second.currency, second.kind) == (2450.0, "EUR", ConversionKind.SALE)


def test_the_same_id_again_changes_nothing(program: Program) -> None:
    for _ in range(2):
        program.convert("order-1", click_ids=[follow(program, CODES[0])])
    assert credited(program) == {"spring": 1.0}


def test_a_forged_id_gets_nothing(program: Program) -> None:
    true = follow(program, CODES[0])
    forged = [
        true[:-1] + ("A" if true[-1] != "A" else "B"),
        true.replace(CODES[0], CODES[1]),
        "",
        "a.b.c",
        "é.1.x",
    ]
    program.convert("order-1", click_ids=forged)
    assert credited(program) == {None: 1.0}


def test_robots_get_no_click_id(program: Program) -> None:
    assert not follow(program, CODES[0], "LinkedInBot/1.0")


def test_without_the_setting_nobody_gets_one(program: Program) -> None:
    off = program.settings.tracking.model_copy(update={"click_ids": False})
    program.settings = program.settings.model_copy(update={"tracking": off})
    assert not follow(program, CODES[0])


def test_a_click_before_the_window_gets_nothing(program: Program) -> None:
    known = follow(program, CODES[0])
    later = datetime.now(UTC) + timedelta(days=31)
    assert isinstance(program.clock, ShiftedClock)
    program.clock.shift(days=31)
    program.convert("order-1", at=later, click_ids=[known])
    assert credited(program, until=later + timedelta(days=1)) == {None: 1.0}
    assert credited(program, until=later + timedelta(days=1), window=timedelta(days=40)) == {"spring": 1.0}


def test_a_file_is_taken_in_once_and_whole(program: Program, tmp_path: Path) -> None:
    known = follow(program, CODES[0])
    file = tmp_path / "crm.csv"
    at = datetime.now(UTC).isoformat()
    file.write_text(
        f"id;kind;at;amount;currency;click_ids\nA1;sale;{at};49,5;EUR;{known} x.y.z\nA2;lead;{at};;;\n",
        encoding="utf-8",
    )
    assert program.import_conversions(file).new == 2
    assert program.import_conversions(file).new == 0
    found = {each.group: (each.conversions, each.amount) for each in program.attribution()}
    assert found == {"spring": (1.0, 4950.0), None: (1.0, 0.0)}


def test_every_mistake_of_a_file_is_told_and_nothing_is_kept(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "crm.csv"
    at = datetime.now(UTC).isoformat()
    file.write_text(
        f"id,kind,at,amount,currency\nA1,gift,{at},,\nA2,sale,yesterday,,\nA3,sale,{at},12.345,EUR\nA4,sale,{at},12,\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidInput) as caught:
        program.import_conversions(file)
    assert [mistake.line for mistake in caught.value.mistakes] == [2, 3, 4, 5]
    assert credited(program) == {}


def test_bad_lines_are_kept_aside_and_can_be_mended(program: Program, tmp_path: Path) -> None:
    file, aside = tmp_path / "crm.csv", tmp_path / "aside.csv"
    at = datetime.now(UTC).isoformat()
    file.write_text(f"id,kind,at,amount,currency\nA1,sale,{at},9,EUR\nA2,gift,{at},,\n", encoding="utf-8")
    found = program.import_conversions(file, aside=aside, language="fr")
    assert (found.new, found.refused, found.aside) == (1, 1, aside)
    written = aside.read_text(encoding="utf-8")
    assert written.startswith("advocacy_line,advocacy_reason,id,kind,at")
    assert "valeur inconnue « gift »" in written
    assert aside.stat().st_mode & 0o077 == 0
    mended = tmp_path / "mended.csv"
    mended.write_text(written.replace(",gift,", ",lead,"), encoding="utf-8")
    assert program.import_conversions(mended).new == 1
    with pytest.raises(InvalidInput, match="exists"):
        program.import_conversions(file, aside=aside)
    assert len(program.attribution()) == 2


def test_a_layout_of_the_settings_is_used_and_dedupes_by_id(program: Program, tmp_path: Path) -> None:
    crm = {"crm": {"id": "Deal", "at": "Closed", "amount": "Value", "currency": "EUR", "kind": "sale"}}
    program.settings = Settings.model_validate({"conversions": crm})
    file = tmp_path / "deals.csv"
    file.write_text("Deal,Closed,Value\nD1,2026-03-09,49\n", encoding="utf-16")
    first = program.import_conversions(file, layout="crm")
    again = program.import_conversions(file, layout="crm")
    assert (first.new, first.known, again.new, again.known) == (1, 0, 0, 1)
    with pytest.raises(InvalidInput, match="crm, ga4, matomo"):
        program.import_conversions(file, layout="erp")


def test_an_amount_needs_its_currency_and_kind_and_model_their_names(program: Program) -> None:
    with pytest.raises(InvalidInput, match="lead, sale"):
        program.convert("order-1", kind="gift")
    with pytest.raises(InvalidInput, match="currency"):
        program.convert("order-1", amount=4900)
    with pytest.raises(InvalidInput, match="time_decay"):
        program.attribution(model="best")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id_": "  "}, "id"),
        ({"id_": "x" * 201}, "id"),
        ({"id_": "a\0b"}, "id"),
        ({"amount": 5.5, "currency": "EUR"}, "amount"),
        ({"amount": 10**30, "currency": "EUR"}, "amount"),
        ({"amount": True, "currency": "EUR"}, "amount"),
        ({"amount": 5, "currency": "EURO"}, "currency"),
        ({"at": datetime(2026, 3, 9)}, "at"),  # noqa: DTZ001 - without its zone
    ],
)
def test_what_no_conversion_can_be_is_said_and_not_kept(
    program: Program, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        program.convert(**{"id_": "order-1", **wrong})
    assert [mistake.field for mistake in caught.value.mistakes] == [field]
    assert program.attribution() == []


def test_a_known_id_answers_with_what_is_kept(program: Program) -> None:
    clicked = follow(program, CODES[0])
    first = program.convert("order-1", kind="sale", amount=100, currency="eur", click_ids=f" {clicked} x")
    again = program.convert(" order-1", kind="lead", amount=999, currency="USD")
    assert again == first
    assert (first.currency, [touch.code for touch in first.touches]) == ("EUR", [CODES[0]])


def test_amounts_of_our_own_columns_are_read_or_told_in_words(program: Program, tmp_path: Path) -> None:
    at = datetime.now(UTC).isoformat()
    amounts = {"49,5": "EUR", "-5": "eur", "1.234": "KWD", "900": "JPY"}
    lines = [f"A{n};sale;{at};{amount};{code}" for n, (amount, code) in enumerate(amounts.items())]
    file = tmp_path / "crm.csv"
    file.write_text("\n".join(["id;kind;at;amount;currency", *lines]), encoding="utf-8")
    assert program.import_conversions(file).new == 4
    assert {each.amount for each in program.attribution()} == {4450.0, 1234.0, 900.0}
    for amount, code in (
        ("9" * 30, "EUR"),
        ("1.234,5", "EUR"),
        ("1.234", "EUR"),
        ("5", "€"),
        ("12.5", "JPY"),
    ):
        file.write_text(f"id;kind;at;amount;currency\nB1;sale;{at};{amount};{code}\n", encoding="utf-8")
        with pytest.raises(InvalidInput) as caught:
            program.import_conversions(file)
        (mistake,) = caught.value.mistakes
        assert "form" not in mistake.message.en
        assert "^" not in mistake.message.en


def test_what_is_yet_to_come_is_refused_row_by_row_with_a_day_for_clocks(
    program: Program, tmp_path: Path
) -> None:
    now = program.clock()
    with pytest.raises(InvalidInput, match="yet to come"):
        program.convert("order-1", at=now + timedelta(days=2))
    assert program.convert("order-2", at=now + timedelta(hours=20)).at > now
    file, aside = tmp_path / "crm.csv", tmp_path / "aside.csv"
    file.write_text(f"id;kind;at\nA1;sale;2130-01-01T10:00:00+01:00\nA2;lead;{now.isoformat()}\n", "utf-8")
    with pytest.raises(InvalidInput, match=r"crm\.csv:2: at: 2130-01-01 is yet to come"):
        program.import_conversions(file)
    found = program.import_conversions(file, aside=aside, language="fr")
    assert (found.new, found.refused) == (1, 1)
    assert "2130-01-01 est à venir" in aside.read_text("utf-8")


def test_a_known_id_with_another_amount_is_named_and_stays_as_it_was(
    program: Program, tmp_path: Path
) -> None:
    at = program.clock().isoformat()
    program.convert("order-17", kind="sale", amount=9900, currency="EUR")
    file = tmp_path / "crm.csv"
    file.write_text(
        f"id;kind;at;amount;currency\norder-17;sale;{at};120;EUR\norder-17;sale;{at};;\nA2;sale;{at};5;EUR\n",
        "utf-8",
    )
    for new, known in ((1, 1), (0, 2)):
        found = program.import_conversions(file)
        assert (found.new, found.known) == (new, known)
        (clash,) = found.clashes
        assert (clash.id, clash.kept, clash.told, clash.told_currency) == ("order-17", 9900, 12000, "EUR")
    assert [each.amount for each in program.attribution()] == [10400.0]


def test_every_mistake_of_a_row_is_told(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "crm.csv"
    file.write_text(
        "id;kind;at;amount;currency\nA1;gift;yesterday;abc;\n;sale;2130-01-01T00:00:00Z;1.234;EUR\n", "utf-8"
    )
    with pytest.raises(InvalidInput) as caught:
        program.import_conversions(file)
    first, second = (mistake.message for mistake in caught.value.mistakes)
    for word in ("gift", "yesterday", "abc", "goes with its currency"):
        assert word in first.en
    for word in ("id : ", "at", "2 décimales"):
        assert word in second.fr


def test_every_mistake_of_a_row_of_a_layout_is_told(program: Program, tmp_path: Path) -> None:
    crm = {"crm": {"id": "Deal", "at": "Closed", "amount": "Value", "kind": "sale"}}
    program.settings = Settings.model_validate({"conversions": crm})
    file = tmp_path / "deals.csv"
    file.write_text("Deal,Closed,Value\n,never,abc\nD2,2026-03-09,49 USD\n", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        program.import_conversions(file, layout="crm")
    first, second = (mistake.message.en for mistake in caught.value.mistakes)
    assert [part.split(":")[0] for part in first.split("; ")][:2] == ["id", "at"]
    assert "“abc” is no amount" in first
    assert "no amount" not in second


def test_rows_with_click_ids_that_are_not_ours_are_counted(program: Program, tmp_path: Path) -> None:
    true = follow(program, CODES[0])
    at = program.clock().isoformat()
    forged = true.replace(CODES[0], CODES[1])
    file = tmp_path / "crm.csv"
    rows = [f"A{n};lead;{at};{ids}" for n, ids in enumerate((true, f"{true} {forged}", forged, ""))]
    file.write_text("\n".join(["id;kind;at;click_ids", *rows]), "utf-8")
    assert program.import_conversions(file).foreign_clicks == 2
    assert credited(program) == {"spring": 2.0, None: 2.0}
