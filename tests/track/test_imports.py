"""What other systems export of conversions: as they write it, in every encoding, and nothing guessed."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.documents import Unfit
from advocacy.errors import InvalidInput
from advocacy.outcome import Conversion, decimals
from advocacy.program.conversion_file import conversions_in
from advocacy.settings.conversions import ConversionFile
from advocacy.track.click_ids import click_id
from advocacy.track.imports.told import LeftOut, Reading, Refused, Taken
from advocacy.track.imports.values import cents, moment

PARIS = ZoneInfo("Europe/Paris")
KEY = b"k" * 32
CLICK = click_id(KEY, "Kx7mPq2a", 1_772_452_800_000_000)
READING = Reading(zone=PARIS, key=KEY, now=datetime(2026, 4, 1, tzinfo=UTC))
LANDING = f"/pump?utm_source=bluesky&advocacy_click={CLICK}"
GA4 = ConversionFile(format="ga4", currency="EUR")


def read(
    folder: Path, content: str | bytes, plan: ConversionFile
) -> tuple[list[Conversion], list[Refused], int]:
    file = folder / "export"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    machine = plan.format != "csv"
    reading = Reading(zone=PARIS, key=KEY, now=READING.now, day_first=plan.day_first, by_machine=machine)
    found = list(conversions_in(file, plan, reading))
    good = [each.conversion for each in found if isinstance(each, Taken)]
    refused = [each for each in found if isinstance(each, Refused)]
    return good, refused, sum(isinstance(each, LeftOut) for each in found)


class TestValues:
    """Moments and amounts."""

    @pytest.mark.parametrize(
        ("written", "day_first", "expected"),
        [
            ("2026-03-09T10:15:00+02:00", None, "2026-03-09T10:15:00+02:00"),
            ("2026-03-09T10:15:00Z", None, "2026-03-09T10:15:00+00:00"),
            ("2026-03-09 10:15:00", None, "2026-03-09T10:15:00+01:00"),
            ("2026-03-09", None, "2026-03-09T23:59:59+01:00"),
            ("20260309", None, "2026-03-09T23:59:59+01:00"),
            ("2026030914", None, "2026-03-09T14:59:59+01:00"),
            ("202603091402", None, "2026-03-09T14:02:59+01:00"),
            ("03/04/2026", True, "2026-04-03T23:59:59+02:00"),
            ("03/04/2026", False, "2026-03-04T23:59:59+01:00"),
            ("25/03/2026 14:05", None, "2026-03-25T14:05:00+01:00"),
            ("9.3.2026 14:05:09", None, "2026-03-09T14:05:09+01:00"),
            ("3/9/2026, 2:05 PM", False, "2026-03-09T14:05:00+01:00"),
            ("3/9/2026, 12:05 am", False, "2026-03-09T00:05:00+01:00"),
        ],
    )
    def test_moments(self, written: str, day_first: bool | None, expected: str) -> None:
        assert moment(written, zone=PARIS, day_first=day_first).isoformat() == expected

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "yesterday",
            "03/04/2026",
            "2026-02-30",
            "31/31/2026",
            "20261399",
            "2026030999",
            "9/13/2026 25:00",
        ],
    )
    def test_what_is_none_or_could_be_two(self, written: str) -> None:
        with pytest.raises(Unfit):
            moment(written, zone=PARIS, day_first=None)

    @pytest.mark.parametrize(
        ("written", "currency", "expected"),
        [
            ("49", "EUR", 4900),
            ("49,5", "EUR", 4950),
            ("-1 234,50 €", "EUR", -123450),
            ("1\u202f234,50", "EUR", 123450),
            ("1.234,50", "EUR", 123450),
            ("1,234.50", "USD", 123450),
            ("1,234", "USD", 123400),
            ("1.234.567", "EUR", 123456700),
            ("1,234,567.8", "USD", 123456780),
            ("12.3000", "EUR", 1230),
            ("900", "JPY", 900),
            ("1.234", "KWD", 1234),
            ("USD 12.34", "USD", 1234),
        ],
    )
    def test_amounts(self, written: str, currency: str, expected: int) -> None:
        assert cents(written, currency) == expected

    @pytest.mark.parametrize("written", ["", "free", "1.2.3,4", "12.345,678", "--3", "1e5", "0.001"])
    def test_no_amounts(self, written: str) -> None:
        with pytest.raises(Unfit):
            cents(written, "EUR")

    @given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
    def test_what_a_machine_writes_is_read_to_the_cent(self, units: int, currency: str) -> None:
        digits = decimals(currency)
        whole, part = divmod(abs(units), 10**digits)
        written = f"{'-' * (units < 0)}{whole}" + (f".{part:0{digits}}" if digits else "")
        assert cents(written, currency, by_machine=True) == units


class TestGa4:
    """Google Analytics 4."""

    HEAD = (
        "# ---------\n# Free form 1\n# Account: Acme\n"
        "# Start date: 20260301\n# End date: 20260331\n# ---------\n\n"
    )

    def test_a_table_as_its_pages_export_it(self, tmp_path: Path) -> None:
        text = (
            self.HEAD
            + "Transaction ID,Date + hour (YYYYMMDDHH),Landing page + query string,Purchase revenue\n"
            f"T-1,2026030914,{LANDING},1234.5\n"
            "T-2,2026031009,/pump,0\n"
            "(not set),2026031010,/x,3\n"
            ",,Grand total,1237.5\n"
        )
        (one, two), (refused,), left_out = read(tmp_path, text, GA4)
        assert (one.id, one.kind, one.amount, one.currency) == ("T-1", "sale", 123450, "EUR")
        assert one.at.isoformat() == "2026-03-09T14:59:59+01:00"
        assert [touch.code for touch in one.touches] == ["Kx7mPq2a"]
        assert (two.amount, two.touches) == (0, ())
        assert (refused.line, refused.field, left_out) == (11, "id", 1)

    def test_the_same_in_french(self, tmp_path: Path) -> None:
        text = (
            self.HEAD + "ID de transaction;Date;Revenus générés par les achats;Devise\nT-1;20260309;49;CHF\n"
        )
        (one,), _, _ = read(tmp_path, text, GA4)
        assert (one.amount, one.currency, one.at.hour) == (4900, "CHF", 23)

    def test_columns_that_are_missing_are_told(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match=r"export:8: no column “Transaction ID”"):
            read(tmp_path, self.HEAD + "Session source,Key events\nlinkedin,3\n", GA4)
        with pytest.raises(InvalidInput, match="Date"):
            read(tmp_path, self.HEAD + "Transaction ID\nT1\n", GA4)

    def event(self, name: str, **more: object) -> str:
        page = {"key": "page_location", "value": {"string_value": f"https://acme.example{LANDING}"}}
        money = {"key": "currency", "value": {"string_value": "USD"}}
        said = {
            "event_date": "20260309",
            "event_timestamp": "1772452800000000",
            "event_name": name,
            "user_pseudo_id": "123.456",
            "event_params": [page, money],
        }
        return json.dumps(said | more)

    def test_events_of_bigquery(self, tmp_path: Path) -> None:
        sale = self.event("purchase", ecommerce={"transaction_id": "T-1", "purchase_revenue": 49.5})
        lead = self.event("generate_lead")
        text = "\n".join([sale, self.event("page_view"), lead, json.dumps({"x": 1})])
        (one, two), (refused,), left_out = read(tmp_path, text, GA4)
        assert (one.id, one.kind, one.amount, one.currency) == ("T-1", "sale", 4950, "USD")
        assert one.at == datetime(2026, 3, 2, 12, tzinfo=UTC)
        assert (len(one.touches), two.kind, two.amount, left_out, refused.line) == (1, "lead", None, 1, 4)
        assert "123.456" not in two.id
        assert read(tmp_path, text, GA4)[0][1].id == two.id


class TestMatomo:
    """Matomo."""

    PLAN = ConversionFile(format="matomo", currency="EUR")
    VISIT = {  # noqa: RUF012 - read only
        "idVisit": "77",
        "siteCurrency": "EUR",
        "actionDetails": [
            {"type": "action", "url": f"https://acme.example{LANDING}", "timestamp": 1772452800},
            {
                "type": "goal",
                "goalName": "Newsletter",
                "goalId": "3",
                "revenue": "0",
                "timestamp": 1772452860,
            },
            {"type": "ecommerceOrder", "orderId": "A9", "revenue": "49.50", "timestamp": 1772452900},
            {"type": "ecommerceAbandonedCart", "revenue": "12", "timestamp": 1772452950},
        ],
    }

    def flat(self, separator: str) -> str:
        cells = {"idvisit": "77", "sitecurrency": "EUR"}
        for number, action in enumerate(self.VISIT["actionDetails"]):
            cells |= {f"actionDetails_{number}_{name}": str(value) for name, value in action.items()}  # type: ignore[attr-defined]
        return separator.join(cells) + "\r\n" + separator.join(cells.values()) + "\r\n"

    @pytest.mark.parametrize("shape", ["json", "csv", "tsv"])
    def test_json_csv_and_tsv_say_the_same(self, tmp_path: Path, shape: str) -> None:
        content: bytes = {
            "json": json.dumps([self.VISIT, {"idVisit": "78", "actionDetails": []}]).encode(),
            "csv": self.flat(",").encode("utf-16"),
            "tsv": self.flat("\t").encode("utf-16"),
        }[shape]
        (lead, sale), refused, left_out = read(tmp_path, content, self.PLAN)
        assert (lead.kind, lead.amount, lead.id[:7]) == ("lead", None, "matomo-")
        assert (sale.id, sale.kind, sale.amount, sale.currency) == ("A9", "sale", 4950, "EUR")
        assert sale.at == datetime.fromtimestamp(1772452900, UTC)
        assert ([touch.code for touch in sale.touches], refused) == (["Kx7mPq2a"], [])
        assert left_out == (1 if shape == "json" else 0)

    def test_settings_say_which_goals_count(self, tmp_path: Path) -> None:
        plan = ConversionFile(format="matomo", kinds={"Contract": "sale"})
        (only,), _, _ = read(tmp_path, json.dumps([self.VISIT]), plan)
        assert only.id == "A9"

    def test_something_else_is_refused(self, tmp_path: Path) -> None:
        assert len(read(tmp_path, json.dumps([{"label": "Direct", "nb_visits": 3}]), self.PLAN)[1]) == 1
        with pytest.raises(InvalidInput, match="not JSON"):
            read(tmp_path, "[1, 2", self.PLAN)
        with pytest.raises(InvalidInput, match="cut off"):
            read(tmp_path, "idVisit,x\n".encode("utf-16")[:-1], self.PLAN)


class TestCrm:
    """A table whose columns the settings name."""

    PLAN = ConversionFile(
        id="Deal",
        at="Closed",
        kind_column="Stage",
        kinds={"Won": "sale", "New": "lead"},
        amount="Value",
        currency="EUR",
        currency_column="Cur",
        click_ids="Source",
        day_first=True,
    )
    HEAD = "Deal;Closed;Stage;Value;Cur;Source;Owner\n"

    def test_the_settings_name_the_columns(self, tmp_path: Path) -> None:
        text = self.HEAD + (
            f"D1;03/04/2026;Won;1 234,50;;{LANDING};Zoé\n"
            "D2;04/03/2026 10:00;New;;;;\n"
            "D3;04/03/2026;Lost;5;;;\n"
            "D4;never;Won;5;;;\n"
            "D5;01/03/2026;Won;5;euros;;\n"
        )
        plan = self.PLAN.model_copy(update={"day_first": True})
        good, refused, left_out = read(tmp_path, text.replace("03/04/2026", "30/03/2026"), plan)
        assert [(each.id, each.kind, each.amount, len(each.touches)) for each in good] == [
            ("D1", "sale", 123450, 1),
            ("D2", "lead", None, 0),
        ]
        assert [(each.line, each.field) for each in refused] == [(5, "at"), (6, "currency")]
        assert left_out == 1

    def test_a_day_to_come_is_refused(self, tmp_path: Path) -> None:
        _, (refused,), _ = read(tmp_path, self.HEAD + "D1;03/12/2026;Won;5;;;\n", self.PLAN)
        assert "à venir" in refused.reason.fr

    def test_columns_that_are_missing_are_told_with_the_nearest(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput) as caught:
            read(tmp_path, "deal;Closed;Stage;Value;Cur\nD1;01/03/2026;Won;5;\n", self.PLAN)
        (one, two) = caught.value.mistakes
        assert (one.field, one.line, one.hint and one.hint.en) == ("id", 1, "did you mean “deal”?")
        assert two.field == "click_ids"


@given(st.text(max_size=300), st.sampled_from(["csv", "ga4", "matomo"]))
def test_no_text_does_more_than_be_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, kind: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with suppress(InvalidInput):
        read(folder, text.encode("utf-8", "replace"), ConversionFile.model_validate({"format": kind}))
