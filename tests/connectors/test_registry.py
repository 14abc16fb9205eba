from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from unittest.mock import Mock

import pytest

from advocacy.connectors import Connector, Lane, classify, connector, network, networks, registry, text_length
from advocacy.errors import ConfigurationError, UnknownNetwork


@pytest.mark.parametrize("name", networks())
def test_every_network_answers_to_its_name(name: str) -> None:
    kind = network(name)
    assert kind.name == name
    assert kind.title
    assert kind.capabilities


@pytest.mark.parametrize("ask", [network, connector, lambda name: text_length(name, "")])
def test_a_near_miss_is_named(ask: Mock) -> None:
    with pytest.raises(UnknownNetwork, match="“mastodon”") as caught:
        ask("mastadon")
    assert "« mastodon »" in caught.value.text.fr


def test_what_is_near_nothing_gets_the_list() -> None:
    with pytest.raises(UnknownNetwork, match="bluesky"):
        classify("qqqqqq", "create", 200, {}, "")


def test_asking_for_one_network_imports_no_other() -> None:
    script = (
        "import sys; from advocacy.connectors import connector; connector('mastodon');"
        "print([name for name in sys.modules if name.startswith('advocacy.connectors.')])"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "advocacy.connectors.mastodon" in loaded
    assert "bluesky" not in loaded


def test_names_alone_import_no_network_and_no_http() -> None:
    script = (
        "import sys; from advocacy.connectors import networks; networks();"
        "print('requests' in sys.modules, 'advocacy.connectors.bluesky' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "False"]


def test_the_lane_is_the_one_with_a_token_where_there_is_one() -> None:
    assert connector("mastodon").capabilities.lane is Lane.TOKEN
    assert connector("mastodon", lane=Lane.HAND_OFF).capabilities.lane is Lane.HAND_OFF
    assert connector("instagram").capabilities.lane is Lane.HAND_OFF


def test_a_lane_that_is_not_there_is_told() -> None:
    with pytest.raises(ConfigurationError, match="Instagram"):
        connector("instagram", lane=Lane.TOKEN)
    with pytest.raises(ConfigurationError, match="Slack"):
        connector("slack_webhook", lane=Lane.HAND_OFF)


def test_an_unknown_setting_is_told() -> None:
    with pytest.raises(ConfigurationError, match="apview"):
        connector("bluesky", apview="https://example.org")


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """What another package offers as “zulip”."""

    def offer(value: str) -> None:
        entry = EntryPoint("zulip", value, registry.GROUP)
        monkeypatch.setattr(
            registry, "entry_points", lambda *, group: [entry] if group == registry.GROUP else []
        )
        registry._theirs.cache_clear()

    yield offer
    registry._theirs.cache_clear()


def test_another_package_adds_a_network(offered: Callable[[str], None]) -> None:
    offered("advocacy.connectors.mastodon:Mastodon")
    assert "zulip" in networks()
    assert isinstance(connector("zulip"), Connector)


@pytest.mark.parametrize("value", ["advocacy.connectors.mastodon:Zulip", "nowhere.at.all:Zulip"])
def test_a_package_that_cannot_be_loaded_is_named(offered: Callable[[str], None], value: str) -> None:
    offered(value)
    with pytest.raises(ConfigurationError, match=f"zulip: the connector {value}.*cannot be loaded"):
        connector("zulip")


def test_what_a_connector_lacks_is_named(offered: Callable[[str], None]) -> None:
    offered("advocacy.connectors.base:Connector")
    with pytest.raises(ConfigurationError, match=r"lacks .*freeze, publish.*add-a-network"):
        connector("zulip")
