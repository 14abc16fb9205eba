"""Where the demonstration is played: its files, its settings, its key."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from advocacy.cli.demo.networks import Networks
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.settings import DEFAULT_FILE, Settings
from advocacy.vault import VARIABLE, new_key

KEY = "demo.key"
"""The file of a kept programme's key; a real one is kept where the database is not."""


def new_folder(folder: Path) -> Path:
    """Make the folder that a programme is to be kept in.

    Raises:
        InvalidInput: there is something in it, or it is a file.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise InvalidInput(Mistake(field="--keep", message=_TAKEN.format(folder=folder)))
    folder.mkdir(parents=True, exist_ok=True)
    return folder.absolute()


def settings_in(folder: Path, servers: Networks, *, port: int) -> Settings:
    """Write the programme's files into `folder`; what its settings say of these servers ends with them."""
    with resources.as_file(resources.files("advocacy.cli.demo") / "acme") as acme:
        shutil.copytree(acme, folder, dirs_exist_ok=True)
    file = folder / DEFAULT_FILE
    file.write_text(_SETTINGS.format(port=port), encoding="utf-8")
    return Settings.load(file, environ={}).model_copy(update={"networks": servers.settings})


@contextmanager
def key(kept_in: Path | None) -> Iterator[None]:
    """A key of the demonstration's own, for as long as it runs; it is kept where the programme is."""
    before, made = os.environ.get(VARIABLE), new_key()
    os.environ[VARIABLE] = made
    if kept_in is not None:
        descriptor = os.open(kept_in / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{made}\n")
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


_SETTINGS = """\
# The programme of the demonstration. Its networks ended with it: links, shares and figures stay.
# Le programme de la démonstration. Ses réseaux ont pris fin avec elle : liens, partages et chiffres restent.

[programme]
name = "Acme"
timezone = "Europe/Paris"

[database]
url = "advocacy.db"

[charter]
file = "charter.yaml"

[tracking]
base_url = "http://127.0.0.1:{port}"     # advocacy serve --port {port}
trusted_proxies = ["127.0.0.1"]

[networks.bluesky]
allow_private_hosts = ["127.0.0.1"]

[networks.mastodon]
allow_private_hosts = ["127.0.0.1"]
"""
_TAKEN = Text(
    fr="{folder} n’est pas vide : nommez un dossier nouveau ou vide",
    en="{folder} is not empty: name a new folder",
)
