from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from advocacy.connectors import Secret
from advocacy.connectors import http as http_module
from advocacy.connectors.addresses import is_public
from advocacy.connectors.http import HttpClient
from advocacy.errors import Rejected, TryLater
from advocacy.testing.relay import Answer, Listener, Request

OWN = ("127.0.0.1", "localhost")


@contextmanager
def serving(answer: Callable[[Request], Answer | None]) -> Iterator[tuple[str, list[Request]]]:
    seen: list[Request] = []

    def handle(request: Request) -> Answer | None:
        seen.append(request)
        return answer(request)

    listener = Listener(handle)
    try:
        yield f"http://127.0.0.1:{listener.port}", seen
    finally:
        listener.close()


def _ok(_: Request) -> Answer:
    return Answer(status=200, reason="OK", body=b'{"a":1}', headers=(("Set-Cookie", "who=ada"),))


@contextmanager
def raw(data: bytes) -> Iterator[str]:
    """A server that says `data`, whatever it is asked, and hangs up."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(data)
                with suppress(OSError):  # what is left unread would make of the closing a reset
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        thread.join(10)


@pytest.mark.parametrize(
    ("data", "chain"),
    [
        (b"", "ConnectionError<ProtocolError<RemoteDisconnected"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", "ProtocolError<IncompleteRead"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "ProtocolError<IncompleteRead"),
        (b"nonsense\r\n\r\n", "ConnectionError<ProtocolError<BadStatusLine"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", "DecodeError<error"),
    ],
)
def test_a_broken_answer_is_an_answer_without_a_status(data: bytes, chain: str) -> None:
    with raw(data) as where:
        answer = HttpClient(allow_private_hosts=OWN).send("POST", f"http://{where}/", body="{}", create=True)
    assert answer.status is None
    assert answer.body == chain


def test_plain_text_where_tls_was_expected() -> None:
    with raw(b"HTTP/1.1 200 OK\r\n\r\n") as where:
        answer = HttpClient(allow_private_hosts=OWN).send("GET", f"https://{where}/")
    assert str(answer.body).startswith("SSLError")


@contextmanager
def tls(pem: Path) -> Iterator[str]:
    """A server on 127.0.0.1 that shows the certificate in `pem` and says yes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            connection, _ = listening.accept()
            with (
                connection,
                suppress(ssl.SSLError),
                context.wrap_socket(connection, server_side=True) as spoken,
            ):
                spoken.recv(65536)
                spoken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes")
                with suppress(OSError):  # what is left unread would make of the closing a reset
                    while spoken.recv(65536):
                        pass

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join(10)


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with tls(_self_signed(tmp_path, "127.0.0.1")) as url:
        answer = HttpClient(allow_private_hosts=OWN).send("POST", url, body="{}", create=True)
    assert "SSLCertVerificationError" in str(answer.body)


@pytest.mark.parametrize(("address", "said"), [("127.0.0.1", "yes"), ("127.0.0.2", None)])
def test_a_certificate_must_be_of_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str | None
) -> None:
    pem = _self_signed(tmp_path, address)
    monkeypatch.setattr(http_module, "DEFAULT_CA_BUNDLE_PATH", str(pem))
    with tls(pem) as url:
        answer = HttpClient(allow_private_hosts=OWN).send("POST", url, body="{}", create=True)
    if said:
        assert answer.body == said
    else:
        assert "SSLCertVerificationError" in str(answer.body)


def _self_signed(directory: Path, address: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    day = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        builder.add_extension(names, critical=False)
        .not_valid_before(day)
        .not_valid_after(day + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    pem = directory / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return pem


def test_a_token_is_in_the_header_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login eve password evil\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(_ok) as (url, seen):
        client = HttpClient(allow_private_hosts=OWN)
        client.send("GET", f"{url}/me", token=Secret("CANARY"), params={"a": "1"})
        client.send("GET", f"{url}/public")
    assert dict(seen[0].headers)["Authorization"] == "Bearer CANARY"
    assert "CANARY" not in seen[0].path
    assert "Authorization" not in dict(seen[1].headers)


def test_no_redirect_is_followed() -> None:
    def elsewhere(request: Request) -> Answer:
        return Answer(status=302, reason="Found", headers=(("Location", "/elsewhere"),), body=b"{}")

    with serving(elsewhere) as (url, seen):
        for create in (True, False):
            assert (
                HttpClient(allow_private_hosts=OWN).send("POST", url, body="{}", create=create).status == 302
            )
    assert [request.path for request in seen] == ["/", "/"]


def test_one_accounts_cookies_never_meet_another() -> None:
    with serving(_ok) as (url, seen):
        client = HttpClient(allow_private_hosts=OWN)
        client.send("GET", url)
        client.send("GET", url)
    assert "Cookie" not in dict(seen[1].headers)


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "LONGEST_ANSWER", 10)
    with serving(lambda _: Answer(status=200, body=b"x" * 100)) as (url, _):
        answer = HttpClient(allow_private_hosts=OWN).send("GET", url)
    assert answer.status is None


def test_the_bytes_are_sent_as_they_are() -> None:
    with serving(_ok) as (url, seen):
        HttpClient(allow_private_hosts=OWN).send("POST", url, body='{"text":"Café ☕"}', create=True)
    assert seen[0].body == '{"text":"Café ☕"}'.encode()
    assert dict(seen[0].headers)["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "//example.com/",
        "https://ada:secret@example.com/",
        "https:///nothing",
        "https://[::1",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_https_without_credentials(url: str) -> None:
    with pytest.raises(Rejected, match="not a public server") as caught:
        HttpClient().send("GET", url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",  # noqa: S104 - to be refused
        "169.254.169.254",
        "10.0.0.1",
        "2130706433",
        "0x7f.1",
        "[::ffff:10.0.0.1]",
    ],
)
def test_no_address_inside_is_connected_to(host: str) -> None:
    with pytest.raises(Rejected, match="not a public server"):
        HttpClient().send("GET", f"https://{host}/")


def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: what is checked is what is connected to, so each answer of the resolver counts."""
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    outside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("9.9.9.9", 443))]
    asked: list[str] = []

    def resolve(host: str, *args: object, **options: object) -> list[object]:
        asked.append(host)
        return [*outside, *inside]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Rejected, match=r"rebound\.example"):
        HttpClient().send("GET", "https://rebound.example/")
    assert asked == ["rebound.example"]


def test_the_name_is_resolved_once_and_that_address_used(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 443))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))
    monkeypatch.setattr("advocacy.connectors.addresses.is_public", lambda _: True)
    connected: list[object] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("advocacy.connectors.addresses.create_connection", connect)
    HttpClient().send("GET", "https://mastodon.example/")
    assert connected == [("192.0.2.1", 443)]


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1"),  # noqa: S104 - to be refused
        *("192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:192.168.0.1", "2002:7f00:1::"),
        *("64:ff9b::7f00:1", "2001:db8::1"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "64:ff9b::909:909", "::ffff:9.9.9.9"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_a_file_is_read_from_its_final_public_address_only() -> None:
    answers = {
        "/there": Answer(status=200, body=b"\xff\xd8 bytes"),
        "/moved": Answer(status=302, headers=(("Location", "http://169.254.169.254/"),)),
        "/gone": Answer(status=404),
        "/busy": Answer(status=503),
        "/cut": Answer(status=200, body=b"half of it").truncated(),
        "/large": Answer(status=200, body=b"a" * 5000),
    }
    told = {"moved": Rejected, "gone": Rejected, "busy": TryLater, "cut": TryLater, "large": TryLater}
    with serving(lambda request: answers[request.path]) as (here, seen):
        client = HttpClient(allow_private_hosts=OWN)
        assert client.fetch(f"{here}/there", largest=1000) == b"\xff\xd8 bytes"
        for path, error in told.items():
            with pytest.raises(error):
                client.fetch(f"{here}/{path}", largest=1000)
        asked = len(seen)
        with pytest.raises(Rejected):
            HttpClient().fetch(f"{here}/there", largest=1000)
        assert len(seen) == asked


@pytest.mark.parametrize(
    "inside", ["https://localhost/", "https://10.0.0.7/a.png", "https://[::1]/", "file:///etc/passwd"]
)
def test_nothing_is_read_from_inside(inside: str) -> None:
    with pytest.raises(Rejected):
        HttpClient().fetch(inside, largest=1000)
