"""What comes in and goes out, as it is typed: counts, conversions, reports, webhooks, facts, visitors."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy.storage import Store
from cli.conftest import Typed
from connectors.test_linkedin_export import book, english
from reach.programme import finished


@pytest.fixture
def told(typed: Typed, tmp_path: Path) -> Typed:
    """In the folder of a finished programme."""
    (tmp_path / "advocacy.toml").write_text(
        '[programme]\nname = "Helvéa"\ntimezone = "Europe/Paris"\n'
        '[conversions.crm]\nid = "Deal"\nat = "Closed"\namount = "Value"\ncurrency = "JPY"\nkind = "sale"\n'
        '[reports.weekly]\nchannel = "slack_webhook"\n',
        "utf-8",
    )
    store = Store.open(f"sqlite:///{tmp_path}/advocacy.db")
    finished().save(store)
    store.close()
    return typed


def test_conversions_of_a_crm_with_lines_kept_aside(told: Typed, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("Deal,Closed,Value\nD1,2026-03-09,4900\nD2,never,1\n", "utf-8")
    refused = told("conversions", "import", "deals.csv", "--layout", "crm", "--json")
    assert (refused.code, "deals.csv:3: at" in refused.json["error"]["message"]["en"]) == (2, True)
    kept = told(
        "conversions", "import", "deals.csv", "--layout", "crm", "--aside", "aside.csv", language="fr"
    )
    assert "1 ligne refusée, voir aside.csv" in kept.out
    assert (tmp_path / "aside.csv").exists()
    assert "4,900 JPY" in told("conversions", "credit").out


def test_an_import_names_other_amounts_and_click_ids_that_are_not_ours(told: Typed, tmp_path: Path) -> None:
    file = tmp_path / "shop.csv"
    row = "id;kind;at;amount;currency;click_ids\norder-17;sale;2026-03-09T10:00:00Z;{amount};EUR;x.y.z\n"
    file.write_text(row.format(amount="99"), "utf-8")
    assert "1 row had a click id that is not one of ours" in told("conversions", "import", "shop.csv").out
    file.write_text(row.format(amount="120"), "utf-8")
    again = told("conversions", "import", "shop.csv").out
    assert "0 known already" in again
    (clash,) = told("conversions", "import", "shop.csv", "--json").json["clashes"]
    assert (clash["id"], clash["kept"], clash["told"]) == ("order-17", 9900, 12000)
    credit = told("conversions", "credit").out
    assert "(no click, or too few authors)" in credit
    assert "fewer than 10 authors: one line" in " ".join(credit.split())
    assert "moins de 10 auteurs" in " ".join(told("conversions", "credit", language="fr").out.split())
    assert "1 known with another amount: order-17, kept 99.00 EUR" in again
    en_francais = told("conversions", "import", "shop.csv", language="fr").out
    assert "1 déjà connue avec un autre montant : order-17, gardé 99,00 EUR" in en_francais
    assert "1 ligne avait un identifiant de clic qui n’est pas des nôtres" in en_francais


def test_counts_of_somebody_who_is_not_there(told: Typed, tmp_path: Path) -> None:
    refused = told("import-counts", book(tmp_path, english()), "--advocate", "nobody", "--json")
    assert (refused.code, "nobody" in refused.json["error"]["message"]["fr"]) == (2, True)


def test_reports_say_what_is_missing(told: Typed) -> None:
    (sent,) = told("reports", "send", "--json").json
    assert (sent["state"], "ADVOCACY_REPORT_WEEKLY_SECRET" in sent["reason"]["fr"]) == ("failed", True)
    assert "refusé" in told("reports", "list", language="fr").out
    assert told("reports", "retry", "weekly", "--by", "maria", "--json").json == {"again": 1}
    assert told("reports", "send", "daily").code == 2


def test_webhooks_come_and_go(told: Typed) -> None:
    added = told("webhooks", "add", "https://hooks.example/x?k=canary", "--by", "maria", "--json").json
    assert added["secret"].startswith("whsec_")
    listed = told("webhooks", "list")
    assert "hooks.example" in listed.out
    assert "canary" not in listed.out + told("webhooks", "list", "--json").out
    assert told("webhooks", "remove", added["id"], "--by", "maria").code == 0
    assert told("webhooks", "list", "--json").json == []
    assert told("webhooks", "add", "ftp://x", "--by", "maria").code == 2


def test_facts_and_visitors(told: Typed) -> None:
    written = told("export", "facts.csv", "--json").json
    assert written["lines"] > 0
    assert "lignes écrites" in told("export", "facts.jsonl", "--since", "2026-03-09", language="fr").out
    assert told("export", "facts.xml").code == 2
    refused = told("visitors", "spring")
    assert (refused.code, "campaign_visitors" in refused.err) == (1, True)


def test_one_s_own_link(told: Typed) -> None:
    share = told("shares", "--json").json[0]["id"]
    assert "?own=" in told("own-link", share).out


def test_people_reached_asks_for_a_network_and_names_those_there_are(told: Typed) -> None:
    which = told("reached", "spring", language="fr")
    assert which.code == 2
    assert "network : dites lequel" in which.err
    assert "bluesky, mastodon" in which.err
    misspelt = told("reached", "spring", "--network", "linkedn")
    assert (misspelt.code, "linkedin" in misspelt.err) == (2, True)
    nowhere = told("reached", "sprng", "--network", "linkedin")
    assert (nowhere.code, "did you mean “spring”?" in nowhere.err) == (2, True)
