"""Write docs/reference/measures.md from the definitions: `python scripts/write_measures.py`."""

# ruff: noqa: E501 - the rows of a table on the page cannot be wrapped
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advocacy.reach.breakdown import COLUMNS
from advocacy.reach.metrics import PROTECTION, UNITS, USES, Measure, Use, measures

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "measures.md"

HEAD = """# Measures

Every number that is shown has a definition: a name, a version, and one SQL text that every engine runs as it stands.
`advocacy metrics list` names them, `advocacy metrics explain NAME` says what follows here (`--sql`: with the text),
`advocacy metrics sql NAME` writes the text alone, and `advocacy metrics show NAME` shows the numbers. This page is written
from the definitions by `scripts/write_measures.py`.

A report holds few of them. The others are there for who asks; those that mislead easily, or set people against each
other, are off until `[reach]` in `advocacy.toml` turns them on, and then carry their warning wherever they are printed.

A version changes when the same data would give another number. Why numbers are rounded, kept back or shown together is
told in [what the numbers are worth](../explanation/numbers.md).
"""

SCHEMA = """
## What the texts read

A small star schema, made anew for each report from the tables (`advocacy/storage/facts.py`). Days are whole days since
1970-01-01 in the programme's time zone, moments are microseconds since 1970 in UTC, yes and no are 1 and 0.

| relation | one row is | columns |
| --- | --- | --- |
| `asked` | the question | `first_day`, `last_day`, `as_of` (people are counted just before this moment), `campaign` (empty: all) |
| `calendar` | a day, until today | `day`, `month` (202603), `month_last` (its last day), `ends_at` |
| `age_periods` | four weeks since joining | `period` (from 0), `first_age`, `last_age` (in days) |
| `advocate_facts` | each time that a person took part | `advocate`, `team`, `joined_at`, `left_at`, `listed` (on the leaderboard, by their own choice), `joined_day` |
| `share_facts` | a share | `share`, `campaign`, `story`, `edition`, `network`, `team`, `advocate`, `state`, `accepted`, `declined`, `posted`, `linked`, `posted_at`, `offered_day`, `posted_day` |
| `link_facts` | a tracked link | `code`, `campaign`, `story`, `network`, `team`, `advocate`, `first_day` (of its first click) |
| `place_days` | a campaign, story, network, team, day and class of request | `campaign`, `story`, `network`, `team`, `day`, `kind` (as judged), `clicks` (how many) |
| `click_days` | a link, a day and a class of request | `code`, `day`, `kind` (as judged), `clicks` (how many), `campaign`, `story`, `network`, `team`, `advocate` |
| `click_facts` | a request for a tracked link that has not moved to a file | `click`, `code`, `clicked_at`, `kind`, `visitor`, `campaign`, `story`, `network`, `team`, `advocate`, `day` |
| `count_facts` | a running total that a network told of a post | `share`, `campaign`, `story`, `network`, `team`, `advocate`, `metric`, `counted_at`, `day` (not before the post's), `total` |
| `growth_facts` | the same, with how much it grew since the one before | as `count_facts`, `change` (`first`; `growth`; `reset`: less than half of the one before, counted from nothing; `restatement`: another drop), `growth` (how many were added; fewer than none where a total was restated) |
| `visitor_facts` | a campaign on a network and a day of UTC | `campaign`, `network`, `day`, `visitors` (different ones) |
| `follower_facts` | each time that the followers of an account were told | `advocate`, `network`, `counted_at`, `followers` |
| `names` | a campaign or story | `kind`, `id`, `fr`, `en` |

The rules of a text: integers only and no division, no date function, no parameter (a question stands in `asked`), no
quoted name, explicit ties (`ORDER BY clicked_at, click`), nothing ordered by what may be NULL, columns named by `AS` where
three tables are joined, one statement. A test holds every text to them and compares their rows on SQLite, PostgreSQL,
DuckDB, Spark and ClickHouse. `advocacy metrics sql NAME --dialect snowflake` (or `bigquery`; extra `warehouse`) says what
would have to change elsewhere; for Snowflake and BigQuery sqlglot finds nothing. Neither was asked itself.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for found in measures() for line in _measure(found)), SCHEMA])


def _measure(found: Measure) -> Iterator[str]:
    breakdowns = [name for name, columns in COLUMNS.items() if found.name in columns]
    yield f"## {found.title.en}\n"
    yield f"`{found.name}` version {found.version} · *{found.title.fr}*\n"
    yield f"{found.means.en}\n"
    yield f"**What it is not.** {found.is_not.en}\n"
    yield "| | |\n| --- | --- |"
    yield f"| unit | {UNITS[found.form].en} |"
    if found.use is Use.REPORT:
        yield f"| in a report | in all{''.join(f', by {name}' for name in breakdowns)} |"
    else:
        yield f"| told | {USES[found.use].en} |"
    if found.watermark:
        yield f"| watermark | {found.watermark.en} |"
    yield f"| told apart by | {', '.join(f'`{name}`' for name in found.grain)} |"
    yield f"| read from | {found.source} |"
    yield f"| privacy | {PROTECTION[found.behind].en} |"
    yield f"| text | [`definitions/{found.name}.sql`](../../advocacy/reach/definitions/{found.name}.sql) |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
