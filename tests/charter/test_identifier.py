from __future__ import annotations

from collections.abc import Callable

import pytest

from advocacy.charter import Charter

Make = Callable[..., Charter]


def evidence(make: Make, check: str, text: str, **more: object) -> list[str | None]:
    head = "facts: {mailboxes: [jobs@acme.example], domains: [acme.example], phones: ['+33 1 23 45 67 89']}"
    return [finding.evidence for finding in make(check, head=head).read(text, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Appelez Karim au 06.12.34.56.78.", "06.12.34.56.78"),
        ("Appelez Karim au 06 12 34 56 78 vite", "06 12 34 56 78"),
        ("Appelez Karim au 06\u00a012\u00a034\u00a056\u00a078", "06\u00a012\u00a034\u00a056\u00a078"),
        ("Tél : 0612345678", "0612345678"),
        ("Tél:+33 (0)6 12 34 56 78", "+33 (0)6 12 34 56 78"),
        ("06-12-34-56-78 !", "06-12-34-56-78"),
        ("Call Tom on 07700 900123 before Friday.", "07700 900123"),
        ("Call +44 7700 900456, now", "+44 7700 900456"),
        ("Call (212) 736-5000.", "(212) 736-5000"),
        ("Call 212-736-5000.", "212-736-5000"),
        ("Ask Neil (07700 900614) about it.", "07700 900614"),
        ("Demandez Léa (06 12 34 56 78).", "06 12 34 56 78"),
        ("Fax (01632) 960123, still.", "(01632) 960123"),
    ],
)
def test_telephone_numbers(make: Make, text: str, found: str) -> None:
    assert evidence(make, "{kind: identifier, kinds: [phone]}", text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Saison 01 02 03 04 : on a tout regardé",
        "Meeting moved to 07/04/2026 at 12:30, room 4.05.",
        "1 234 567 890 € de budget",
        "Server 192.0.2.44 answered in 3 ms",
        "ISO 27001, EN 14476, 2025 2026 2027",
        "https://acme.example/0612345678",
        "UUID 123e4567-e89b-12d3-a456-426614174000",
        "En 2019, 2020, 2021 et 2022",
    ],
)
def test_other_numbers(make: Make, text: str) -> None:
    assert (
        evidence(make, "{kind: identifier, kinds: [phone, iban, card, nir, nino, ssn, passport, ip]}", text)
        == []
    )


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("iban", "IBAN : FR76 3000 6000 0112 3456 7890 189", ["FR76 3000 6000 0112 3456 7890 189"]),
        ("iban", "IBAN : FR7630006000011234567890189.", ["FR7630006000011234567890189"]),
        ("iban", "IBAN : FR76 3000 6000 0112 3456 7890 188", []),
        ("iban", "GB29 NWBK 6016 1331 9268 19 please", ["GB29 NWBK 6016 1331 9268 19"]),
        ("iban", "BE68 5390 0754 7034, merci", ["BE68 5390 0754 7034"]),
        ("card", "4539 1488 0343 6467", ["4539 1488 0343 6467"]),
        ("card", "4539 1488 0343 6468", []),
        ("card", "4242 4242 4242 4242 for tests", []),
        ("nir", "sécu : 2 85 05 78 006 084 41", ["2 85 05 78 006 084 41"]),
        ("nir", "sécu : 285057800608441", ["285057800608441"]),
        ("nir", "sécu : 2 85 05 78 006 084 42", []),
        ("nino", "NINO AB 12 34 56 C", ["AB 12 34 56 C"]),
        ("nino", "BG 12 34 56 C", []),
        ("ssn", "SSN 536-90-4399", ["536-90-4399"]),
        ("ssn", "SSN 000-12-3456", []),
        ("passport", "mon passeport n° 12AB34567", ["12AB34567"]),
        ("ip", "203.0.113.9 and 8.8.8.8", ["8.8.8.8"]),
        ("email", "Ask jane.doe@mail.example.", ["jane.doe@mail.example"]),
        ("email", "jane.doe [at] mail.example", ["jane.doe [at] mail.example"]),
        ("email", "@jane and a@b", []),
    ],
)
def test_kinds(make: Make, kind: str, text: str, found: list[str]) -> None:
    assert evidence(make, f"{{kind: identifier, kinds: [{kind}]}}", text) == found


def test_what_is_public_or_the_author_s_own_is_allowed(make: Make) -> None:
    allowed = "allow: [$mailboxes, $phones], roles: [contact], domains: [$domains]"
    check = f"{{kind: identifier, kinds: [email, phone], {allowed}}}"
    assert evidence(make, check, "jobs@acme.example, contact@acme.example, 01 23 45 67 89") == []
    assert evidence(make, check, "karim@acme.example") == ["karim@acme.example"]
    own = {"author_contacts": ["sam@mail.example", "+44 7700 900456"]}
    assert evidence(make, check, "sam@mail.example, +44 7700 900456", context=own) == []
    assert (
        evidence(make, "{kind: identifier, kinds: [email], allow: ['@acme.example']}", "karim@acme.example")
        == []
    )


def test_the_message_names_the_kind_in_both_languages(make: Make) -> None:
    finding = next(iter(make("{kind: identifier, kinds: [email]}").read("a.b@mail.example")))
    assert dict(finding.values["kind"]) == {"fr": "adresse e-mail", "en": "e-mail address"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("key AKIAIOSFODNN7EXAMPLE here", ["AKIAIOSFODNN7EXAMPLE"]),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", ["ghp_16C7e42F292c6912E7710c838347Ae178B4a"]),
        ("api_key = 'q8Zr3Tb9Xw2Lk7Vd'", ["q8Zr3Tb9Xw2Lk7Vd"]),
        ("-----BEGIN RSA PRIVATE KEY-----", ["-----BEGIN RSA PRIVATE KEY-----"]),
        ("le jeton aB3xK9mQ2zR7tY5wE1uI8oP4 est là", ["aB3xK9mQ2zR7tY5wE1uI8oP4"]),
        ("Fixed in commit 9fceb02d0ae598e95dc970b74767f19372d61af8", []),
        ("UUID of the day: 123e4567-e89b-12d3-a456-426614174000", []),
        ("anticonstitutionnellement et aussi Anticonstitutionnellement", []),
        ("https://acme.example/aB3xK9mQ2zR7tY5wE1uI8oP4", []),
        ("#VivaTech2026ParisExpoPorteDeVersailles", []),
    ],
)
def test_secrets(make: Make, text: str, found: list[str]) -> None:
    assert evidence(make, "{kind: secret}", text) == found
