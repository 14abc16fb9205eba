"""``accept``, ``adopt``, ``history``, ``desk`` and ``advocate leave``: what they tell, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import advocate, approved, running
from cli.conftest import Typed

BY_HAND = advocate("ben", profiles=[{"network": "linkedin", "lane": "hand_off"}])


@pytest.fixture
def offered(tmp_path: Path) -> dict[tuple[str, str], str]:
    """The ids of the offers, by person and network."""
    with running(tmp_path, [advocate("ada"), BY_HAND]) as (program, _fake):
        return {(each.advocate, each.network): each.id for each in approved(program)}


def test_accepting_tells_of_a_link_that_is_missing_and_of_words_to_copy(
    typed: Typed, tmp_path: Path, offered: dict[tuple[str, str], str]
) -> None:
    there = ("-C", tmp_path / "advocacy.db")
    share = offered["ada", "mastodon"]
    told = " ".join(typed(*there, "accept", share, "--by", "ada", "--text", "Two years.").out.split())
    assert f'advocacy edit {share} --by ada --text "… {{link}}"' in told
    with_link = typed(*there, "accept", offered["ada", "bluesky"], "--by", "ada", "--json")
    assert with_link.json["drops_link"] is False
    own = ("--by", "ben", "--text", "Our pump took us two winters of tests: {link}")
    by_hand = typed(*there, "accept", offered["ben", "linkedin"], *own, language="fr")
    assert by_hand.code == 0, by_hand.err
    assert by_hand.out.index("Copiez d’abord") < by_hand.out.index("https://www.linkedin.com/")


def test_adopting_is_told_in_the_history_and_at_the_desk(
    typed: Typed, tmp_path: Path, offered: dict[tuple[str, str], str]
) -> None:
    there, share = ("-C", tmp_path / "advocacy.db"), offered["ada", "mastodon"]
    typed(*there, "accept", share, "--by", "ada")
    assert typed(*there, "adopt", "--by", "ops", "--role", "operator").code == 0
    history = typed(*there, "history", share, language="fr").out
    assert "ops" in history
    assert "mis en doute" in history
    assert "made ready, never known to be sent" in typed(*there, "desk").out


def test_leaving_and_erasing_says_what_is_gone_and_what_stays(
    typed: Typed, tmp_path: Path, offered: dict[tuple[str, str], str]
) -> None:
    there = ("-C", tmp_path / "advocacy.db")
    assert ("ben", "linkedin") in offered
    told = typed(*there, "advocate", "leave", "ben", "--erase", language="fr").out
    assert all(word in told for word in ("Effacés", "Restent", "« ben »", "à leur auteur"))
    refused = typed(*there, "advocate", "rejoin", "ben")
    assert (refused.code != 0, "another id" in " ".join(refused.err.split())) == (True, True)
