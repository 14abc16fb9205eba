"""Signed words (JWT, ES256): what proves that a request, or an app, is ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from advocacy.connectors.base import Secret
from advocacy.connectors.consent import unpadded
from advocacy.errors import ConfigurationError

_SIZE = 32


def new_key() -> Secret:
    """A private key, to be kept in the vault."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - heavy: imported on first use
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    return Secret(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
    )


def public_half(key: Secret) -> dict[str, str]:
    """What everybody may know of `key`, as a JSON Web Key.

    >>> sorted(public_half(new_key()))
    ['crv', 'kty', 'x', 'y']

    Raises:
        ConfigurationError: It is no such key.
    """
    numbers = _loaded(key).public_key().public_numbers()
    x, y = (unpadded(number.to_bytes(_SIZE, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def name_of(key: Secret) -> str:
    """The name of a key: the digest of its public half (RFC 7638)."""
    public = json.dumps(public_half(key), sort_keys=True, separators=(",", ":"))
    return unpadded(sha256(public.encode()).digest())


def signed(key: Secret, head: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """`claims` signed by `key`.

    >>> signed(new_key(), {"typ": "JWT"}, {"iss": "us"}).count(".")
    2

    Raises:
        ConfigurationError: It is no such key.
    """
    words = f"{_part({**head, 'alg': 'ES256'})}.{_part(claims)}"
    return f"{words}.{unpadded(_signature(_loaded(key), words.encode()))}"


def _loaded(key: Secret) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - heavy: imported on first use
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        loaded = load_pem_private_key(key.reveal().replace("\\n", "\n").encode(), password=None)
    except (ValueError, TypeError):
        loaded = None
    if not isinstance(loaded, ec.EllipticCurvePrivateKey) or not isinstance(loaded.curve, ec.SECP256R1):
        raise ConfigurationError(
            fr="Ce n’est pas une clé privée P-256 en PEM : openssl ecparam -name prime256v1 -genkey -noout",
            en="This is no private P-256 key in PEM: openssl ecparam -name prime256v1 -genkey -noout",
        )
    return loaded


def _signature(private: Any, data: bytes) -> bytes:
    """ES256: the two numbers side by side."""
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - heavy: imported on first use
    from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415

    made = private.sign(data, ec.ECDSA(hashes.SHA256()))
    return b"".join(number.to_bytes(_SIZE, "big") for number in utils.decode_dss_signature(made))


def _part(value: object) -> str:
    return unpadded(json.dumps(value, separators=(",", ":")).encode())
