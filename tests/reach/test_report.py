"""A report: its numbers, its tables and plots, and what it says when it is asked for what there is not."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotFound
from advocacy.outcome import ClickClass
from advocacy.reach.breakdown import COLUMNS
from advocacy.reach.metrics import measure, reported
from advocacy.reach.number import Kind, Number
from advocacy.reach.report import Report, report
from advocacy.reach.table import Role, Row, Table, plain
from advocacy.settings import Settings
from advocacy.storage import Store
from reach.programme import END, NETWORKS, START, STORIES, TEAMS, Programme, finished

SETTINGS = Settings.model_validate({"programme": {"name": "Helvéa", "timezone": "Europe/Paris"}})


def made(store: Store, **asked: Any) -> Report:
    return report(store, settings=SETTINGS, clock=FixedClock(END), **{"language": "en"} | asked)


@pytest.fixture(scope="module")
def found(spring: Store) -> Report:
    return made(spring)


def test_the_numbers_are_those_of_the_programme(found: Report) -> None:
    rows = finished().rows
    states = [row["state"] for row in rows["shares"]]
    assert found["shares_offered"].value == len(states)
    assert found["posts"].value == len(rows["posts"])
    assert found["shares_declined"].value == states.count("declined")
    assert found["shares_accepted"].value == len(states) - states.count("declined") - states.count("offered")
    assert found["advocates"].value == sum(TEAMS.values())
    bots = [row for row in rows["clicks"] if row["kind"] not in {"person", "internal"}]
    assert found["clicks_bots"].value == len(bots)


def test_every_breakdown_adds_up(found: Report) -> None:
    for dimension in ("story", "network", "campaign", "day"):
        table = found.by(dimension)
        for index, column in enumerate(table.measures):
            if column.name in {"shares_offered", "posts", "clicks_people", "clicks_bots"}:
                values = [row.numbers[index].value or 0 for row in table if row.role is not Role.TOTAL]
                assert sum(values) == found[column.name].value, (dimension, column.name)
    classes = {row.key: row.numbers[0].value for row in found.by("class")}
    assert set(classes) == set(ClickClass)
    assert classes["person"] == found["clicks_people"].value
    machines = ("bot", "preview", "prefetch", "head", "scanner")
    assert sum(classes[kind] or 0 for kind in machines) == found["clicks_bots"].value


def test_groups_have_names_and_the_most_followed_stands_first(spring: Store, found: Report) -> None:
    labels = [row.label for row in found.by("story")]
    assert set(labels[:3]) == {
        "The pump that mends itself",
        "The factory without gas",
        "Our apprentices tell",
    }
    clicks = [row.numbers[5].value or 0 for row in found.by("story")][:3]
    assert clicks == sorted(clicks, reverse=True)
    french = made(spring, language="fr", networks={"mastodon": "Mastodonte"})
    assert "Mastodonte" in [row.label for row in french.by("network")]
    assert french.by("day").rows[0].label == "2 mars 2026"
    assert [row.label for row in found.by("team")][:5] == sorted(TEAMS)
    assert len(found.by("network")) == len(NETWORKS) + 1


def test_days_without_anything_are_there(found: Report) -> None:
    days = [row.key for row in found.by("day") if row.role is Role.GROUP]
    first = date.fromisoformat(days[0])
    assert days == [(first + timedelta(days=index)).isoformat() for index in range(len(days))]


def test_a_report_never_asks_the_database_again(spring: Store, found: Report) -> None:
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(spring.engine, "before_cursor_execute", note)
    for dimension in COLUMNS:
        found.by(dimension)
    found.to_html()
    event.remove(spring.engine, "before_cursor_execute", note)
    assert asked == []


def test_a_period_counts_what_happened_in_it(spring: Store, found: Report) -> None:
    first_week = made(spring, until="2026-03-15")
    later = made(spring, since=date(2026, 3, 16))
    for name in ("shares_offered", "posts", "clicks_people", "clicks_bots"):
        assert (first_week[name].value or 0) + (later[name].value or 0) == found[name].value, name
    assert first_week.period == (date(2026, 3, 2), date(2026, 3, 15))
    assert first_week.by("day").rows[-2].key <= "2026-03-15"


def test_adoption_is_of_those_who_took_part_at_the_time(spring: Store) -> None:
    before = made(spring, as_of="2026-03-10")
    assert before["advocates"].value == sum(TEAMS.values()) + 1  # one left on the 22nd
    assert made(spring, until="2026-03-10")["advocates"] == before["advocates"]
    assert made(spring, as_of="2025-01-01")["adoption"].kind is Kind.ABSENT


def test_someone_who_joined_this_very_moment_takes_part(empty: Store) -> None:
    programme = Programme()
    programme.advocate("ada", "sales", joined=END)
    programme.save(empty)
    assert made(empty)["advocates"] == Number.exact(1)


def test_an_empty_programme_has_a_report(empty: Store) -> None:
    found = made(empty)
    assert found["clicks_people"] == Number.exact(0)
    assert found["share_rate"].kind is Kind.ABSENT
    assert "No share was offered" in str(found)
    assert "No share was offered" in found.to_html()
    assert found.by("day").to_csv().startswith("day,")


@pytest.mark.parametrize(("language", "said"), [("fr", "rien passé"), ("en", "nothing happened")])
def test_an_empty_period_says_that_nothing_happened_and_keeps_nothing_back(
    spring: Store, language: str, said: str
) -> None:
    found = made(spring, since="2025-01-01", until="2025-01-07", language=language)
    assert {found[name].kind for name in ("clicks_people", "shares_accepted", "share_rate")} == {Kind.ABSENT}
    beside = found.compare(since="2025-02-01", until="2025-02-07")
    for text in (str(found), found.to_html(), str(beside)):
        assert said in " ".join(text.split())
        assert not re.search("not shown|non montré|10 aut", text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_terminal_shows_it_in_both_languages(spring: Store, language: str) -> None:
    said = str(made(spring, language=language))
    assert ("Sur 363 partages proposés" if language == "fr" else "Of 363 shares offered") in said
    assert ("non montré" if language == "fr" else "not shown") in said
    assert all(len(line) <= 110 for line in said.splitlines())
    assert "\ue000" not in said


def test_plain_values_are_numbers_and_say_what_is_kept_back(found: Report) -> None:
    rows = {row["team"]: row for row in found.by("team").to_dicts()}
    assert rows["legal"]["adoption"] is None
    assert "adoption" in str(rows["legal"]["withheld"]).split()
    low, high = rows["sales"]["adoption_low"], rows["sales"]["adoption_high"]
    assert isinstance(low, float)
    assert isinstance(high, float)
    assert low < high
    assert rows[""]["row"] == "total"
    written = list(csv.DictReader(io.StringIO(found.by("team").to_csv())))
    assert [row["team"] for row in written] == list(rows)
    assert written[0]["advocates"] == "21"


def test_a_label_is_never_a_formula_to_a_spreadsheet(empty: Store) -> None:
    programme = Programme()
    programme.campaign("spring")
    programme.story("pump")
    for number in range(12):
        programme.advocate(f"a{number}", "=HYPERLINK(1)")
        programme.share(f"a{number}", "pump")
    programme.save(empty)
    written = list(csv.reader(io.StringIO(made(empty).by("team").to_csv())))
    assert written[1][:2] == ["'=HYPERLINK(1)", "'=HYPERLINK(1)"]


def test_everything_is_json_with_versions(found: Report) -> None:
    told = json.loads(json.dumps(found.to_dict()))
    assert [measure["name"] for measure in told["measures"]] == [measure.name for measure in reported()]
    assert all(measure["version"] >= 1 for measure in told["measures"])
    assert set(told["by"]) == set(COLUMNS)
    assert "sales00" not in json.dumps(told), "no person is named in a report"


def test_a_table_can_be_narrowed(found: Report) -> None:
    narrow = found.by("story").only("posts", "clicks_people")
    assert narrow.heads() == ("Story", "Posts", "Clicks of people")
    assert not narrow.notes, "what is said of answers does not concern clicks"
    assert found.by("story").only("share_rate").notes


def test_a_notebook_shows_plot_and_tables(found: Report) -> None:
    shown = found._repr_html_()
    assert shown.count("<svg") == 1
    assert shown.count("<table>") == 3
    assert "<svg" in found.plot("posts", by="network")._repr_html_()
    assert "<b>" not in found.by("story")._repr_html_()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_notebook_says_what_the_terminal_says(empty: Store, language: str) -> None:
    programme = finished()
    programme.rows["campaigns"][0]["body"]["name"] = {"fr": "<b>Printemps</b>", "en": "<b>Spring</b>"}
    found = made(programme.save(empty), campaign="spring", language=language)
    shown = found._repr_html_()
    assert "<b>" not in shown
    read = " ".join(unescape(re.sub("<[^>]*>", " ", shown)).split())
    printed = [" ".join(line.split()) for line in plain(found, width=2000).splitlines()]
    assert [line for line in printed[:6] if line not in read] == [], "title, period, sentences"
    assert set(re.findall(r"\w+", " ".join(printed))) <= set(re.findall(r"\w+", read))


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"campaign": "sping"}, NotFound, "spring"),
        ({"since": "March"}, InvalidInput, "2026-03-01"),
        ({"since": "2026-03-05", "until": "2026-03-01"}, InvalidInput, "before"),
    ],
)
def test_a_question_that_cannot_be_answered_is_explained(
    spring: Store, asked: dict[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        made(spring, **asked)


def test_an_unknown_breakdown_or_measure_names_those_there_are(found: Report) -> None:
    with pytest.raises(NotFound, match="campaign, story, network"):
        found.by("person")
    with pytest.raises(NotFound, match="adoption"):
        found.plot("adoptions", by="team")
    with pytest.raises(NotFound, match="clicks_people"):
        _ = found["click_people"]


def test_nobody_is_named_in_what_a_report_looks_like(found: Report) -> None:
    for shown in (repr(found), str(found), found.to_html(), found._repr_html_()):
        assert "sales00" not in shown
        assert len(shown) < 100_000


def test_a_campaign_that_is_the_whole_programme_is_told_exactly(spring: Store, found: Report) -> None:
    campaign = made(spring, campaign="spring")
    assert campaign["shares_accepted"] == found["shares_accepted"]
    assert campaign.title == "Spring"
    assert found.title == "Helvéa"


def test_stories_are_those_that_were_offered(found: Report) -> None:
    assert {row.key for row in found.by("story")} == {*STORIES, ""}
    assert found.plot().title.startswith("Clicks of people")
    assert START.date() == found.period[0]


@pytest.mark.parametrize("width", [40, 60, 80, 110])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_number_is_cut_however_narrow_the_terminal(width: int, language: str) -> None:
    """What is left of a cut number is another number: “51,000,000,9…”."""
    found = [measure(name) for name in ("impressions", "engagements", "clicks_people", "clicks_per_post")]
    numbers = (Number.exact(51_000_000_979), Number.exact(30_000_892), Number.withheld(), Number.exact(1.25))
    table = Table(
        title="T",
        name="network",
        head="Network",
        measures=tuple(found),
        rows=tuple(
            Row(key=name, label=name, numbers=numbers)
            for name in ("bluesky", "a name that takes more than a line")
        ),
        language=language,
    )
    said = plain(table, width=width)
    assert max(map(len, said.splitlines())) <= width
    assert "…" not in said
    for text in table.said(table.rows[0]):
        assert said.count(text) == 2
    for head in table.heads():
        assert all(word in said for word in head.split())


def growing() -> Programme:
    """Six authors on each network at first, enough in all; ten by the 5th and 6th, eighteen a week later."""
    made = Programme()
    made.campaign("spring", en="Spring")
    made.story("pump")
    for late, network in enumerate(NETWORKS):
        for number in range(18):
            who = f"{network[:4]}{number:02}"
            made.advocate(who, "sales")
            days = 0 if number < 6 else 3 + late if number < 10 else 8
            code = made.share(who, "pump", network, posted=START + timedelta(days=days))
            for step in range(3):
                made.click(code, START + timedelta(days=9, minutes=step), visitor=f"v{number}{step}")
    return made


def test_a_sum_is_not_drawn_beside_its_own_parts(empty: Store) -> None:
    found = made(growing().save(empty), since="2026-03-03")
    labels = [row.label for row in found.by("network")]
    assert labels == ["Bluesky", "Mastodon", "Bluesky and Mastodon together", "In all"]
    for what, drawn in (("posts", labels[:2]), ("clicks_people", labels[:3])):
        plot = found.plot(what, by="network")
        assert [bar["label"] for bar in plot.to_vega()["data"]["values"]] == drawn
        assert ("together" in plot.svg()) is (len(drawn) > 2)


@pytest.mark.parametrize(
    ("language", "why", "when"),
    [
        ("en", "fewer than 10 authors before this report begins", "begins on 7 March 2026 shows"),
        ("fr", "moins de 10 auteurs avant le début de ce rapport", "commence le 7 mars 2026 les montre"),
    ],
)
def test_clicks_kept_back_for_too_few_authors_before_the_period_say_so_and_from_when_not(
    empty: Store, language: str, why: str, when: str
) -> None:
    store = growing().save(empty)
    for since in ("2026-03-03", "2026-03-06"):
        table = made(store, since=since, language=language).by("network").only("clicks_people")
        assert table.rows[-2].role is Role.TOGETHER
        (note,) = (note.text for note in table.notes if why in note.text)
        assert when in note
    shown = made(store, since="2026-03-07", language=language).by("network").only("clicks_people")
    assert [row.role for row in shown] == [Role.GROUP, Role.GROUP, Role.TOTAL]
    assert not shown.notes
    teams = made(store, since="2026-03-03", language=language).by("team")
    assert not any("mar" in note.text and "2026" in note.text for note in teams.notes)


def test_too_few_authors_to_this_day_are_still_called_so(empty: Store) -> None:
    store = growing().save(empty)
    notes = made(store, since="2026-03-03", until="2026-03-05").by("network").notes
    assert any(note.text == "Clicks not shown: Mastodon, fewer than 10 authors." for note in notes)
    assert any("Bluesky, fewer than 10 authors before this report begins" in note.text for note in notes)
    assert not any("shows them" in note.text for note in notes)
