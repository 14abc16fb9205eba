"""An advocate and the facts a message may use."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from advocacy.people import Advocate, Profile


def ada(**changed: Any) -> Advocate:
    return Advocate.model_validate({"id": "ada", "name": "Ada Morel", "team": "sales"} | changed)


def test_what_is_not_known_is_no_fact() -> None:
    assert ada().facts() == {"first_name": "Ada", "name": "Ada Morel", "team": "sales"}
    assert ada(first_name="Ada-Lou", city="Lyon").facts()["first_name"] == "Ada-Lou"


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Ada"},
        {"name": " "},
        {"name": "Ada\nMorel"},
        {"name": "x" * 201},
        {"email": "ada"},
        {"email": "ada@acme"},
        {"email": "a da@acme.example"},
        {"language": "français"},
        {"timezone": "Paris"},
        {"timezone": "../../etc/passwd"},
        {"country": "fr"},
        {"tags": ["a:b:c"]},
        {"tags": ["two words"]},
        {"team": None},
        {"password": "x"},
    ],
)
def test_what_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ada(**wrong)


def test_one_account_a_network() -> None:
    profiles = [{"network": "x", "account": "a"}, {"network": "x", "account": "b"}]
    with pytest.raises(ValidationError, match="two accounts for x"):
        ada(profiles=profiles)
    person = ada(profiles=profiles[:1])
    assert person.profile("x") == Profile(network="x", account="a")
    assert person.profile("y") is None


def test_it_survives_the_database() -> None:
    person = ada(
        tags=["b", "a", "Topic:Pumps"], joined="2026-03-02", profiles=[{"network": "x", "lane": "hand_off"}]
    )
    body = person.model_dump(mode="json")
    assert body["tags"] == ["a", "b", "topic:pumps"]
    assert Advocate.model_validate(body) == person
