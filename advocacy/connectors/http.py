"""The one way out: a hardened HTTP session that answers, and never raises, whatever the network does."""

from __future__ import annotations

import http.client
import json
import logging
import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Literal
from urllib.parse import urlsplit

import requests
import requests.adapters
import requests.auth
import urllib3.exceptions
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.util.ssl_ import create_urllib3_context

from advocacy.connectors.addresses import AddressNotPublic, pools
from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Secret
from advocacy.errors import Rejected, TryLater
from advocacy.language import Text

TIMEOUT = (5.0, 30.0)
"""Seconds to connect, and seconds between two pieces of the answer."""
LONGEST_ANSWER = 4_000_000
SLOWEST_ANSWER = 60.0
"""Seconds after which an answer that still trickles in is given up."""

File = tuple[str, bytes, str]
"""A part of a form that is a file: its name, its bytes and its kind."""
Method = Literal["GET", "POST", "PUT", "DELETE"]

_QUIET = ContextVar("quiet", default=False)
logging.getLogger("urllib3.connectionpool").addFilter(lambda _: not _QUIET.get())
"""It writes addresses at the level DEBUG, and some addresses are secrets."""


class HttpClient:
    """Sends one request and gives back an `Answer`, also when nothing came back (`Answer.status` is None).

    Reads share connections. With ``create=True`` the request goes out once, on a fresh connection, without
    following redirects. No proxy, netrc or certificate bundle is taken from the environment.

    Args:
        allow_private_hosts: Names or addresses of own servers that may be private or speak plain HTTP;
            every other host must be public and speak HTTPS, checked on the address connected to.
        timeout: Seconds to connect and to wait for each piece of the answer.
    """

    def __init__(
        self, *, allow_private_hosts: Collection[str] = (), timeout: tuple[float, float] = TIMEOUT
    ) -> None:
        self._allowed = frozenset(host.lower().strip("[]") for host in allow_private_hosts)
        self._timeout = timeout
        self._reads = _session(self._allowed, fresh=False)
        self._creates = _session(self._allowed, fresh=True)

    def send(
        self,
        method: Method,
        url: str,
        *,
        token: Secret | None = None,
        scheme: str = "Bearer",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | list[str]] | None = None,
        json_body: object = None,
        body: str | bytes | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, File] | None = None,
        hidden: Secret | None = None,
        create: bool = False,
    ) -> Answer:
        """Send one request; `token` goes into the ``Authorization`` header and nowhere else.

        Where the address itself is the secret (a webhook), `hidden` is what comes after `url`; no log has it.

        Raises:
            Rejected: The address is not one we may speak to; nothing was sent.
        """
        self._check(url)
        sent = {"Accept": "application/json", "User-Agent": "advocacy", **(headers or {})}
        if json_body is not None:
            body = exact(json_body)
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        data: Any = form if body is None else body.encode() if isinstance(body, str) else body
        session = self._creates if create else self._reads
        if hidden is not None:
            url = f"{url.rstrip('/')}/{hidden.reveal().lstrip('/')}"
        quiet = _QUIET.set(hidden is not None)
        try:
            return self._exchange(
                session,
                method,
                url,
                headers=sent,
                params=params,
                data=data,
                files=files,
                auth=_Bearer(token, scheme),
            )
        finally:
            _QUIET.reset(quiet)

    def fetch(self, url: str, *, largest: int) -> bytes:
        """The bytes at a public address, such as an image; no redirect is followed.

        Raises:
            Rejected: It is not an address that we may speak to, or there is no such file there.
            TryLater: The server gave no whole answer, or the file has more than `largest` bytes.
        """
        self._check(url)
        try:
            with self._reads.request(
                "GET", url, timeout=self._timeout, allow_redirects=False, stream=True, auth=_Bearer(None)
            ) as response:
                status, data = response.status_code, _bytes(response, largest)
        except _FAILURES as error:
            if any(isinstance(link, AddressNotPublic) for link in _chain(error)):
                raise _not_allowed(url) from None
            raise TryLater(_NO_FILE.format(said=type(error).__name__)) from None
        if status == _OK:
            return data
        raise (TryLater if status >= _BROKEN else Rejected)(_NO_FILE.format(said=status))

    def _exchange(self, session: requests.Session, method: Method, url: str, **request: Any) -> Answer:
        try:
            with session.request(
                method, url, timeout=self._timeout, allow_redirects=False, stream=True, **request
            ) as response:
                return Answer.of(response.status_code, dict(response.headers), _whole(response))
        except _FAILURES as error:
            chain = list(_chain(error))
        if any(isinstance(link, AddressNotPublic) for link in chain):
            raise _not_allowed(url)
        return Answer(status=None, body="<".join(type(link).__name__ for link in chain))

    def _check(self, url: str) -> None:
        """Plain HTTP and user names in an address are for own servers only."""
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:
            raise _not_allowed(url) from None
        speaks = parts.scheme == "https" or (parts.scheme == "http" and host in self._allowed)
        if not host or parts.username or not speaks:
            raise _not_allowed(url)


def exact(value: object) -> str:
    """`value` as compact JSON, the same bytes every time.

    >>> exact({"text": "Café", "id": 1})
    '{"text":"Café","id":1}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Bearer(requests.auth.AuthBase):
    """Sets the token last; it also keeps requests from looking for a netrc file."""

    def __init__(self, token: Secret | None, scheme: str = "Bearer") -> None:
        self._token = token
        self._scheme = scheme

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"{self._scheme} {self._token.reveal()}"
        return request


class _Adapter(requests.adapters.HTTPAdapter):
    """Never retries, and connects only where it may."""

    def __init__(self, allowed: Collection[str], *, fresh: bool) -> None:
        self._pools = pools(allowed, fresh=fresh)
        super().__init__(max_retries=0, pool_maxsize=32)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(
            connections, maxsize, block, ssl_context=_trusting(DEFAULT_CA_BUNDLE_PATH), **options
        )
        self.poolmanager.pool_classes_by_scheme = self._pools

    def build_connection_pool_key_attributes(self, *asked: Any, **named: Any) -> tuple[Any, Any]:
        host, options = super().build_connection_pool_key_attributes(*asked, **named)
        options.pop("ca_certs", None)  # the context has them: reading them anew costs 10 ms a connection
        return host, options

    def cert_verify(self, conn: Any, *_: Any) -> None:
        conn.cert_reqs = "CERT_REQUIRED"


@cache
def _trusting(bundle: str) -> ssl.SSLContext:
    """A context that trusts the authorities of `bundle`, read once."""
    context = create_urllib3_context()
    context.load_verify_locations(bundle)
    return context


class _Session(requests.Session):
    """Follows no redirect: it would turn a POST into a GET, or carry a token elsewhere."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002
        return None


def _session(allowed: Collection[str], *, fresh: bool) -> requests.Session:
    session = _Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # one account's never meet another's
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(allowed, fresh=fresh))
    session.headers["Connection"] = "close" if fresh else "keep-alive"
    return session


_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    UnicodeError,
)


class _TooMuch(OSError):
    """The answer is longer, or slower, than any that we know how to use."""


def _whole(response: requests.Response) -> str:
    return _bytes(response, LONGEST_ANSWER).decode("utf-8", errors="replace")


def _bytes(response: requests.Response, largest: int) -> bytes:
    """The body, read to its end; an answer cut short raises."""
    give_up, pieces, size = time.monotonic() + SLOWEST_ANSWER, [], 0
    while piece := response.raw.read1(65536, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > largest or time.monotonic() > give_up:
            raise _TooMuch
    return b"".join(pieces)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error` and what it wraps, outermost first, however each library keeps it."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        inner = [getattr(link, "reason", None), *link.args, link.__cause__, link.__context__]
        link = next(
            (each for each in inner if isinstance(each, BaseException) and id(each) not in seen), None
        )


_OK, _BROKEN = 200, 500
_NO_FILE = Text(
    fr="le fichier ne peut pas être lu à son adresse ({said}) : donnez l’adresse finale d’un fichier public",
    en="the file cannot be read at its address ({said}): give the final address of a public file",
)


def _not_allowed(url: str) -> Rejected:
    """Only the host is named: the rest of an address may be a secret."""
    host = url.partition("//")[2].partition("/")[0].rpartition("@")[2] or "?"
    return Rejected(
        fr=f"{host} n’est pas un serveur public en HTTPS : corrigez l’adresse, ou nommez-le dans "
        f"allow_private_hosts s’il est à vous.",
        en=f"{host} is not a public server over HTTPS: correct the address, or name it in "
        f"allow_private_hosts if it is yours.",
    )
