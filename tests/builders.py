"""A small programme on fake networks, for tests of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from advocacy.clock import Clock, utc_now
from advocacy.connectors import Secret
from advocacy.content import Story
from advocacy.people import Advocate
from advocacy.program import Program
from advocacy.settings import NetworkSettings, Settings
from advocacy.share import Share
from advocacy.storage import Store
from advocacy.testing.server import FakeNetworks

CHARTER = """
title: {fr: Charte, en: Charter}
version: 7
facts: {codenames: [Projet Boréal]}
articles:
  - id: confidentiality
    title: {fr: Ce qui reste entre nous, en: What stays among us}
    rules:
      - id: house.codename
        group: confidentiality
        severity: block
        check: {kind: forbid, terms: [$codenames]}
        message: {fr: "« {term} » est interne.", en: "“{term}” is internal."}
        fix: {fr: notre projet, en: our project}
      - id: house.best
        group: claims
        severity: warn
        check: {kind: forbid, terms: [la meilleure, the best]}
        message: {fr: "« {term} » : dites pourquoi.", en: "“{term}”: say why."}
"""


def advocate(name: str, *, team: str = "sales", language: str = "en", **fields: Any) -> Advocate:
    """Somebody with a token profile on both fake networks."""
    profiles = [
        {"network": "bluesky", "account": f"{name}.test"},
        {"network": "mastodon", "account": f"{name}@social.test"},
    ]
    given = {"profiles": profiles, "email": f"{name}@acme.example", **fields}
    return Advocate.model_validate(
        {"id": name, "name": f"{name.title()} Test", "team": team, "language": language, **given}
    )


def story(name: str = "pump", **fields: Any) -> Story:
    """A story with a message for each fake network and language, and one for LinkedIn."""
    words = {"fr": "Mon équipe a fait une pompe. {{ link }}", "en": "My team made a pump. {{ link }}"}
    messages = [
        {"network": network, "language": language, "text": text}
        for network in ("bluesky", "mastodon", "linkedin")
        for language, text in words.items()
    ]
    given = {"campaign": "spring", "title": "La pompe / The pump", "link": "https://acme.example/pump"}
    return Story.model_validate({"id": name, "messages": messages, **given, **fields})


def settings(folder: Path, fake: FakeNetworks | None, **sections: Any) -> Settings:
    """Settings for a programme in `folder` that speaks to `fake`."""
    (folder / "charter.yaml").write_text(CHARTER, encoding="utf-8")
    networks = {}
    for name in fake.names if fake else ():
        given = fake.settings(name) if fake else {}
        options = {key: value for key, value in given.items() if not isinstance(value, Secret)}
        networks[name] = NetworkSettings(
            allow_private_hosts=options.pop("allow_private_hosts"), options=options
        )
    usual = Settings.model_validate(
        {
            "database": {"url": str(folder / "advocacy.db")},
            "charter": {"file": str(folder / "charter.yaml")},
            **sections,
        }
    )
    return usual.model_copy(update={"networks": networks})


@cache
def _tables() -> bytes:
    """A database with all its tables: making them anew for each test would take longer than the tests."""
    with TemporaryDirectory() as made:
        file = Path(made) / "advocacy.db"
        Store.open(str(file)).close()
        return file.read_bytes()


def beginning(folder: Path) -> Path:
    """`folder`, with the database of a programme that begins, unless one is there."""
    file = folder / "advocacy.db"
    if not file.exists():
        file.write_bytes(_tables())
    return folder


@contextmanager
def running(
    folder: Path,
    people: Iterable[Advocate] = (),
    *,
    clock: Clock = utc_now,
    networks: tuple[str, ...] = ("bluesky", "mastodon"),
    **sections: Any,
) -> Iterator[tuple[Program, FakeNetworks]]:
    """A programme whose people have connected their accounts."""
    with (
        FakeNetworks(*networks, clock=clock) as fake,
        Program.open(settings=settings(beginning(folder), fake, **sections), clock=clock) as program,
    ):
        people = list(people)
        program.import_advocates(people)
        for person in people:
            for profile in person.profiles:
                if profile.lane == "token":
                    access = fake.add_account(profile.network, person.id)
                    program.connect(person.id, profile.network, access, by=person.id)
        yield program, fake


def approved(program: Program, one: Story | Path | None = None) -> list[Share]:
    """A story taken through its approval and offered."""
    edition = program.add_story(one or story())
    program.submit(edition)
    program.approve(edition, by="maria", role="marketing")
    program.approve(edition, by="claire", role="hr")
    return program.offer(edition)
