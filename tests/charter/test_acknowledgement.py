from __future__ import annotations

from advocacy.charter.acknowledgement import concerning, digests, due
from advocacy.charter.charter import Charter
from charter.house import CHARTER, changed


def parsed(*swaps: tuple[str, str]) -> Charter:
    return Charter.parse(changed(*swaps), name="charter.yaml")


def again(*swaps: tuple[str, str], author: str = "employee", country: str | None = "FR") -> set[str]:
    """The articles that someone who has read the charter is asked about after a change."""
    new = parsed(*swaps)
    found = due(
        digests(new), concerning(new, author=author, country=country), digests(Charter.parse(CHARTER))
    )
    return {article.id for article in found}


def test_nothing_is_asked_twice() -> None:
    assert again() == set()


def test_an_article_that_changed_is_asked_again() -> None:
    assert again(("text: {fr: Prouvez-le., en: Prove it.}", "text: {fr: Prouvez., en: Prove it.}")) == {
        "claims"
    }
    assert again(("“{term}”: say why.", "“{term}”: prove it.")) == {"claims"}


def test_examples_sources_and_names_do_not_ask_again() -> None:
    assert again(("en: [A good lamp.]", "en: [A fine lamp.]")) == set()
    assert again(("[Projet Boréal]", "[Projet Boréal, Projet Lune]")) == set()


def test_an_article_that_cannot_concern_somebody_is_not_asked() -> None:
    for_executives = (
        "severity: [{level: block",
        "when: {author: executive}\n        severity: [{level: block",
    )
    assert again(for_executives) == set()
    assert again(for_executives, author="executive") == {"claims"}
    in_britain = ("{country: GB}}, warn]", "{country: GB}}]")
    assert again(in_britain) == set()
    assert again(in_britain, country="GB") == {"claims"}


def test_an_article_without_rules_concerns_everyone() -> None:
    charter = Charter.parse(
        "title: {fr: a, en: b}\narticles: [{id: plain, title: {fr: a, en: b}}]", name="charter.yaml"
    )
    assert [each.id for each in concerning(charter, author="employee", country=None)] == ["plain"]
