"""The servers that the contract is run against, fake and real."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

from advocacy.connectors import Access, Secret, connector
from advocacy.testing.peer import Behind, Peer
from advocacy.testing.server import FakeMedia, FakeNetwork, FakeNetworks

OWN = ("127.0.0.1", "localhost")


@contextmanager
def fake_peer(name: str) -> Iterator[Peer]:
    with FakeNetworks(name) as fake:
        handles = (f"advocate{number}" for number in range(1000))
        behind = Behind(
            url=fake.url(name),
            creates=fake.creates(name),
            sign_up=lambda: fake.add_account(name, next(handles)),
            count=lambda access: sum(post.account in access.account for post in fake.posts(name)),
            media=lambda _, remote_id: fake.media(name, remote_id),
            uploads=fake.network(name).uploads,
            forget_media=_forgets(fake.network(name)),
            follow=lambda access, names, hidden: fake.network(name).follow(
                access.details.get("username") or access.account, *names, hidden=hidden
            ),
        )
        with Peer(partial(connector, name, **fake.settings(name)), behind) as peer:
            yield peer


def _forgets(fake: FakeNetwork) -> Callable[[], None] | None:
    """None where nobody documents what a network says then."""
    return None if type(fake).forget_media is FakeNetwork.forget_media else fake.forget_media


@contextmanager
def pds_peer(pds: Any) -> Iterator[Peer]:
    passwords = count(1)

    def sign_up() -> Access:
        account = pds.create_account(password=f"correct horse {next(passwords)}")
        secrets = {"password": account.password, "access": account.access, "refresh": account.refresh}
        return Access(
            account=account.handle,
            host=pds.base_url,
            secrets={name: Secret(value) for name, value in secrets.items()},
            details={"did": account.did, "handle": account.handle},
        )

    behind = Behind(
        url=pds.base_url,
        creates=r"POST /xrpc/com\.atproto\.repo\.putRecord",
        sign_up=sign_up,
        count=lambda access: len(pds.records(access.details["did"])),
        media=lambda access, key: list(_blobs(pds, access.details["did"], key)),
        uploads=r"POST /xrpc/com\.atproto\.repo\.uploadBlob",
        counts_are_public=False,
    )
    with Peer(partial(connector, "bluesky", allow_private_hosts=OWN), behind) as peer:
        yield peer


@contextmanager
def mastodon_peer(mastodon: Any) -> Iterator[Peer]:
    accounts = {}

    def sign_up() -> Access:
        account = mastodon.create_account()
        accounts[account.username] = account
        return connector("mastodon", allow_private_hosts=OWN).identify(
            Access(
                account=account.username, host=mastodon.base_url, secrets={"access": Secret(account.token)}
            )
        )

    behind = Behind(
        url=mastodon.base_url,
        creates="POST /api/v1/statuses",
        sign_up=sign_up,
        count=lambda access: len(mastodon.statuses(accounts[access.account])),
        media=lambda access, key: list(_attached(mastodon, accounts[access.account], key)),
        uploads="POST /api/v2/media",
        follow=lambda access, names, hidden: _follow(mastodon, accounts[access.account], names, hidden),
    )
    with Peer(partial(connector, "mastodon", allow_private_hosts=OWN), behind) as peer:
        yield peer


def _follow(mastodon: Any, account: Any, names: Sequence[str], hidden: bool) -> None:
    """People of the same name are the same; the list is hidden by the person's own setting."""
    for name in names:
        fan = mastodon.people.get(name) or mastodon.create_account(name)
        mastodon.people[name] = fan
        mastodon.call(f"/api/v1/accounts/{account.id}/follow", token=fan.token)
    if hidden:
        mastodon.hide_followers(account)


def _attached(mastodon: Any, account: Any, key: str) -> Iterator[FakeMedia]:
    """The images of a status, as the server serves them to the world."""
    (status,) = (each for each in mastodon.statuses(account) if each["id"] == key)
    for image in status["media_attachments"]:
        yield FakeMedia(data=mastodon.file(image["url"]), alt=image["description"])


def _blobs(pds: Any, did: str, key: str) -> Iterator[FakeMedia]:
    """The images of a post, as the PDS serves them to the world."""
    asked = {"repo": did, "collection": "app.bsky.feed.post", "rkey": key}
    record = pds.call("com.atproto.repo.getRecord", "GET", params=asked)["value"]
    for image in record["embed"]["images"]:
        yield FakeMedia(data=pds.blob(did, image["image"]["ref"]["$link"]), alt=image["alt"])
