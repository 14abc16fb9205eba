from __future__ import annotations

from collections.abc import Callable

import pytest

from advocacy.charter import Charter
from advocacy.errors import InvalidInput

Make = Callable[..., Charter]
HEAD = "facts: {domains: [helvea.example], internal: [intranet.helvea.example], short: [bit.ly]}"


def evidence(make: Make, check: str, text: str, **context: object) -> list[str | None]:
    return [
        finding.evidence for finding in make(check, head=HEAD).read(text, network="linkedin", context=context)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Voici : https://intranet.helvea.example/rh", ["intranet.helvea.example"]),
        ("Voici : HTTPS://Intranet.Helvea.example/rh", ["Intranet.Helvea.example"]),
        ("Voici intranet.helvea.example", ["intranet.helvea.example"]),
        ("https://www.helvea.example", []),
        ("intranet, helvea.example", []),
    ],
)
def test_internal_hosts(make: Make, text: str, found: list[str]) -> None:
    assert evidence(make, "{kind: link, hosts: [$internal], evidence: host}", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(https://www.helvea.example/etude)", []),
        ("helvea.example/etude?utm_source=ea", []),
        ("https://press.example/x", []),
        (
            "https://helvea.example.login-rh.example/e?utm_source=ea",
            ["https://helvea.example.login-rh.example/e?utm_source=ea"],
        ),
        ("https://nothelvea.example.", ["https://nothelvea.example"]),
        ("https://helvea.example@evil.example/", ["https://helvea.example@evil.example/"]),
        ("recrutement@other.example", []),
        ("Node.js et e.g. Kortexa.Oui", []),
        ("Fini.le texte. etc.", []),
    ],
)
def test_only_approved_hosts(make: Make, text: str, found: list[str]) -> None:
    assert evidence(make, "{kind: link, only: [$domains]}", text, allowed_domains=["press.example"]) == found


def test_without_approved_hosts_nothing_is_said(make: Make) -> None:
    assert evidence(make, "{kind: link, only: [$unknown]}", "https://a.example") == []


def test_shorteners(make: Make) -> None:
    assert evidence(make, "{kind: link, hosts: [$short]}", "ici https://bit.ly/3abcde !") == [
        "https://bit.ly/3abcde"
    ]


@pytest.mark.parametrize(
    ("url", "better"),
    [
        ("https://www.helvea.example/etude", "https://www.helvea.example/etude?utm_source=linkedin"),
        (
            "https://www.helvea.example/etude?a=1#b",
            "https://www.helvea.example/etude?a=1&utm_source=linkedin#b",
        ),
    ],
)
def test_tracking_is_proposed(make: Make, url: str, better: str) -> None:
    review = make("{kind: link, query: [utm_source], on: [$domains]}", head=HEAD).read(
        f"Voir {url}.", network="linkedin"
    )
    assert review.apply() == f"Voir {better}."


def test_tracked_links_and_other_hosts_need_none(make: Make) -> None:
    check = "{kind: link, query: [utm_source], on: [$domains]}"
    assert evidence(make, check, "https://helvea.example/?utm_source=ea https://other.example/") == []


def test_the_programmes_own_links_need_none(make: Make) -> None:
    check = "{kind: link, query: [utm_source], on: [$domains]}"
    url = "https://go.helvea.example/ab12cd34"
    assert evidence(make, check, url) == [url]
    assert evidence(make, check, url, tracking_hosts=["go.helvea.example"]) == []


def test_https(make: Make) -> None:
    review = make("{kind: link, https: true, on: [$domains]}", head=HEAD).read("http://helvea.example/a")
    assert review.apply() == "https://helvea.example/a"


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("he1vea.example", True),
        ("helvea-rh.example", True),
        ("helvea.example.evil.example", True),
        ("hеlvea.example", True),  # a Cyrillic е
        ("xn--hlvea-bsa.example", True),
        ("www.helvea.example", False),
        ("acme.example", False),
    ],
)
def test_lookalikes(make: Make, host: str, found: bool) -> None:
    assert bool(evidence(make, "{kind: link, lookalike: [$domains]}", f"https://{host}/a")) is found


def test_exactly_one_question_is_asked(make: Make) -> None:
    with pytest.raises(InvalidInput, match="exactly one"):
        make("{kind: link, hosts: [a.example], only: [b.example]}")


def test_a_host_alone_may_be_a_name(make: Make) -> None:
    check = "{kind: link, only: [$domains], bare: false}"
    text = "Booking.com, https://evil.example, www.evil.example and evil.example/a"
    assert evidence(make, check, text) == ["https://evil.example", "www.evil.example", "evil.example/a"]


def test_some_hosts_are_left_to_other_rules(make: Make) -> None:
    check = "{kind: link, only: [$domains], but: [bit.ly]}"
    assert evidence(make, check, "https://bit.ly/1 https://evil.example/1") == ["https://evil.example/1"]


def test_a_host_the_context_allows_is_no_lookalike(make: Make) -> None:
    charter = make("{kind: link, lookalike: [$domains]}", head=HEAD)
    url = "https://helvea.partner.example/"
    assert not charter.read(url, context={"allowed_domains": ["partner.example"]}).findings
    assert charter.read(url).findings


def test_a_star_stands_for_what_may_come_there(make: Make) -> None:
    check = "{kind: link, hosts: ['staging*.*', '*.local'], evidence: host}"
    text = "https://staging-2.acme.example/a http://printer.local https://notstaging.example"
    assert evidence(make, check, text) == ["staging-2.acme.example", "printer.local"]


def test_a_name_that_is_too_long_for_a_host_is_none_and_takes_no_time(make: Make) -> None:
    # As many questions as a charter asks of a link took ten seconds for a name of 50,000 labels.
    text = f"http://{'a.' * 50_000}evil.test/ and http://evil.test/"
    assert evidence(make, "{kind: link, only: [$domains]}", text) == ["http://evil.test/"]
