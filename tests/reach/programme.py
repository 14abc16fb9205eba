"""A finished programme, written straight into the tables: for tests, and to look at the page."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from advocacy.share import ShareState
from advocacy.storage import Store, schema

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""A Monday; the clocks of Paris go forward on the 29th."""
END = datetime(2026, 4, 10, 17, tzinfo=UTC)
TEAMS = {"sales": 24, "engineering": 21, "marketing": 17, "support": 14, "legal": 4}
STORIES = ("pump", "factory", "apprentices")
NETWORKS = ("bluesky", "mastodon")
TITLES = {
    "pump": {"fr": "La pompe qui se répare seule", "en": "The pump that mends itself"},
    "factory": {"fr": "L’usine sans gaz", "en": "The factory without gas"},
    "apprentices": {"fr": "Nos apprentis racontent", "en": "Our apprentices tell"},
}
HABITS = {"sales": 0.9, "engineering": 0.62, "marketing": 0.88, "support": 0.55, "legal": 0.5}
ODDS = {"person": 0.56, "preview": 0.2, "bot": 0.12, "scanner": 0.05, "head": 0.03, "prefetch": 0.02}
REASONS = {"person": "", "internal": "network: office"}


@dataclass(kw_only=True)
class Programme:
    """Rows to be written; `save` writes them."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def campaign(self, id_: str, *, fr: str = "", en: str = "") -> None:
        name = {"fr": fr or id_, "en": en or id_}
        self.add("campaigns", id=id_, body={"id": id_, "name": name})

    def story(self, id_: str, campaign: str = "spring", *, edition: int = 1) -> None:
        body = {"id": id_, "title": TITLES.get(id_, {"fr": id_, "en": id_})}
        self.add(
            "stories",
            id=id_,
            edition=edition,
            campaign=campaign,
            digest=f"{id_}{edition}",
            body=body,
            state="approved",
            added_at=START,
        )

    def advocate(
        self, id_: str, team: str, *, joined: datetime | None = None, left: datetime | None = None
    ) -> None:
        self.add("advocates", id=id_, team=team, body={}, joined_at=joined or START, left_at=left)

    def share(
        self,
        advocate: str,
        story: str,
        network: str = "bluesky",
        *,
        state: str = "published",
        offered: datetime = START,
        accepted: datetime | None = None,
        posted: datetime | None = None,
        campaign: str = "spring",
        edition: int = 1,
        link: bool = True,
    ) -> str:
        """A share and its link; the link's code."""
        id_ = f"{advocate}-{story}-{edition}-{network}"
        made = state in {"published", "confirmed", "gone"}
        taken = accepted or (offered if state not in {"offered", "declined"} else None)
        moment = (posted or offered) if made else None
        self.add(
            "shares",
            id=id_,
            story=story,
            edition=edition,
            campaign=campaign,
            advocate=advocate,
            network=network,
            language="en",
            state=ShareState(state),
            text="words",
            link=f"https://go.example/{id_}" if link else "",
            offered_at=offered,
            accepted_at=taken,
            due_at=offered,
            remote_id=id_ if made else None,
            published_at=moment,
        )
        if made:
            self.add("posts", share=id_, network=network, remote_id=id_, url="https://p", published_at=moment)
        if link:
            self.add(
                "tracked_links",
                code=id_,
                story=story,
                edition=edition,
                campaign=campaign,
                advocate=advocate,
                network=network,
                target="https://x.example",
                minted_at=offered,
            )
        return id_

    def counted(self, share: str, at: datetime, **totals: int) -> None:
        """What the network told of a post at a moment."""
        for metric, count in totals.items():
            self.add("metric_snapshots", share=share, at=at, metric=metric, count=count)

    def click(self, code: str, at: datetime, kind: str = "person", visitor: str = "v") -> None:
        self.add(
            "clicks",
            code=code,
            at=at,
            kind=kind,
            reason=REASONS.get(kind, f"agent: {kind}"),
            visitor=visitor,
            referrer="",
        )

    def save(self, store: Store) -> Store:
        order = [table for table in schema.metadata.sorted_tables if table.name in self.rows]
        with store.begin() as tx:
            for table in order:
                tx.execute(table.insert(), self.rows[table.name])
        return store


def finished(seed: int = 1) -> Programme:
    """Eighty advocates in five teams, three stories on two networks, forty days, clicks of every class."""
    made, chance = Programme(), random.Random(seed)  # noqa: S311 - a made-up programme
    made.campaign("spring", fr="Printemps", en="Spring")
    for story in STORIES:
        made.story(story)
    for team, size in TEAMS.items():
        for number in range(size):
            made.advocate(f"{team}{number:02}", team, joined=START - timedelta(days=chance.randint(1, 60)))
    made.advocate("leaver00", "sales", joined=START - timedelta(days=90), left=START + timedelta(days=20))
    for row in list(made.rows["advocates"]):
        _shares(made, chance, row["id"], row["team"])
    return made


def _shares(made: Programme, chance: random.Random, advocate: str, team: str) -> None:
    keen = chance.random() < HABITS[team]
    networks = NETWORKS if chance.random() < 0.5 else (chance.choice(NETWORKS),)
    for week, story in enumerate(STORIES):
        offered = START + timedelta(weeks=2 * week)
        for network in networks:
            yes = keen and chance.random() < 0.8
            state = "published" if yes else chance.choice(["offered", "declined"])
            if yes and chance.random() < 0.05:
                state = chance.choice(["unknown", "on_hold", "handed_off", "rejected", "gone", "confirmed"])
            wait = timedelta(hours=min(chance.expovariate(1 / 30), 150))
            posted = offered + wait
            times = {"posted": posted, "accepted": offered + wait / 2} if yes else {}
            code = made.share(advocate, story, network, state=state, offered=offered, **times)
            if state in {"published", "gone", "confirmed", "unknown"}:
                _clicks(made, chance, code, offered + wait, few=network == "mastodon")


def _clicks(made: Programme, chance: random.Random, code: str, posted: datetime, *, few: bool) -> None:
    made.click(code, posted + timedelta(seconds=2), "preview", visitor="card")
    audience = 4 if few else 9
    for _ in range(int(chance.paretovariate(1.4) * audience * chance.random())):
        at = posted + timedelta(hours=chance.expovariate(1 / 40))
        kind = chance.choices(list(ODDS), weights=list(ODDS.values()))[0]
        visitor = f"{chance.randrange(4000):04}"
        if at < END:
            made.click(code, at, kind, visitor)
            if kind == "person" and chance.random() < 0.06:
                made.click(code, at + timedelta(seconds=chance.choice([0, 3, 29, 30, 31])), kind, visitor)
    if chance.random() < 0.2:
        made.click(code, posted + timedelta(minutes=3), "internal", visitor="office")


def hard_cases() -> Programme:
    """Ties, nulls, deletions, other editions and campaigns, and the nights when the clocks change."""
    made = finished(seed=7)
    made.campaign("autumn")
    made.story("night", "autumn")
    made.story("pump", edition=2)
    for number in range(12):
        made.advocate(f"night{number:02}", "", joined=START)
    made.advocate("joins-at-the-moment", "sales", joined=END)
    made.advocate("leaves-at-the-moment", "sales", left=END)
    spring_forward = datetime(2026, 3, 29, 1, tzinfo=UTC)
    for number in range(12):
        at = spring_forward + timedelta(minutes=30 * (number - 6))
        code = made.share(f"night{number:02}", "night", campaign="autumn", offered=at, posted=at)
        for step in (0, 0, 30, 61, 3600):
            made.click(code, at + timedelta(seconds=step), visitor="tie")
        made.click(code, at, visitor="")
        made.click(code, at, visitor="")
        made.click(code, at, "duplicate", visitor="tie")
    made.share("night00", "pump", edition=2, link=False)
    made.share("night01", "pump", edition=2, state="declined")
    _people_of_before(made)
    _told_by_networks(made)
    return made


TOTALS = ([5, 5, 9], [0, 0], [40, 39, 12, 13], [7, 3, 8], [100, 50, 49], [3_000_000_000, 3_000_000_001])
"""Running totals: ties, nothing, a correction and a reset, twice a reset, exactly half, beyond 32 bits."""


def _told_by_networks(made: Programme) -> None:
    """Readings with gaps, over nights when the clocks change, some from before the post and at one moment."""
    names = (
        ("impressions", "likes"),
        ("views", "reposts", "replies"),
        ("members_reached", "impressions"),
        (),
    )
    posts = [row for row in made.rows["posts"] if row["share"] < "m" or row["share"] >= "night"]
    for number, post in enumerate(posts):
        for metric in names[number % len(names)]:
            for step, total in enumerate(TOTALS[(number + len(metric)) % len(TOTALS)]):
                at = post["published_at"] + timedelta(hours=23 * step - 1)
                made.counted(post["share"], at, **{metric: total})
        if number % 3:
            for step in range(number % 4):
                values = {"advocate": post["share"].split("-")[0], "network": post["network"]}
                at = post["published_at"] + timedelta(days=step - 1)
                if values | {"at": at} not in [
                    {name: row[name] for name in ("advocate", "network", "at")}
                    for row in made.rows.get("follower_counts", [])
                ]:
                    made.add("follower_counts", **values, at=at, followers=100 * number + step)
    for number, (campaign, day) in enumerate(
        [("spring", 20_514), ("spring", 20_541), ("autumn", 20_541)] * 2
    ):
        values = {"campaign": campaign, "network": NETWORKS[number // 3], "day": day}
        for advocates in (1, 2):
            made.add("visitor_breadth", **values, advocates=advocates, visitors=day % 100 + number)


def _people_of_before(made: Programme) -> None:
    """Joined on the last day of a month, in another year, twice; and some who are on the leaderboard."""
    last_minute = datetime(2026, 1, 31, 22, 59, 59, tzinfo=UTC)  # a second before February in Paris
    for number, joined in enumerate(
        (last_minute, last_minute + timedelta(seconds=1), datetime(2025, 6, 1, tzinfo=UTC))
    ):
        made.advocate(f"before{number}", "sales", joined=joined)
        for story in STORIES[: number + 1]:
            made.share(f"before{number}", story, offered=joined + timedelta(days=28), posted=START)
    made.add(
        "past_memberships",
        advocate="before2",
        joined_at=datetime(2024, 2, 29, tzinfo=UTC),
        left_at=last_minute,
    )
    for number, row in enumerate(made.rows["advocates"]):
        row["listed"] = number % 3 == 0
