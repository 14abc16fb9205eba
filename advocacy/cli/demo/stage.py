"""Where the demonstration is played: its files, its settings, its key."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from advocacy.cli.demo.networks import Networks
from advocacy.settings import Settings
from advocacy.vault import VARIABLE, new_key


def settings_in(folder: Path, servers: Networks, *, port: int) -> Settings:
    """Write the programme's files into `folder`, and its settings for these servers."""
    with resources.as_file(resources.files("advocacy.cli.demo") / "acme") as acme:
        shutil.copytree(acme, folder, dirs_exist_ok=True)
    usual = Settings.model_validate(
        {
            "programme": {"name": "Acme", "timezone": "Europe/Paris"},
            "database": {"url": str(folder / "advocacy.db")},
            "charter": {"file": str(folder / "charter.yaml")},
            "tracking": {"base_url": f"http://127.0.0.1:{port}", "trusted_proxies": ["127.0.0.1"]},
        }
    )
    return usual.model_copy(update={"networks": servers.settings})


@contextmanager
def key() -> Iterator[None]:
    """A key of the demonstration's own, for as long as it runs."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = new_key()
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
