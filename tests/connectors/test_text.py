from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors import networks, text_length
from advocacy.connectors.weighted import links, weighted_length

DATA = Path(__file__).with_name("data") / "twitter-text"
OFFICIAL = yaml.safe_load(DATA.joinpath("validate.yml").read_text("utf-8"))["tests"]
FOUND = yaml.safe_load(DATA.joinpath("extract.yml").read_text("utf-8"))["tests"]
CURRENT = (
    *OFFICIAL["WeightedTweetsWithDiscountedEmojiCounterTest"],
    *OFFICIAL["UnicodeDirectionalMarkerCounterTest"],
)
FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


@pytest.mark.parametrize("case", CURRENT, ids=lambda case: case["description"])
def test_x_counts_as_the_official_cases_have_it(case: dict[str, Any]) -> None:
    assert weighted_length(case["text"]) == case["expected"]["weightedLength"]


@pytest.mark.parametrize(
    "case",
    [*FOUND["urls"], *FOUND["urls_with_indices"], *FOUND["urls_with_directional_markers"]],
    ids=lambda case: case["description"],
)
def test_x_finds_links_as_the_official_cases_have_it(case: dict[str, Any]) -> None:
    expected = [each["url"] if isinstance(each, dict) else each for each in case["expected"] or ()]
    assert [case["text"][start:end] for start, end in links(case["text"])] == expected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("see example.com/a_(b)!", ["example.com/a_(b)"]),
        ("me@example.com", []),
        ("file.notatld", []),
        ("https://t.co/abc123def456 end", ["https://t.co/abc123def456"]),
        ("日本語。example.com中国語", ["example.com"]),
        ("#example.com", []),
        ("-example.com", []),
        ("https://" + "a" * 64 + ".com", []),
    ],
)
def test_where_x_sees_a_link(text: str, seen: list[str]) -> None:
    assert [text[start:end] for start, end in links(text)] == seen


@pytest.mark.parametrize(
    ("network", "text", "length"),
    [
        ("x", "a" * 280, 280),
        ("x", "你" * 140, 280),
        ("x", FAMILY, 2),
        ("bluesky", FAMILY, 1),
        ("bluesky", "e\u0301", 1),
        ("bluesky", "https://acme.example/abc", 24),
        ("mastodon", "https://acme.example/" + "a" * 400, 23),
        ("mastodon", "@ada@mastodon.example hi", len("@ada hi")),
        ("mastodon", "(https://acme.example/p).", 1 + 23 + 2),
        ("mastodon", FAMILY, 1),
        ("linkedin", "😀", 2),
        ("threads", "abc", 3),
        ("threads", "😀", 4),
        ("facebook", "abc", 3),
        ("instagram", "abc", 3),
        ("slack_webhook", "a & b", len("a &amp; b")),
        ("teams_workflow", "é", 2),
        ("mattermost_webhook", "😀", 1),
        ("whatsapp", "abc", 3),
    ],
)
def test_each_network_counts_its_own_way(network: str, text: str, length: int) -> None:
    assert text_length(network, text) == length


@given(name=st.sampled_from(networks()), text=st.text())
def test_no_text_breaks_a_count(name: str, text: str) -> None:
    assert text_length(name, text) >= 0


@given(text=st.text(st.sampled_from("a.:/#@é😀 ,()[]?=&-_%t日"), max_size=200))
def test_links_lie_in_the_text_one_after_the_other(text: str) -> None:
    end = 0
    for start, stop in links(text):
        assert end <= start < stop <= len(text)
        end = stop
