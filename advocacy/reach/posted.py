"""Posts that are a week old, with the clicks of people in that week and the groups they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from advocacy.clock import Clock, utc_now
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.reach.effects import By, ContentEffects, PostClicks, content_effects
from advocacy.reach.engines import Engine
from advocacy.reach.question import Question
from advocacy.settings import Settings
from advocacy.storage.days import day_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A post with what is known of it."""

    advocate: str
    story: str
    network: str
    at: datetime
    clicks: int

    def groups(self, by: By, topics: Mapping[str, Iterable[str]], zone: ZoneInfo) -> frozenset[str]:
        """The groups it belongs to."""
        if by is By.TOPIC:
            return frozenset(topics.get(self.story, ()))
        if by is By.HOUR:
            return frozenset({f"{self.at.astimezone(zone).hour:02}:00"})
        return frozenset({self.story if by is By.STORY else self.network})


def effects_of(
    engine: Engine,
    *,
    by: By | str,
    campaign: str | None,
    settings: Settings,
    topics: Mapping[str, Iterable[str]],
    clock: Clock = utc_now,
) -> ContentEffects:
    """Compare groups of a programme's posts; see `Program.content_effects`.

    Raises:
        InvalidInput: posts cannot be grouped by that, or too few people are behind them.
        NotFound: there is no such campaign.
    """
    if by not in list(By):
        known = ", ".join(By)
        raise InvalidInput(Mistake(field="by", message=_UNKNOWN.format(by=by, known=known)))
    zone = ZoneInfo(settings.programme.timezone)
    question = Question.of(campaign=campaign, zone=zone, now=clock())
    with engine.reading(zone=zone, clock=clock) as reading:
        names = reading.query(_NAMES, question.asked)
        rows = reading.query(_POSTS, question.asked)
    titles = {(str(kind), str(id_)): Text(fr=str(fr), en=str(en)) for kind, id_, fr, en in names}
    question.require_campaign(titles)
    old_enough = day_number(question.today - timedelta(days=_WEEK))
    posts = [
        PostClicks(author=post.advocate, clicks=post.clicks, groups=post.groups(By(by), topics, zone))
        for post in _posted(rows, old_enough)
    ]
    young = len(rows) - len(posts)
    stories = {id_: title for (kind, id_), title in titles.items() if kind == "story"}
    return content_effects(
        posts,
        by=by,
        min_group=settings.programme.min_group,
        titles=stories if by == By.STORY else {},
        young=young,
    )


def _posted(rows: Iterable[tuple[object, ...]], old_enough: int) -> Iterator[Posted]:
    for advocate, story, network, at, day, clicks in rows:
        if int(str(day)) <= old_enough:
            moment = _EPOCH + timedelta(microseconds=int(str(at)))
            yield Posted(
                advocate=str(advocate),
                story=str(story),
                network=str(network),
                at=moment,
                clicks=int(str(clicks or 0)),
            )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEK = 7
_NAMES = "SELECT names.kind, names.id, names.fr, names.en FROM names ORDER BY names.kind, names.id"
_POSTS = """
SELECT posted.advocate, posted.story, posted.network, posted.first_at, posted.first_day,
  SUM(CASE WHEN click_days.kind = 'person'
    AND click_days.day BETWEEN posted.first_day AND posted.first_day + 6 THEN click_days.clicks ELSE 0 END)
FROM (
  SELECT share_facts.advocate, share_facts.story, share_facts.network,
    MIN(share_facts.posted_at) AS first_at, MIN(share_facts.posted_day) AS first_day
  FROM share_facts CROSS JOIN asked
  WHERE share_facts.posted = 1 AND share_facts.linked = 1
    AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
  GROUP BY share_facts.advocate, share_facts.story, share_facts.network
) AS posted
LEFT JOIN click_days ON click_days.advocate = posted.advocate
  AND click_days.story = posted.story AND click_days.network = posted.network
GROUP BY posted.advocate, posted.story, posted.network, posted.first_at, posted.first_day
ORDER BY posted.advocate, posted.story, posted.network
"""
_UNKNOWN = Text(
    fr="les posts ne se groupent pas par « {by} » ; connus : {known}",
    en="posts are not grouped by “{by}”; known: {known}",
)
