"""Which addresses may be connected to: public ones, and what the installation names as its own."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection


class AddressNotPublic(NewConnectionError):
    """The name leads to an address inside a private network; nothing was sent."""


def is_public(address: str) -> bool:
    """Whether `address` is reachable from the open Internet and by no other way.

    >>> [is_public(a) for a in ("9.9.9.9", "10.0.0.7", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _wrapped(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def pools(allow_private_hosts: Collection[str], *, fresh: bool) -> dict[str, Any]:
    """Connection pools by scheme that check the address they really connect to.

    With `fresh`, a connection is closed after its answer, so that the next request cannot meet a stale one.
    """
    allowed = frozenset(host.lower().strip("[]") for host in allow_private_hosts)
    names = {"allow_private_hosts": allowed}
    http = type("GuardedHTTPConnection", (_Guarded, HTTPConnection), names)
    https = type("GuardedHTTPSConnection", (_Guarded, HTTPSConnection), names)
    plain = type("GuardedHTTPPool", (_Fresh, HTTPConnectionPool), {"ConnectionCls": http, "fresh": fresh})
    secure = type("GuardedHTTPSPool", (_Fresh, HTTPSConnectionPool), {"ConnectionCls": https, "fresh": fresh})
    return {"http": plain, "https": secure}


class _Guarded(HTTPConnection):
    """Resolves the name once, checks every address, and connects to one that was checked."""

    allow_private_hosts: frozenset[str]

    def _new_conn(self) -> socket.socket:
        host = self.host.strip("[]")
        try:
            found = socket.getaddrinfo(host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, _as_gaierror(error)) from error
        addresses = [str(info[4][0]) for info in found]
        if host.lower() not in self.allow_private_hosts and not all(map(is_public, addresses)):
            raise AddressNotPublic(self, "the name leads to an address that is not public")
        return self._connect(addresses)

    def _connect(self, addresses: list[str]) -> socket.socket:
        for last, address in enumerate(addresses, start=1):
            try:
                return create_connection(
                    (address, self.port), self.timeout, socket_options=self.socket_options
                )
            except TimeoutError as error:
                raise ConnectTimeoutError(self, "the server did not answer in time") from error
            except OSError as error:
                if last == len(addresses):
                    raise NewConnectionError(self, "the connection was refused") from error
        raise NewConnectionError(self, "the name has no address")


class _Fresh(HTTPConnectionPool):
    """A pool that, when asked to, keeps no connection for the next request."""

    fresh: bool

    def _put_conn(self, conn: Any) -> None:
        if self.fresh and conn is not None:
            conn.close()
            conn = None
        super()._put_conn(conn)


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo or NAT64."""
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _as_gaierror(error: Exception) -> socket.gaierror:
    return error if isinstance(error, socket.gaierror) else socket.gaierror(socket.EAI_NONAME, "no such name")
