"""Who has read the charter, asked again only when something that concerns them changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import CharterRefusal, NotAllowed, NotFound
from advocacy.program import Program
from builders import advocate
from charter.house import changed
from program.governed import NOON, SECRET, activated, governed, offered, write

BRITISH = changed(
    ("version: 1", "version: 2"),
    (
        "severity: [{level: block, when: {country: GB}}, warn]",
        "severity: [{level: block, when: {country: GB}}]",
    ),
    ("fr: [C’est le meilleur.]", "fr: [{text: C’est le meilleur., context: {author_country: GB}}]"),
    ("en: [It is the best.]", "en: [{text: It is the best., context: {author_country: GB}}]"),
)
"""The second version: the article on claims now concerns the British only."""


def due(program: Program, name: str) -> list[str]:
    return [article.id for article in program.to_acknowledge(name)]


def test_one_reads_for_oneself_once_in_ones_language(tmp_path: Path) -> None:
    with governed(tmp_path, [advocate("ada", language="fr")]) as program:
        activated(program)
        assert due(program, "ada") == ["secrets", "claims"]
        with pytest.raises(NotAllowed, match="themselves"):
            program.acknowledge("ada", by="maria")
        done = program.acknowledge("ada", by="ada")
        assert (done.language, done.version, done.at) == ("fr", program.active_charter, NOON)
        assert program.acknowledge("ada", by="ada", language="en").articles == done.articles
        assert due(program, "ada") == []
        with pytest.raises(NotFound):
            program.acknowledge("zoe", by="zoe")


def test_one_is_asked_again_only_about_what_changed_and_concerns_one(tmp_path: Path) -> None:
    people = [advocate("ada", country="FR"), advocate("ben", country="GB")]
    with governed(tmp_path, people) as program:
        activated(program)
        for name in ("ada", "ben"):
            program.acknowledge(name, by=name)
        activated(program, write(tmp_path, BRITISH, "new.yaml"))
        assert (due(program, "ada"), due(program, "ben")) == ([], ["claims"])


def test_where_one_stands_is_for_oneself(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with governed(tmp_path, [advocate("ada", country="GB")], clock=clock) as program:
        activated(program)
        program.acknowledge("ada", by="ada")
        clock.advance(days=1)
        with pytest.raises(CharterRefusal):
            program.accept(offered(program, "ada"), by="ada", text=SECRET)
        program.read_lesson("ada", "claims")
        activated(program, write(tmp_path, BRITISH, "new.yaml"))
        stands = {each.article: each for each in program.readiness("ada", by="ada")}
        assert stands["claims"].met_at == clock()
        assert (stands["claims"].changed, stands["claims"].is_due) == (True, True)
        assert (stands["secrets"].changed, stands["secrets"].is_due) == (False, False)
        assert stands["secrets"].acknowledged_at == NOON
        with pytest.raises(NotAllowed):
            program.readiness("ada", by="maria")
        with pytest.raises(NotFound):
            program.read_lesson("ada", "nothing")


def test_together_people_are_counted_only_in_groups_and_roughly(tmp_path: Path) -> None:
    people = [advocate(f"a{number}", country="FR" if number < 9 else "GB") for number in range(12)]
    with governed(tmp_path, people, text=BRITISH) as program:
        activated(program)
        for person in people[:6]:
            program.acknowledge(person.id, by=person.id)
        read = {each.article: each.read for each in program.readiness_of_all()}
        low, high = read["secrets"].low, read["secrets"].high
        assert low is not None
        assert high is not None
        assert low <= 0.5 <= high
        assert read["claims"].low is None  # it concerns three people
