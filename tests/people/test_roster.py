"""The file of advocates: all of them or none."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.errors import InvalidInput
from advocacy.people import Lane, read_advocates

NETWORKS = ("bluesky", "linkedin", "mastodon")


def told(text: str, networks: tuple[str, ...] | None = NETWORKS) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_advocates(text, name="a.csv", networks=networks)
    return [mistake.say("en") for mistake in caught.value.mistakes]


def test_a_whole_row() -> None:
    text = (
        "id,name,first_name,email,language,timezone,team,country,city,job,tags,joined,mastodon,linkedin,bluesky\n"
        "ada,Ada Morel,Ada-Lou,ada@acme.example,fr,Europe/Paris,sales,fr,Lyon,Engineer,"
        '"topic:pumps, new",2026-03-02,@ada@m.example,hand-off:ada-morel,\n'
    )
    (ada,) = read_advocates(text, name="a.csv", networks=NETWORKS)
    assert (ada.country, sorted(ada.tags), str(ada.joined)) == ("FR", ["new", "topic:pumps"], "2026-03-02")
    assert [(p.network, p.account, p.lane) for p in ada.profiles] == [
        ("mastodon", "ada@m.example", Lane.TOKEN),
        ("linkedin", "ada-morel", Lane.HAND_OFF),
    ]


def test_a_french_spreadsheet() -> None:
    text = (
        "\ufeffid;Nom;Prénom;Courriel;Langue;Équipe;Pays;Ville;Poste;Étiquettes;Arrivée\r\n"
        "ada;Ada Morel;Ada;ada@acme.example;fr;ventes;FR;Lyon;Ingénieure;new;2026-03-02\r\n"
    )
    (ada,) = read_advocates(text, name="a.csv")
    assert (ada.name, ada.team, ada.job, ada.city) == ("Ada Morel", "ventes", "Ingénieure", "Lyon")


def test_what_a_row_leaves_out_is_the_programme_s() -> None:
    text = "id,name,team,language,timezone\nada,Ada,x,,\nbob,Bob,x,en,Europe/London\n"
    ada, bob = read_advocates(text, name="a.csv", language="fr", timezone="Europe/Paris")
    assert (ada.language, ada.timezone) == ("fr", "Europe/Paris")
    assert (bob.language, bob.timezone) == ("en", "Europe/London")


def test_a_french_column_is_told_by_its_own_name() -> None:
    assert told("id;nom;équipe;langue\nada;Ada;x;français\n") == [
        "a.csv:2: langue: “français” is no language: expected fr, en, fr-CA…"
    ]


def test_a_column_near_a_field_is_not_taken_for_a_network() -> None:
    assert told("id,name,teem\nada,Ada,x\n", None) == ["a.csv:1: teem: unknown column (did you mean “team”?)"]
    assert told("id,name,team,e-mail\nada,Ada,x,y\n", None)[0].startswith("a.csv:1: e-mail: unknown column")
    (ada,) = read_advocates("id,name,team,peertube\nada,Ada,x,ada@p.example\n", name="a.csv")
    assert ada.profiles[0].network == "peertube"


def test_an_id_an_address_and_an_account_belong_to_one_person() -> None:
    text = (
        "id,name,team,email,mastodon\nada,A,x,a@b.example,ada@m.example\nada,B,x,A@b.example,ADA@m.example\n"
    )
    assert told(text) == [
        "a.csv:3: id: “ada” is already on line 2: everyone has their own",
        "a.csv:3: email: “A@b.example” is already on line 2: everyone has their own",
        "a.csv:3: mastodon: “ADA@m.example” is already on line 2: everyone has their own",
    ]


def test_all_mistakes_of_all_rows_are_told_in_the_order_of_the_file() -> None:
    text = "id,name,team,tags,mastodon\nAda,Ada,x,ok,a b\nbob,,x,a:b:c no,\nzoe,Zoé,x,,z@m.example\n"
    assert [line.split(" ", 2)[:2] for line in told(text)] == [
        ["a.csv:2:", "mastodon:"],
        ["a.csv:2:", "id:"],
        ["a.csv:3:", "name:"],
        ["a.csv:3:", "tags:"],
    ]


def test_what_ties_a_person_to_the_company_is_one_of_the_charter_s_words() -> None:
    text = "id,nom,équipe,auteur\nmax,Max,board,executive\nada,Ada,x,\n"
    assert [person.author for person in read_advocates(text, name="a.csv")] == ["executive", "employee"]
    (wrong,) = told("id,name,team,author\nmax,Max,board,executif\n")
    assert wrong.startswith("a.csv:2: author: ")
    assert wrong.endswith("(did you mean “executive”?)")


def test_a_column_and_its_translation_are_the_same_column() -> None:
    assert told("id,name,nom,team\nada,Ada,Adèle,x\n") == [
        "a.csv:1: nom: this is the column “name” again: keep one"
    ]


@given(st.text(alphabet=st.sampled_from("id,name;team\n\"' a@:.1é"), max_size=80))
def test_only_our_error_is_ever_raised(text: str) -> None:
    with contextlib.suppress(InvalidInput):
        read_advocates(f"id,name,team\n{text}", name="a.csv")
