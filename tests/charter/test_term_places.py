"""Where a term stands: in its rule, in the list it asks for, or in a list that this one asks for."""

from __future__ import annotations

from advocacy import documents
from advocacy.charter.document import pack_model
from advocacy.charter.gathering import File
from advocacy.charter.places import Place
from advocacy.charter.term_places import TermPlaces
from advocacy.charter.terms import Term


def file(name: str, text: str) -> File:
    node = documents.read_yaml(text, name=name)
    return File(node=node, content=documents.validate(node, pack_model(others=False)), text=text)


def test_a_list_that_two_files_give_is_searched_in_both_and_in_what_either_asks_for() -> None:
    pack = file(
        "pack.yaml",
        "lists:\n  boasts: [{term: best, exact: true}, $superlatives]\n  superlatives:\n    - finest\n",
    )
    own = file("charter.yaml", "lists:\n  boasts:\n    - unique\n")
    places, rule = TermPlaces([pack, own]), Place(file=own)
    terms = (Term(term="unique"), Term(term="best", exact=True), Term(term="finest"))
    found = [places.of_term(term, rule, 0, "$boasts") for term in terms]
    assert [(place.name, place.line) for place in found] == [
        ("charter.yaml", 3),
        ("pack.yaml", 2),
        ("pack.yaml", 4),
    ]
