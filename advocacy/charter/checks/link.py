"""Links: where they lead, through whom, and whether they can be counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from typing import ClassVar, Literal, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import model_validator

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.normalise import normalise
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.rule import Names
from advocacy.charter.terms import Term, Terms
from advocacy.documents import Unfit


class Link(Check):
    """One question about every link; see the fields for which."""

    kind: Literal["link"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"host", "url", "better"})
    hosts: Terms = ()
    """These are refused, with their sub-domains; ``staging*.*`` stands for all hosts it fits."""
    only: Terms = ()
    """Others than these, their sub-domains and the context's `allowed_domains` are refused."""
    query: Names = ()
    """Parameters that links to `on` must carry, but for links to the context's `tracking_hosts`."""
    https: bool = False
    """Whether links to `on` must be ``https``."""
    lookalike: Terms = ()
    """Hosts that only look like one of these are refused."""
    on: Terms = ()
    but: Terms = ()
    """Hosts that this check leaves to others."""
    bare: bool = True
    """Whether a host alone counts, without scheme, ``www`` or path: ``Booking.com`` is also a name."""
    evidence: Literal["url", "host"] = "url"

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        asked = [bool(part) for part in (self.hosts, self.only, self.query, self.https, self.lookalike)]
        if sum(asked) != 1:
            raise Unfit(
                fr="donnez un seul de « hosts », « only », « query », « https », « lookalike »",
                en="give exactly one of “hosts”, “only”, “query”, “https”, “lookalike”",
            )
        return self

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to look at every link."""
        hosts, only, on, like, but = (
            _Domains(
                host.lower() for fact in workshop.lexicon.facts(part) for host in (fact.name, *fact.aliases)
            )
            for part in (self.hosts, self.only, self.on, self.lookalike, self.but)
        )
        trigger = workshop.lexicon.group((Term(term=r"/\w\.[a-z]{2}/"),))

        def question(reading: Reading, address: _Address) -> bool:
            if self.hosts:
                return address.is_on(hosts)
            if self.only:
                return bool(only.names) and not address.is_on(only) and not address.is_on(_allowed(reading))
            if self.lookalike:
                return address.looks_like(like) and not address.is_on(_allowed(reading))
            if self.https:
                return address.is_on(on) and address.url.startswith("http://")
            counted = address.is_on(_Domains(reading.context.tracking_hosts))
            return address.is_on(on) and not counted and bool(address.lacks(self.query))

        def find(reading: Reading) -> Iterator[Hit]:
            for start, end, address in reading.once(_addresses):
                if not address.host or address.is_on(but) or (address.is_bare and not self.bare):
                    continue
                if question(reading, address):
                    yield self._hit(reading, start, end, address)

        return Matcher(triggers=(trigger,), find=find)

    def _hit(self, reading: Reading, start: int, end: int, address: _Address) -> Hit:
        fix = None
        if self.https:
            fix = "https" + address.url[4:]
        elif self.query:
            fix = address.with_parameters(
                dict.fromkeys(address.lacks(self.query), reading.draft.network or _ANY_NETWORK)
            )
        values = {"host": address.host, "url": address.url, "better": fix or "", "name": address.host}
        if self.evidence == "host":
            place = reading.plain.text.find(address.host, start, end)
            if place >= 0:
                start, end = place, place + len(address.host)
        return Hit(start=start, end=end, values=values, fix=fix, names=(address.host, address.url))


def _addresses(reading: Reading) -> list[tuple[int, int, _Address]]:
    """Every link with its place."""
    return [(start, end, _Address(reading.quoted(start, end))) for start, end in reading.links]


def _allowed(reading: Reading) -> _Domains:
    return _Domains(name.lower() for name in reading.context.allowed_domains)


class _Domains:
    """Domains with all below them; one with ``*`` stands for all it fits."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._whole = frozenset(name for name in self.names if "*" not in name)
        shapes = [translate(name) for name in self.names if "*" in name]
        self._shapes = re.compile("|".join(shapes)) if shapes else None

    def hold(self, host: str) -> bool:
        """Whether `host` is one of them or below one."""
        if self._shapes is not None and self._shapes.match(host):
            return True
        while host and host not in self._whole:
            host = host.partition(".")[2]
        return bool(host)


class _Address:
    """A link taken apart."""

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            parts = urlsplit(url if "://" in url else f"https://{url}")
            self.host = (parts.hostname or "").rstrip(".").lower()
            self.query = parse_qs(parts.query, keep_blank_values=True)
        except ValueError:
            self.host, self.query = "", {}
        if len(self.host) > _LONGEST_HOST:
            self.host = ""

    @property
    def is_bare(self) -> bool:
        return self.url.rstrip("./").lower() == self.host and not self.host.startswith("www.")

    def is_on(self, domains: _Domains) -> bool:
        """Whether the host is one of `domains` or below one."""
        return domains.hold(self.host)

    def lacks(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if not any(self.query.get(name, ())))

    def looks_like(self, domains: _Domains) -> bool:
        """Whether the host is none of `domains`, but shows the name of one in its labels, maybe disguised."""
        if self.is_on(domains):
            return False
        shown = _skeleton(self.host)
        return any(_skeleton(domain.rpartition(".")[0]) in shown for domain in domains.names)

    def with_parameters(self, values: dict[str, str]) -> str:
        """The link with `values` added to its query."""
        before, mark, fragment = self.url.partition("#")
        joint = "&" if "?" in before else "?"
        return f"{before}{joint}{urlencode(values)}{mark}{fragment}"


def _skeleton(host: str) -> str:
    """A host as it looks at a glance: ``he1vea-example`` and ``helvea.example`` look alike."""
    decoded = host
    if "xn--" in host:
        try:
            decoded = host.encode("ascii").decode("idna")
        except UnicodeError:
            decoded = host
    plain = normalise(decoded).text.translate(_DIGITS)
    return "".join(mark for mark in plain if mark.isalnum()).replace("rn", "m").replace("vv", "w")


_DIGITS = str.maketrans("013457", "oieast") | str.maketrans("l", "i")
_LONGEST_HOST = 253
"""A longer name leads nowhere (RFC 1035), and would take long to compare."""
_ANY_NETWORK = "social"
"""Where a link is said to come from when the draft names no network."""
