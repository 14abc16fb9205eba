"""The page: whole in itself, safe with any name, readable without seeing it, right in both languages."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from advocacy.reach.metrics import reported
from advocacy.storage import Store
from reach.programme import START, Programme
from reach.test_report import made

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """What a browser would read: elements, attributes, texts, and whether every element is closed."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag == name]


@pytest.fixture(scope="module", params=["fr", "en"])
def written(request: pytest.FixtureRequest, spring: Store) -> str:
    return made(spring, language=request.param, campaign="spring").to_html()


def test_it_asks_nothing_of_any_other_address(written: str) -> None:
    page = Page(written)
    assert not page.open
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "link", "img", "iframe", "form", "object"})
    addresses = [
        value for _, found in page.elements for name, value in found.items() if name in {"href", "src"}
    ]
    assert all(address.startswith("#") for address in addresses)
    assert "url(" not in written
    assert "@import" not in written
    assert len(written.encode()) < 120_000


def test_its_policy_allows_its_own_style_and_nothing_else(written: str) -> None:
    page = Page(written)
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    style = re.search(r"<style>(.*?)</style>", written, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert len(page.all("style")) == 1
    assert not [
        found for _, found in page.elements if "style" in found or any(n.startswith("on") for n in found)
    ]


def test_every_number_leads_to_its_definition(written: str) -> None:
    page = Page(written)
    places = [found["id"] for _, found in page.elements if "id" in found]
    assert len(places) == len(set(places))
    targets = {found["href"][1:] for found in page.all("a")}
    assert targets <= set(places)
    for measure in reported():
        assert f"d-{measure.name}" in places
        assert measure.id in written


def test_it_can_be_read_without_seeing_it(written: str) -> None:
    page = Page(written)
    pictures = page.all("svg")
    assert pictures
    for picture in pictures:
        assert picture["role"] == "img"
        for name in picture["aria-labelledby"].split():
            assert re.search(rf'id="{name}"', written)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in found for found in page.all("th"))
    assert len(page.all("h1")) == 1


def test_it_says_what_its_numbers_are_not_and_what_to_do(written: str) -> None:
    text = " ".join(Page(written).texts)
    is_french = '<html lang="fr">' in written
    said = (
        (
            "Un clic n’est pas une personne",
            "Rien ici ne prouve un effet",
            "À faire maintenant",
            "tirez au sort",
        )
        if is_french
        else ("A click is not a person", "Nothing here proves an effect", "What to do next", "draw by lot")
    )
    for sentence in said:
        assert sentence in text
    assert not re.search(r"\breach\b", text), "never a bare “reach”"
    assert "\ue000" not in text


def test_french_numbers_and_signs_are_french(spring: Store) -> None:
    text = " ".join(Page(made(spring, language="fr").to_html()).texts)
    assert "1\N{NARROW NO-BREAK SPACE}254" in text
    assert "76\N{NARROW NO-BREAK SPACE}%" in text
    assert "5,6" in text
    assert not re.search(r"\d[.,]\d{3}\b", text)
    assert not re.search(r"\w [;!?»]", text), "a line never breaks before a high sign"


def test_no_name_breaks_the_page(empty: Store) -> None:
    wicked = '</title><script>alert("1")</script> & \ue000posts\ue001x\ue002'
    programme = Programme()
    programme.campaign("spring", fr=wicked, en=wicked)
    programme.add(
        "stories",
        id="pump",
        edition=1,
        campaign="spring",
        digest="1",
        state="approved",
        body={"title": {"fr": wicked, "en": wicked}},
        added_at=START,
    )
    for number in range(12):
        programme.advocate(f"a{number}", wicked)
        programme.click(programme.share(f"a{number}", "pump"), START)
    programme.save(empty)
    page = Page(made(empty, campaign="spring").to_html())
    assert not page.open
    assert not page.all("script")


def test_it_is_written_to_a_file(spring: Store, tmp_path: object) -> None:
    path = made(spring).save(f"{tmp_path}/report.html")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
