"""A name that nobody fills and a network that nobody knows, wherever a charter is read."""

from __future__ import annotations

import pytest

from advocacy.charter import Charter
from advocacy.charter.gathering import gathered
from advocacy.charter.lint import linted
from advocacy.charter.slips import require_networks
from advocacy.connectors import registry
from advocacy.errors import InvalidInput, Mistake
from advocacy.program.charter_files import whole_of
from charter.house import CHARTER, changed
from charter.test_lint import TODAY


def refused(text: str) -> Mistake:
    with pytest.raises(InvalidInput) as caught:
        Charter.of(whole_of(text, name="charter.yaml"))
    (mistake,) = caught.value.mistakes
    assert mistake.file == "charter.yaml"
    assert mistake.message.fr != mistake.message.en
    return mistake


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("[$boasts]", "[$boasts, $codename]", "$codenames"),
        ("[$boasts]", "[$boasts, '/so {$boast} here/']", "$boasts"),
        ("[le meilleur, the best]", "[le meilleur, the best, $codenams]", "$codenames"),
        ("[pour rire, just kidding]", "[pour rire, $boastss]", "$boasts"),
        ("packs: []", "packs: [core]\nlists: {a: [$competitor]}", "$competitors"),
    ],
)
def test_a_misspelt_name_is_refused_where_it_stands(old: str, new: str, meant: str) -> None:
    text = "title: {fr: a, en: b}\npacks: []" if "packs" in old else CHARTER
    text = text.replace(old, new)
    mistake = refused(text)
    assert mistake.hint is not None
    assert mistake.hint.en == f"did you mean “{meant}”?"
    assert mistake.line == next(
        n for n, line in enumerate(text.splitlines(), 1) if new.splitlines()[-1] in line
    )
    assert mistake.field is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[$boasts]", "[$boasts, $noone]"),
        ("facts:", "facts:\n  codename: []"),  # given, if empty
        ("[$boasts]", "[$boasts, '$HELV today']"),  # a symbol, no name
        ("{fr: Citez un fait., en: Cite a fact.}", "{fr: Pas de $boast., en: No $boast.}"),
    ],
)
def test_what_is_like_no_name_or_is_no_name_waits_or_is_left_alone(old: str, new: str) -> None:
    Charter.parse(changed((old, new)))


def test_a_name_that_a_pack_asks_for_too_is_spelt_as_it_should_be() -> None:
    text = changed(("country: FR", "packs: [core]"), ("[$boasts]", "[$boasts, $product]"))
    assert refused(text).hint is not None
    Charter.parse(text.replace("$product]", "$products]"))


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("when: {country: GB}", "when: {network: linkdin}", "linkedin"),
        ("when: {country: GB}", "when: {network: [x, mastodno]}", "mastodon"),
        ("when: {country: GB}", "when: [{country: GB}, {network: LinkedIn}]", "linkedin"),
        ("{kind: forbid, terms: [$boasts]}", "{kind: length, limits: {blueski: 9}}", "bluesky"),
        ("[It is the best.]", "[{text: It is the best., network: instagrm}]", "instagram"),
        ("country: FR", "networks:\n  facebok: {limit: 10}", "facebook"),
        ("country: FR", "override: {house.best: {when: {network: thread}}}", "threads"),
        ("country: FR", "protected: [{text: a, network: mastodn}]", "mastodon"),
    ],
)
def test_a_misspelt_network_is_refused_where_it_stands(old: str, new: str, meant: str) -> None:
    text = changed((old, new))
    mistake = refused(text)
    assert mistake.hint is not None
    assert mistake.hint.en == f"did you mean “{meant}”?"
    assert mistake.line is not None
    assert new.splitlines()[-1] in text.splitlines()[mistake.line - 1]
    assert mistake.field is not None


def test_a_list_or_a_context_may_have_the_name_of_a_key() -> None:
    example = "[{text: It is the best., context: {sector: x, network: linkdin}}]"
    text = changed(("boasts: [", "network: [linkdin]\n  boasts: ["), ("[It is the best.]", example))
    require_networks(gathered(text, name="charter.yaml"), registry.meant)


def test_a_place_that_is_like_no_network_is_only_told_by_lint() -> None:
    text = changed(("when: {country: GB}", "when: {network: [twitter, twitter, tripadvisor, reviews, x]}"))
    text = text.replace("country: FR", "packs: [core]\nnetworks: {tripadvisor: {}}")
    Charter.of(whole_of(text, name="charter.yaml"))
    sheet = linted(text, name="charter.yaml", today=TODAY, network_of=registry.meant)
    (told,) = [notice for notice in sheet.notices() if notice.code == "unknown-network"]
    assert "“twitter”" in told.message.en  # `reviews` is a pack's, `tripadvisor` the charter's own
    assert "twitter" in text.splitlines()[told.line - 1]
