"""What the tests of tracking stand on: a share, people in the database, a link that leads somewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from advocacy.share import Share, ShareState
from advocacy.storage import Store, schema
from advocacy.track import mint

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TARGET = "https://acme.example/pump"


def a_share(**different: Any) -> Share:
    share = Share(
        id="s1",
        story="pump",
        edition=1,
        campaign="spring",
        advocate="ada",
        network="bluesky",
        language="en",
        state=ShareState.OFFERED,
        text="",
        link="",
        offered_at=NOW,
        due_at=NOW,
    )
    return replace(share, **different)


def people(store: Store, *names: str) -> None:
    """Advocates, as far as a tracked link asks for them."""
    with store.begin() as tx:
        for name in names:
            tx.execute(schema.advocates.insert().values(id=name, team="sales", body={}, joined_at=NOW))


def linked(store: Store, count: int = 1, **options: Any) -> list[str]:
    """The codes of as many new links."""
    people(store, "ada")
    with store.begin() as tx:
        shares = [a_share(story=f"story-{number}") for number in range(count)]
        return [mint(tx, share=share, target=TARGET, now=NOW, **options).code for share in shares]
