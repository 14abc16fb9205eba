from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors.tid import tid

DATA = Path(__file__).with_name("data") / "atproto"
SYNTAX = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _lines(name: str) -> list[str]:
    lines = DATA.joinpath(name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("line", _lines("tid_syntax_valid.txt"))
def test_the_syntax_we_test_with_is_the_official_one(line: str) -> None:
    assert SYNTAX.fullmatch(line)


@pytest.mark.parametrize("line", _lines("tid_syntax_invalid.txt"))
def test_and_refuses_what_the_official_one_refuses(line: str) -> None:
    assert not SYNTAX.fullmatch(line)


@given(days=st.integers(0, 80_000), milliseconds=st.integers(0, 86_399_999))
def test_every_moment_gives_a_key(days: int, milliseconds: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days, milliseconds=milliseconds)
    assert SYNTAX.fullmatch(tid(moment))


def test_keys_sort_by_time() -> None:
    keys = [tid(NOW + timedelta(milliseconds=step)) for step in range(50)]
    assert keys == sorted(keys)


def test_keys_of_one_moment_differ() -> None:
    """By twenty bits of chance: in one run out of fifty two of the 200 are the same."""
    assert len({tid(NOW) for _ in range(200)}) > 195
