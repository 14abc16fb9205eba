from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.errors import AdvocacyError, InvalidInput, NotFound
from advocacy.settings import Utm
from advocacy.storage import Store, links
from advocacy.track import checked_target, mint, new_code, qr, tracked_url, with_utm
from advocacy.track.links import ALPHABET, CODE, leads_to, with_parameters
from track.support import NOW, a_share, people

TARGET = "https://acme.example/pump"


@pytest.fixture
def store() -> Store:
    store = Store.open("sqlite://")
    people(store, "ada", "grace")
    return store


def test_codes_are_long_distinct_and_have_no_look_alikes() -> None:
    codes = {new_code() for _ in range(20_000)}
    assert len(codes) == 20_000
    assert all(CODE.fullmatch(code) for code in codes)
    assert not set("0Oo1Il") & set(ALPHABET)
    assert len(ALPHABET) ** 8 > 6e7 * 1e6  # with a million links: fewer than one hit in 6e7 guesses


def test_an_own_domain_and_a_mounted_path() -> None:
    assert tracked_url("https://go.acme.example", "abc") == "https://go.acme.example/r/abc"
    assert (
        tracked_url("https://intranet.example/advocacy/", "abc") == "https://intranet.example/advocacy/r/abc"
    )


def test_utm_values_are_lower_case_and_never_overwrite() -> None:
    share = replace(a_share(), campaign="Spring 2026", network="linkedin", story="pump")
    query = parse_qsl(urlsplit(with_utm(f"{TARGET}?id=7&UTM_Medium=Poster", Utm(), share)).query)
    assert query == [
        ("id", "7"),
        ("UTM_Medium", "Poster"),
        ("utm_source", "linkedin"),
        ("utm_campaign", "spring 2026"),
        ("utm_content", "pump"),
    ]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)


@given(
    path=WORDS,
    query=st.dictionaries(WORDS.filter(bool), WORDS, max_size=3),
    added=st.dictionaries(WORDS.filter(bool), WORDS, max_size=3),
)
def test_what_was_there_stays_and_what_is_added_is_read_back(
    path: str, query: dict[str, str], added: dict[str, str]
) -> None:
    base = with_parameters("https://acme.example/", query)
    before = parse_qsl(urlsplit(base).query, keep_blank_values=True)
    after = parse_qsl(urlsplit(with_parameters(base, added)).query, keep_blank_values=True)
    own = {name.lower() for name, _ in before}
    assert after == [*before, *((k, v) for k, v in added.items() if k.lower() not in own)]
    assert base.isascii()


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://acme.example/",
        "//evil.example/",
        "/relative",
        "https:///nohost",
        "https://",
        "https://user:secret@acme.example/",
        "https://acme.example\\@evil.example/",
        "https://acme.example/\r\nSet-Cookie: x=1",
        "https://acme.example/ space",
        "\thttps://acme.example/",
        "https://acme.example:99999/",
        "https://a..b/",
        "",
    ],
)
def test_only_complete_web_addresses_are_targets(target: str) -> None:
    with pytest.raises(InvalidInput, match="https://"):
        checked_target(target)


@given(st.text(max_size=60).map(lambda text: f"https://acme.example/{text}"))
def test_a_checked_target_is_ascii_on_the_same_host_and_checking_again_changes_nothing(target: str) -> None:
    try:
        checked = checked_target(target)
    except InvalidInput:
        return
    assert checked.isascii()
    assert urlsplit(checked).hostname == "acme.example"
    assert checked_target(checked) == checked


def test_a_share_has_one_link(store: Store) -> None:
    share = a_share()
    with store.begin() as tx:
        first = mint(tx, share=share, target=TARGET, now=NOW)
        assert mint(tx, share=share, target="https://elsewhere.example/", now=NOW) == first
        assert links.find(tx, first.code) == first
        other = mint(tx, share=replace(share, network="mastodon"), target=TARGET, now=NOW)
    assert other.code != first.code


def test_a_link_is_minted_with_its_share_or_not_at_all(store: Store) -> None:
    def offer_and_fail() -> None:
        with store.begin() as tx:
            mint(tx, share=a_share(), target=TARGET, now=NOW, code="mine2345")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        offer_and_fail()
    with store.read() as tx:
        assert links.find(tx, "mine2345") is None


def test_a_taken_code_is_drawn_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["taken234", "taken234", "free2345"])
    monkeypatch.setattr("advocacy.track.links.new_code", lambda: next(drawn))
    with store.begin() as tx:
        assert mint(tx, share=a_share(), target=TARGET, now=NOW).code == "taken234"
        assert mint(tx, share=a_share(network="x"), target=TARGET, now=NOW).code == "free2345"


def test_a_code_already_in_a_text_is_never_given_to_another(store: Store) -> None:
    with store.begin() as tx:
        mint(tx, share=a_share(), target=TARGET, now=NOW, code="mine2345")
        with pytest.raises(AdvocacyError, match="Offer the share again"):
            mint(tx, share=a_share(advocate="grace"), target=TARGET, now=NOW, code="mine2345")


def test_an_ended_link_keeps_its_row(store: Store) -> None:
    later = NOW + timedelta(days=1)
    with store.begin() as tx:
        link = mint(tx, share=a_share(), target=TARGET, now=NOW, expires_at=later + timedelta(days=9))
        links.withdraw(tx, link.code, now=later)
        links.withdraw(tx, link.code, now=later + timedelta(days=2))
        found = links.lead(tx, link.code)
        assert found is not None
        assert found.ends_at == later
        assert links.find(tx, link.code) == replace(link, withdrawn_at=later)
        assert links.lead(tx, "unknown2") is None
        with pytest.raises(NotFound, match="unknown2"):
            links.withdraw(tx, "unknown2", now=datetime.now(UTC))


@pytest.mark.parametrize(("form", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_a_link_as_a_qr_code(form: str, start: bytes) -> None:
    assert qr(tracked_url("https://go.acme.example", "Kx7mPq2a"), form=form).startswith(start)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("https://acme.example/pump", True),
        ("https://shop.ACME.example./x", True),
        ("https://été.example", True),
        ("https://xn--t-9fab.example/x", True),
        ("https://acme.example.evil/", False),
        ("https://notacme.example/", False),
        ("https://evil.example/acme.example", False),
    ],
)
def test_links_lead_to_the_hosts_that_are_named_and_below_them(target: str, allowed: bool) -> None:
    assert leads_to(target, ["Acme.example", "été.example"]) is allowed
    assert leads_to(target, [])
