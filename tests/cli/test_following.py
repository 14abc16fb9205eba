"""``advocacy followers`` and ``unique-audience``, as they are typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from builders import advocate, approved, running
from cli.conftest import Typed

PEOPLE = [f"p{number:02}" for number in range(11)]


@pytest.fixture
def told(typed: Typed, tmp_path: Path) -> Iterator[Typed]:
    """Beside a programme whose people have posted, each followed by the same fan and one of their own."""
    with running(tmp_path, map(advocate, PEOPLE)) as (program, fake):
        for share in approved(program):
            if share.network == "bluesky":
                program.accept(share, by=share.advocate)
        program.publish(patience=timedelta(minutes=10))
        for name in PEOPLE:
            fake.network("bluesky").follow(name, "everybodys-fan", f"fan-of-{name}")
        url, host = program.settings.database.url, fake.url("bluesky")
        (tmp_path / "advocacy.toml").write_text(
            f'[database]\nurl = "{url}"\n[networks.bluesky]\nallow_private_hosts = ["127.0.0.1"]\n'
            f'[networks.bluesky.options]\napp_view = "{host}"\n',
            "utf-8",
        )
        yield typed


def test_from_consent_to_an_audience_and_back(told: Typed, tmp_path: Path) -> None:
    few = told("unique-audience", "spring", "--network", "bluesky")
    assert (few.code, "advocacy followers allow" in few.err) == (2, True)
    for name in PEOPLE:
        assert told("followers", "allow", name, "bluesky", "--json").json == {"allowed": True, "new": True}
    assert told("followers", "read").out.strip() == "11 lists of followers read"
    assert told("followers", "show", "p00", "--json").json[0]["followers"] == 2
    found = told("unique-audience", "spring", "--network", "bluesky")
    assert found.out.startswith("12\n")
    assert (
        "Suivre n’est pas voir"
        in told("unique-audience", "spring", "--network", "bluesky", language="fr").out
    )
    (tmp_path / "asked.csv").write_text("follows\n" + "11\n1\n" * 50, "utf-8")
    sampled = told("unique-audience", "spring", "--network", "bluesky", "--sample", "asked.csv", "--json")
    assert sampled.json["low"] <= 12 <= sampled.json["high"]
    assert "deleted" in told("followers", "withdraw", "p00", "bluesky").out
    assert "10 lists" in told("followers", "destroy", "--by", "maria", "--role", "marketing").out


def test_a_sample_that_cannot_be_read_says_where(told: Typed, tmp_path: Path) -> None:
    (tmp_path / "asked.csv").write_text("follows\n1\nhalf\n", "utf-8")
    refused = told("unique-audience", "spring", "--network", "bluesky", "--sample", "asked.csv")
    assert (refused.code, "asked.csv" in refused.err, "3" in refused.err) == (2, True, True)
