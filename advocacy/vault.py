"""Tokens at rest: encrypted with a key that is never in the database."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from advocacy.errors import ConfigurationError

VARIABLE = "ADVOCACY_KEY"
_SERVICE = "advocacy"


class Vault:
    """Seals and opens the secrets of a grant. The first key seals; every key opens.

    >>> vault = Vault([new_key()])
    >>> sealed = vault.seal({"token": "s3cr3t"})
    >>> b"s3cr3t" in sealed, vault.unseal(sealed)
    (False, {'token': 's3cr3t'})
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            each = [Fernet(key) for key in keys]
            self._first, self._fernet = each[0], MultiFernet(each)
        except (ValueError, IndexError):
            raise ConfigurationError(
                fr=f"La clé de {VARIABLE} n’est pas valable. En faire une : advocacy key new",
                en=f"The key in {VARIABLE} is not valid. To make one: advocacy key new",
            ) from None

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        """The secrets, unreadable without the key."""
        return self._fernet.encrypt(json.dumps(dict(secrets)).encode())

    def unseal(self, sealed: bytes) -> dict[str, str]:
        """The secrets again.

        Raises:
            ConfigurationError: no key that we have opens them.
        """
        try:
            opened: dict[str, str] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise ConfigurationError(
                fr=f"Ces jetons ont été chiffrés avec une autre clé. Ajoutez-la à {VARIABLE}, après la "
                "clé actuelle et une virgule.",
                en=f"These tokens were encrypted with another key. Add it to {VARIABLE}, after the "
                "present key and a comma.",
            ) from None
        return opened

    def is_current(self, sealed: bytes) -> bool:
        """Whether the first key alone opens them."""
        try:
            self._first.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def reseal(self, sealed: bytes) -> bytes:
        """The same secrets under the first key: rotation without downtime."""
        return self._fernet.rotate(sealed)


def new_key() -> str:
    """A fresh key, to be kept where the database is not."""
    return Fernet.generate_key().decode()


def open_vault(installation: str) -> Vault:
    """The vault of this installation: its key from ``ADVOCACY_KEY``, else from the system keyring.

    Raises:
        ConfigurationError: there is no key in either place.
    """
    keys = os.environ.get(VARIABLE) or _from_keyring(installation)
    if not keys:
        raise ConfigurationError(
            fr=f"Aucune clé pour chiffrer les jetons. Définissez {VARIABLE} (advocacy key new en donne une).",
            en=f"There is no key to encrypt tokens. Set {VARIABLE} (advocacy key new makes one).",
        )
    return Vault([key.strip() for key in keys.split(",") if key.strip()])


def _from_keyring(installation: str) -> str | None:
    import keyring  # noqa: PLC0415 - heavy: imported on first use
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(_SERVICE, installation)
    except KeyringError:
        return None
