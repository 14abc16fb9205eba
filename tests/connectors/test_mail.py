from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors import Access, Outgoing, Secret, connector
from advocacy.connectors.mail_message import Letter, is_address, written
from advocacy.errors import (
    ConfigurationError,
    ConnectorError,
    InvalidInput,
    NetworkOnHold,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from advocacy.testing.media_contract import ALT, metadata_of, pictured

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = Access(account="ada@acme.example", host="", secrets={})
OFFER = Outgoing(
    share="s",
    text="Bonjour Ada,\n\nune histoire vous attend : <la pompe> & Cie.\n.",
    language="fr",
    link="https://hub.acme.example/s/1",
    title="Une histoire à partager",
)
PASSWORD = "canary-mail-password"
SENDER = "Ambassadeurs Été <advocacy@acme.example>"
LEAVE = "https://hub.acme.example/leave/7"


class Post:
    """A mail server's letter box; `answers` are said in place of the usual ones, by the command."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.hangs_up = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        if self.hangs_up:
            cast("Any", server).transport.abort()
        return self.answers.get("DATA", "250 OK")

    def only(self) -> EmailMessage:
        (envelope,) = self.envelopes
        return message_from_bytes(cast("bytes", envelope.content), policy=POLICY)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return public, private


def _knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and data.password.decode() == PASSWORD
    return AuthResult(success=known, handled=False)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def options(post: Post, certificate: tuple[Path, Path]) -> Iterator[dict[str, Any]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    controller = Controller(
        post,
        hostname="localhost",
        port=_free(),
        tls_context=context,
        require_starttls=True,
        authenticator=_knows,
        auth_required=True,
    )
    controller.start()
    try:
        yield {
            "server": "localhost",
            "port": controller.port,
            "sender": SENDER,
            "user": "advocacy",
            "password": Secret(PASSWORD),
            "ca_file": str(certificate[0]),
            "unsubscribe": LEAVE,
        }
    finally:
        controller.stop()


def _send(options: dict[str, Any], outgoing: Outgoing = OFFER) -> None:
    email = connector("email", **options)
    email.publish(email.freeze(outgoing, ADA, now=NOW), ADA)


def test_a_nudge_arrives_over_tls_in_both_forms(post: Post, options: dict[str, Any]) -> None:
    email = connector("email", **options)
    frozen = email.freeze(OFFER, ADA, now=NOW)
    posted = email.publish(frozen, ADA)
    assert not posted.confirmed
    message = post.only()
    assert post.envelopes[0].rcpt_tos == [ADA.account]
    assert (message["Subject"], message["From"]) == (OFFER.title, SENDER)
    assert (message["Content-Language"], message["List-Unsubscribe"]) == ("fr", f"<{LEAVE}>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert posted.remote_id in message["Message-ID"]
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert OFFER.text.replace("\n", "") in plain.get_content().replace("\r", "").replace("\n", "")
    assert OFFER.link in plain.get_content()
    assert "&lt;la pompe&gt; &amp; Cie" in page.get_content()
    assert "Ne plus recevoir ces messages" in page.get_content()


def test_the_same_message_goes_out_at_every_attempt(post: Post, options: dict[str, Any]) -> None:
    email = connector("email", **options)
    frozen = email.freeze(OFFER, ADA, now=NOW)
    for _ in range(2):
        email.publish(frozen, ADA)
    first, second = (envelope.content for envelope in post.envelopes)
    assert first == second


def test_an_image_stands_inside_bare_and_described(post: Post, options: dict[str, Any]) -> None:
    with pictured() as shown:
        _send(options, replace(OFFER, media=shown.media, language="en"))
    message = post.only()
    (image,) = (part for part in message.walk() if part.get_content_maintype() == "image")
    page = message.get_body(("html",))
    assert page is not None
    assert f"cid:{image['Content-ID'].strip('<>')}" in page.get_content()
    assert "déjà vu" in page.get_content()
    assert ALT.partition(" on")[0] in page.get_content()
    assert not metadata_of(cast("bytes", image.get_payload(decode=True)))
    assert "Stop receiving" in page.get_content()


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("RCPT", "550 No such user", Rejected),
        ("RCPT", "451 Greylisted, come back", TryLater),
        ("DATA", "554 Spam", Rejected),
        ("DATA", "452 Mailbox full", TryLater),
    ],
)
def test_what_the_server_says_decides(
    post: Post, options: dict[str, Any], command: str, answer: str, error: type[ConnectorError]
) -> None:
    post.answers[command] = answer
    with pytest.raises(error, match=answer.partition(" ")[2]):
        _send(options)


def test_a_lost_answer_is_in_doubt_and_a_refused_connection_is_not(
    post: Post, options: dict[str, Any]
) -> None:
    post.hangs_up = True
    with pytest.raises(OutcomeUnknown):
        _send(options)
    assert len(post.envelopes) == 1
    with pytest.raises(TryLater):
        _send({**options, "port": _free()})


def test_a_wrong_password_waits_for_the_operator_and_is_in_no_error(
    post: Post, options: dict[str, Any]
) -> None:
    wrong = Secret("wrong-" + PASSWORD)
    with pytest.raises(NetworkOnHold) as told:
        _send({**options, "password": wrong})
    assert PASSWORD not in f"{told.value!r} {told.value.text}"
    assert post.envelopes == []


def test_a_server_that_nobody_vouches_for_gets_nothing(post: Post, options: dict[str, Any]) -> None:
    with pytest.raises(NetworkOnHold):
        _send({**options, "ca_file": None})
    assert post.envelopes == []


def test_without_tls_only_on_this_machine() -> None:
    with pytest.raises(ConfigurationError):
        connector("email", server="mail.acme.example", sender=SENDER, security="none")
    with pytest.raises(ConfigurationError):
        connector("email", server="mail.acme.example", sender=SENDER, security="maybe")
    with pytest.raises(ConfigurationError):
        connector("email").freeze(OFFER, ADA, now=NOW)


@pytest.mark.parametrize(
    "way", ["stop@acme.example", "mailto:", "mailto:a@b.example>\r\nBcc: x", "http://a.example"]
)
def test_a_way_out_that_is_none_is_refused(way: str) -> None:
    with pytest.raises(ConfigurationError, match="unsubscribe"):
        connector("email", sender=SENDER, unsubscribe=way)


@pytest.mark.parametrize(
    "account", ["ada", "a@b@c", "ada@acme.example\r\nBcc: all@acme.example", "Ada <ada@acme.example>", ""]
)
def test_an_account_is_one_plain_address(account: str) -> None:
    email = connector("email", sender=SENDER)
    with pytest.raises(InvalidInput):
        email.identify(replace(ADA, account=account))
    with pytest.raises(InvalidInput):
        email.freeze(OFFER, replace(ADA, account=account), now=NOW)


@given(title=st.text(max_size=60), text=st.text(max_size=200), leave=st.sampled_from(["", LEAVE]))
def test_no_words_add_a_header_or_a_part(title: str, text: str, leave: str) -> None:
    text, title = text.encode("utf-8", "ignore").decode(), title.encode("utf-8", "ignore").decode()
    letter = Letter(sender=SENDER, recipient=ADA.account, unsubscribe=leave, key="k" * 32, at=NOW)
    smuggled = f"{title}\r\nBcc: all@acme.example"
    raw = written(letter, replace(OFFER, title=smuggled, text=f"{text}\n--==kkk==0\nBcc: x"), ())
    message = message_from_bytes(raw.encode("ascii"), policy=POLICY)
    assert message["Bcc"] is None
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert all(len(line) <= 998 for line in raw.split("\r\n"))


@given(st.text(max_size=40))
def test_what_is_an_address_has_nothing_else_in_it(text: str) -> None:
    if is_address(text):
        assert text.count("@") == 1
        assert not set(text) & set(' \r\n,;<>"')


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
