"""Contacts and numbers that belong to a person: telephone, e-mail, bank, national numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from advocacy.charter.checks.base import Matcher, TextCheck, Workshop
from advocacy.charter.normalise import Plain, listed
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.rule import Names
from advocacy.charter.terms import Found, Term, Terms
from advocacy.language import Text

Kind = Literal["phone", "email", "iban", "card", "nir", "nino", "ssn", "passport", "ip"]


class Identifier(TextCheck):
    """Valid numbers and addresses of some `kinds`, but those allowed and the author's own."""

    kind: Literal["identifier"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"kind"})
    kinds: tuple[Kind, ...] = Field(min_length=1)
    regions: Names = ("FR", "GB", "US")
    """Where a telephone number without its country may be from."""
    allow: Terms = ()
    """Public numbers and addresses; ``@acme.example`` allows all of a host."""
    roles: Names = ()
    """Mailboxes that are nobody's (contact, jobs …) on `domains`."""
    domains: Terms = ()

    def prepare(self, workshop: Workshop) -> Sequence[Matcher]:
        """Ready to find the numbers that are valid; texts with few digits and no @ are not searched."""
        lexicon = workshop.lexicon
        groups = {kind: lexicon.group((Term(term=f"/{_SHAPES[kind]}/"),)) for kind in self.kinds}
        hosts = [fact.name.lower() for fact in lexicon.facts(self.domains)]
        allowed = {
            _bare(name) for fact in lexicon.facts(self.allow) for name in (fact.name, *fact.aliases)
        } | {f"{role}@{host}" for role in self.roles for host in hosts}
        around = self.around(workshop)

        def find(reading: Reading, kinds: Iterable[Kind]) -> Iterator[Hit]:
            for kind in kinds:
                group = groups[kind]
                places = (
                    place for place in reading.places(group) if self._counts(reading, kind, place, allowed)
                )
                for hit in around.hits(reading, places):
                    hit.values["kind"] = _KINDS[kind]
                    yield hit

        emails: tuple[Kind, ...] = ("email",)
        numbers: list[Kind] = [kind for kind in self.kinds if kind not in emails]
        found = []
        if numbers:
            digits = lexicon.group((Term(term=f"/{_DIGITS}/"),))
            found.append(Matcher(triggers=(digits,), find=lambda reading: find(reading, numbers)))
        if "email" in groups:
            found.append(Matcher(sign=_has_at, find=lambda reading: find(reading, emails)))
        return found

    def _counts(self, reading: Reading, kind: Kind, place: Found, allowed: set[str]) -> bool:
        written = reading.plain.text[place.start : place.end]
        bare = _bare(written)
        own = {_bare(contact) for contact in reading.context.author_contacts}
        if bare in allowed | own or f"@{bare.rpartition('@')[2]}" in allowed:
            return False
        if kind == "phone":
            return not reading.within(reading.links, place.start, place.end) and is_phone(
                written, self.regions
            )
        return _VALID.get(kind, _anything)(written)


def _has_at(plain: Plain) -> bool:
    text = plain.text
    # One character is found much sooner than two, and brackets are rare.
    return "@" in text or (("(" in text or "[" in text) and ("(a" in text or "[a" in text))


def is_phone(written: str, regions: tuple[str, ...]) -> bool:
    """Whether `written` is a telephone number that can exist.

    >>> is_phone("06.12.34.56.78", ("FR",)), is_phone("01 02 03 04", ("FR",))
    (True, False)
    """
    import phonenumbers  # noqa: PLC0415  heavy: imported on first use

    if not (written.startswith(("+", "0", "(0", "(+")) or _US_SHAPE.fullmatch(written)):
        return False
    for region in regions:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) or _FICTION.fullmatch(
            f"{number.country_code} {number.national_number}"
        ):
            return True
    return False


def _is_iban(written: str) -> bool:
    from stdnum import iban  # noqa: PLC0415  heavy: imported on first use

    # Not by country: banks that its lists do not know have accounts all the same.
    return bool(iban.is_valid(written, check_country=False))


def _is_card(written: str) -> bool:
    from stdnum import luhn  # noqa: PLC0415  heavy: imported on first use

    digits = re.sub(r"\D", "", written)
    return digits not in _TEST_CARDS and len(set(digits)) > 2 and bool(luhn.is_valid(digits))  # noqa: PLR2004  0000…


def _is_nir(written: str) -> bool:
    from stdnum.fr import nir  # noqa: PLC0415  heavy: imported on first use

    return bool(nir.is_valid(re.sub(r"[ .\-]", "", written).upper()))


def _is_ssn(written: str) -> bool:
    from stdnum.us import ssn  # noqa: PLC0415  heavy: imported on first use

    return bool(ssn.is_valid(written.replace(" ", "-")))


def _is_nino(written: str) -> bool:
    return re.sub(r"[ \-]", "", written)[:2] not in _NO_NINO


def _is_public_ip(written: str) -> bool:
    import ipaddress  # noqa: PLC0415  heavy: imported on first use

    try:
        return ipaddress.ip_address(written).is_global
    except ValueError:
        return False


def _anything(_written: str) -> bool:
    return True


def _bare(written: str) -> str:
    """An address in lower case, or the last nine digits of a number, which its spellings share."""
    if "@" in written:
        return written.strip().lower()
    digits = re.sub(r"\D", "", written)
    return digits[-9:] if len(digits) >= _SHORT_NUMBER else written.strip().lower()


_SHORT_NUMBER = 9
_FICTION = re.compile(
    r"44 (?:7700900|1632960|2079460)\d{3}|1 \d{3}55501\d\d|33 (?:1990|26191|35301|46571|53649|63998)\d{4,5}"
)
"""Numbers kept for films and examples: nobody has them, but they are written as telephone numbers."""
_US_SHAPE = re.compile(r"(?:1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}")
_DIGITS = r"\d\D{0,2}\d\D{0,2}\d\D{0,2}\d"
"""What every number has at least: four digits with little between them."""
_SHAPES: dict[Kind, str] = {
    # A bracket belongs to a number only when it closes after the code: “(212) 736-5000”, not “(07700 900123)”
    "phone": (
        r"(?:^|[^\w+.,])((?:\+?\(\+?\d{1,5}\)[\d .()\-/]{4,20}\d|\+?\d[\d .()\-/]{6,22}\d))(?:$|[^\w])"
    ),
    "email": (
        r"\b[a-z0-9](?:[a-z0-9._%+\-]{0,63})(?:@| ?(?:\[|\()(?:at|arobase)(?:\]|\)) ?)"
        r"[a-z0-9\-]+(?:\.[a-z0-9\-]+)+"
    ),
    "iban": r"\b[a-z]{2}\d{2}[ \-]?(?:[a-z0-9]{4}[ \-]?){2,7}[a-z0-9]{1,4}\b",
    "card": r"(?:^|[^\w])([3-6]\d{3}(?:[ \-]?\d{4}){2}[ \-]?\d{1,7}|3[47]\d{2}[ \-]?\d{6}[ \-]?\d{5})\b",
    "nir": (
        r"(?:^|[^\w])([12378] ?\.?\d{2} ?\.?[0-9]{2} ?\.?(?:\d{2}|2[ab])"
        r" ?\.?\d{3} ?\.?\d{3} ?[.\-/]?\d{2})\b"
    ),
    "nino": r"\b[abceghj-prstw-z][abceghj-nprstw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b",
    "ssn": r"(?:^|[^\w\-])(\d{3}[\- ]\d{2}[\- ]\d{4})(?:$|[^\w\-])",
    "passport": r"\b(?:passeport|passport)\b[^\n\d]{0,30}\b((?:\d{2}[a-z]{2}\d{5}|[a-z]?\d{8,9}))\b",
    "ip": r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
}
_VALID: dict[Kind, Callable[[str], bool]] = {
    "iban": _is_iban,
    "card": _is_card,
    "nir": _is_nir,
    "ssn": _is_ssn,
    "nino": _is_nino,
    "ip": _is_public_ip,
}
_NO_NINO = frozenset({"bg", "gb", "nk", "kn", "tn", "nt", "zz"})
_TEST_CARDS = listed(
    """
    4111111111111111 4242424242424242 4012888888881881 5555555555554444 5105105105105100
    378282246310005 371449635398431 6011111111111117 4000056655665556 2223003122003222
    30569309025904 3566002020360505
    """
)
"""Numbers that payment services publish for tests."""
_KINDS: dict[str, Text] = {
    "phone": Text(fr="numéro de téléphone", en="telephone number"),
    "email": Text(fr="adresse e-mail", en="e-mail address"),
    "iban": Text(fr="IBAN", en="IBAN"),
    "card": Text(fr="numéro de carte", en="card number"),
    "nir": Text(fr="numéro de sécurité sociale", en="French social security number"),
    "nino": Text(fr="numéro d’assurance nationale britannique", en="National Insurance number"),
    "ssn": Text(fr="numéro de sécurité sociale américain", en="Social Security number"),
    "passport": Text(fr="numéro de passeport", en="passport number"),
    "ip": Text(fr="adresse IP", en="IP address"),
}
