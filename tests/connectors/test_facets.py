from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors.facets import facets

OFFICIAL = json.loads(Path(__file__).with_name("data").joinpath("atproto/rich-text.json").read_text("utf-8"))


def _segments(text: str) -> list[list[str]]:
    """The text cut at its facets, as the official tests show it."""
    data, end, pieces = text.encode(), 0, []
    for facet in sorted(
        facets(text, resolve="did:fake:{}".format), key=lambda each: each["index"]["byteStart"]
    ):
        start, stop, feature = facet["index"]["byteStart"], facet["index"]["byteEnd"], facet["features"][0]
        pieces += [[data[end:start].decode()]] if start > end else []
        pieces.append([data[start:stop].decode(), feature.get("did") or feature.get("uri") or ""])
        end = stop
    return pieces + ([[data[end:].decode()]] if end < len(data) else [])


@pytest.mark.parametrize("case", OFFICIAL["segments"], ids=lambda case: repr(case["text"]))
def test_links_and_mentions_as_the_official_cases_have_them(case: dict[str, Any]) -> None:
    assert _segments(case["text"]) == case["segments"]


@pytest.mark.parametrize("case", OFFICIAL["tags"] + OFFICIAL["cashtags"], ids=lambda case: repr(case["text"]))
def test_tags_as_the_official_cases_have_them(case: dict[str, Any]) -> None:
    found = [facet for facet in facets(case["text"]) if "tag" in facet["features"][0]]
    assert [facet["features"][0]["tag"] for facet in found] == case["tags"]
    assert [facet["index"] for facet in found] == case["at"]


def test_a_mention_that_nobody_resolves_stays_text() -> None:
    assert facets("hello @ada.example") == []
    assert facets("hello @ada.example", resolve=lambda _: None) == []


@given(st.text(st.sampled_from("a.# @$é😀:/(),\n\u200bhtps")))
def test_every_facet_lies_in_the_text(text: str) -> None:
    size = len(text.encode())
    for facet in facets(text, resolve=str):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert 0 <= start < end <= size
        text.encode()[start:end].decode()
