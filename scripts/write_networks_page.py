"""Write the tables of docs/reference/networks.md: what each network takes, and how that is proven.

python scripts/write_networks_page.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advocacy.connectors import RetryKind, network, networks
from advocacy.connectors.base import Connector, Network
from advocacy.connectors.media import MediaRules

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "networks.md"

SERVER, CONTRACT, SHAPES = "**server**", "contract", "shapes"
"""A server that others wrote and run too; a licensed contract of the network's own; documentation alone."""

_ALL_ON_A_PDS = ("post", "again", "find", "images", "their text", "card picture", "reshare", "delete")
PROOFS = {
    "bluesky": dict.fromkeys((*_ALL_ON_A_PDS, "whose token", "length"), SERVER),
    "email": dict.fromkeys(("post", "images", "their text"), SERVER),
    "x": dict.fromkeys(
        ("post", "find", "images", "their text", "counts", "delete", "whose token", "length"), CONTRACT
    ),
    "teams_workflow": dict.fromkeys(("post", "images", "their text"), CONTRACT),
}
"""What is proven by more than documented shapes, and where: see `TESTS`."""
TESTS = {
    "bluesky": "tests/connectors/test_bluesky.py::TestOnARealPds",
    "email": "tests/connectors/test_mail.py::test_a_nudge_arrives_over_tls_in_both_forms",
    "x": "tests/connectors/test_x.py::test_requests_have_the_shape_that_x_publishes",
    "teams_workflow": "tests/connectors/test_nudges.py::test_a_card_is_one_by_the_published_schema",
}
_MEGABYTE = 1_000_000
COLUMNS = (
    "post",
    "again",
    "find",
    "images",
    "their text",
    "documents",
    "card picture",
    "reshare",
    "counts",
    "followers",
    "delete",
    "whose token",
    "length",
)


def can(kind: type[Network]) -> set[str]:
    """What the code does on a network, in the words of `COLUMNS`."""
    capabilities, media = kind.capabilities, kind.capabilities.media
    if not issubclass(kind, Connector):
        return {"length"}
    kinds = {retry.kind for retry in capabilities.retry}
    known = {
        "post": True,
        "again": RetryKind.IDEMPOTENT in kinds or RetryKind.REFUSED_AS_DUPLICATE in kinds,
        "find": kind.find is not Connector.find,
        "images": media.images > 0,
        "their text": media.images > 0,
        "documents": media.largest_document > 0,
        "card picture": media.largest_card > 0,
        "reshare": capabilities.reshares,
        "counts": bool(capabilities.metrics),
        "followers": capabilities.follower_pages > 0,
        "delete": capabilities.can_delete,
        "whose token": kind.identify is not Connector.identify and not capabilities.nudges,
        "length": capabilities.max_length is not None,
    }
    return {name for name, does in known.items() if does}


def proofs() -> str:
    """What is proven how, by network."""
    rows = [_row("network", *COLUMNS), _row("---", *("---" for _ in COLUMNS))]
    for name in networks():
        does, told = can(network(name)), PROOFS.get(name, {})
        rows.append(_row(f"`{name}`", *(told.get(c, SHAPES) if c in does else "–" for c in COLUMNS)))
    return "".join(rows)


def images() -> str:
    """What each network takes besides text."""
    heads = ("network", "images", "how", "largest", "moving", "their text", "documents", "card picture")
    rows = [_row(*heads), _row(*("---" for _ in heads))]
    for name in networks():
        rules = network(name).capabilities.media
        if rules.images:
            rows.append(_row(f"`{name}`", *_cells(rules)))
    return "".join(rows)


def _cells(rules: MediaRules) -> Iterator[str]:
    edge = f", {rules.side} px a side" if rules.side else ""
    points = f", {rules.pixels / 1e6:.0f} million pixels" if rules.pixels else ""
    yield str(rules.images)
    yield "fetched from its address" if rules.by_address else "uploaded"
    yield f"{_size(rules.largest)}{edge}{points}"
    yield _size(rules.largest_gif)
    yield f"{rules.alt} characters"
    yield f"one, {_size(rules.largest_document)}, {rules.pages} pages" if rules.largest_document else "–"
    yield _size(rules.largest_card)


def _size(size: int) -> str:
    if not size:
        return "–"
    return f"{size / 1e6:g} MB" if size >= _MEGABYTE else f"{size / 1e3:g} kB"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def page(text: str) -> str:
    """`text` with its tables written anew, between their marks."""
    for name, table in (("proofs", proofs()), ("images", images())):
        head, mark, rest = text.partition(f"<!-- {name} -->\n")
        _, end, tail = rest.partition(f"<!-- /{name} -->")
        text = f"{head}{mark}{table}{end}{tail}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
