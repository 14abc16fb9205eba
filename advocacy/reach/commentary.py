"""What a careful analyst would write under the figures: what happened, how sure, what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from advocacy.language import Text, day, number
from advocacy.reach import phrases
from advocacy.reach.answered import Answered
from advocacy.reach.followed import Followed, exact_column
from advocacy.reach.metrics import Form, measure
from advocacy.reach.number import Kind, written
from advocacy.reach.table import Row, joined

if TYPE_CHECKING:
    from advocacy.reach.report import Report

_HALF = 0.5
_FEW_ACCEPT = 0.4
_MARK = re.compile("\ue000(?P<measure>[a-z_]+)\ue001(?P<said>[^\ue002]*)\ue002")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do next, with the command that helps."""

    text: str
    command: str = ""


class Commentary:
    """The sentences of one report; the numbers in them are marked with their measure."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._language = report.language
        # clicks are then of a period and posts of all time: no quotient of theirs is fair
        self._is_cut = report.breakdown.is_cut
        self._answered = Answered.of(report)

    def in_short(self) -> Iterator[str]:
        """Three sentences for someone who reads no further."""
        yield from self._shares()
        yield from self._clicks()
        yield from self._adoption()

    def beside(self, name: str) -> str:
        """A few words that give the large figure of that measure its scale."""
        text = phrases.BESIDE[name]
        if name == "clicks_people" and self._is_cut:
            text = phrases.BESIDE_CLICKS_OF_A_PERIOD
        if name == "share_rate" and self._answered:
            text = phrases.BESIDE_RATE_UNANSWERED
        pairs = self._report.breakdown.figures.teams["adoption"].values()
        return plain_sentence(
            self._say(
                text,
                accepted=self._n("shares_accepted"),
                offered=self._offers(),
                each=self._n("clicks_per_post"),
                sharers=number(sum(pair.part for pair in pairs), self._language),
                advocates=self._n("advocates"),
                **self._said_of_answers(),
            )
        )

    def happened(self) -> Iterator[str]:
        """What stands out, and only what the figures bear."""
        yield from self._days()
        yield from self._networks()
        yield from self._stories()

    def sure(self) -> Iterator[str]:
        """How sure the figures are, and what they are not."""
        yield self._say(phrases.COUNTS)
        if self._known("clicks_people"):
            yield self._say(phrases.CLICKS)
        yield from self._in_doubt()
        yield self._say(phrases.NO_VIEWS)
        yield self._say(phrases.NO_CAUSE)

    def next_steps(self) -> Iterator[Step]:
        """What to do now, most pressing first."""
        for name, text in phrases.STEPS.items():
            count = self._known(f"shares_{name}")
            if count:
                yield Step(
                    text=self._say(text, n=self._n(f"shares_{name}"), s=_s(count), is_=_is(count)),
                    command=f"advocacy shares --state {name}",
                )
        yield from map(self._step, self._advice())

    def _advice(self) -> Iterator[Text]:
        rate, adoption = self._report["share_rate"].value, self._report["adoption"].value
        if rate is not None and rate < _FEW_ACCEPT:
            yield phrases.FEWER_OFFERS
        if adoption is not None and adoption < _HALF:
            yield phrases.ASK_THOSE_WHO_DID_NOT
        if adoption:
            yield phrases.TELL_THOSE_WHO_DID
        yield phrases.NEXT_TIME_BY_LOT

    # sentences

    def _shares(self) -> Iterator[str]:
        offered, accepted = self._report["shares_offered"], self._report["shares_accepted"]
        if not offered.value:
            is_quiet = self._report.breakdown.is_quiet and not self._known("clicks_people")
            yield self._say(phrases.NOTHING_HAPPENED if is_quiet else phrases.NOTHING_OFFERED)
            return
        posts = self._known("posts")
        pair = self._report.breakdown.whole("share_rate") if accepted.is_shown else None
        yield self._say(
            phrases.ACCEPTED if pair else phrases.OFFERED,
            offered=self._offers() if pair else self._n("shares_offered"),
            o_s=_s(pair.whole if pair else 0),
            accepted=self._n("shares_accepted"),
            were=phrases.WERE_ACCEPTED[(accepted.value or 0) > 1],
            rate=self._n("share_rate"),
            posts=self._n("posts"),
            s=_s(posts),
            is_=_is(posts),
        )
        if pair and self._answered:
            is_ = _is(self._answered.open.value or 0)
            yield self._say(phrases.UNANSWERED, is_=is_, **self._said_of_answers())

    def _clicks(self) -> Iterator[str]:
        if self._report["clicks_people"].kind is Kind.ABSENT:
            return
        if not self._report["clicks_people"].is_shown:
            yield self._say(phrases.CLICKS_WITHHELD, n=self._report.breakdown.min_group)
            return
        clicks, bots = self._known("clicks_people"), self._known("clicks_bots")
        said = [self._say(phrases.NO_CLICKS)]
        if clicks:
            each = self._n("clicks_per_post")
            text = phrases.FOLLOWED_IN_A_PERIOD if self._is_cut else phrases.FOLLOWED
            said = [self._say(text, clicks=self._n("clicks_people"), s=_s(clicks), each=each)]
        if bots:
            said.append(self._say(phrases.BOTS[bots > 1], bots=self._n("clicks_bots")))
        yield " ".join(said)

    def _adoption(self) -> Iterator[str]:
        pairs = self._report.breakdown.figures.teams["adoption"].values()
        part, whole = sum(pair.part for pair in pairs), sum(pair.whole for pair in pairs)
        if whole:
            yield self._say(
                phrases.ADOPTION,
                day=day(self._report.as_of, self._language),
                part=self._marked("adoption", number(part, self._language)),
                whole=self._n("advocates"),
                rate=self._n("adoption"),
            )
        if whole and self._report["activation"].is_shown:
            yield self._say(phrases.ACTIVATION, rate=self._n("activation"))

    def _days(self) -> Iterator[str]:
        counts = exact_column(self._report.by("day"), "clicks_people")
        total = sum(count for _row, count in counts)
        if not total:
            return
        best = max(count for _row, count in counts)
        busiest = [row for row, count in counts if count == best]
        half, seen = busiest[0], 0.0
        for row, count in counts:
            seen += count
            half = row
            if 2 * seen >= total:
                break
        yield self._say(
            phrases.BUSIEST if len(busiest) == 1 else phrases.BUSIEST_TIED,
            day=self._day(busiest[0]),
            n=self._marked("clicks_people", number(best, self._language)),
            s=_s(best),
            half=self._day(half),
        )

    def _networks(self) -> Iterator[str]:
        table = self._report.by("network")
        clicks, posts = exact_column(table, "clicks_people"), exact_column(table, "posts")
        total, made = sum(count for _row, count in clicks), sum(count for _row, count in posts)
        if len(clicks) < 2 or not total or not made:  # noqa: PLR2004 - a comparison takes two
            return
        first, most = clicks[0]
        share = next(count for row, count in posts if row.key == first.key)
        yield self._say(
            phrases.NETWORK,
            network=first.label,
            posts=self._marked("posts", written(share / made, Form.PERCENT, self._language)),
            clicks=self._marked("clicks_people", written(most / total, Form.PERCENT, self._language)),
        )

    def _stories(self) -> Iterator[str]:
        stories = Followed.of(self._report)
        if self._is_cut or len(stories) < 2:  # noqa: PLR2004 - a comparison takes two
            return
        first, second, before, last = stories[0], stories[1], stories[-2], stories[-1]
        most, least = self._each(first), self._each(last)
        said = []
        if first.is_apart(second, self._language):
            words = {"first": first.label, "second": second.label, "next": self._each(second)}
            said.append(self._say(phrases.STORY_MOST, most=most, **words))
        if before is not first and before.is_apart(last, self._language):
            words = {"last": last.label, "second": before.label, "next": self._each(before)}
            said.append(self._say(phrases.STORY_LEAST, least=least, **words))
        if said:
            yield " ".join((*said, self._say(phrases.STORIES_NO_WHY)))
        elif most != least and not first.is_apart(last, self._language):
            yield self._say(phrases.STORIES_ALIKE, most=most, least=least)

    def _in_doubt(self) -> Iterator[str]:
        counts = {name: self._known(f"shares_{name}") for name in phrases.MAYBE}
        reasons = [
            phrases.MAYBE[name].format(n=self._n(f"shares_{name}"), s=_s(count), is_=_is(count))
            for name, count in counts.items()
            if count
        ]
        if reasons:
            yield self._say(
                phrases.MAYBE_MORE_POSTS,
                posts=self._n("posts"),
                s=_s(self._known("posts")),
                is_=_is(self._known("posts")),
                most=self._marked(
                    "posts", number(self._known("posts") + sum(counts.values()), self._language)
                ),
                why=joined(tuple(reason.say(self._language) for reason in reasons), self._language),
            )

    # words

    def _say(self, text: Text, **values: object) -> str:
        return text.format(**values).say(self._language)

    def _step(self, text: Text) -> Step:
        return Step(text=self._say(text))

    def _n(self, name: str) -> str:
        return self._marked(name, self._report[name].say(measure(name).form, self._language))

    def _offers(self) -> str:
        """The offers that the share rate is about."""
        pair = self._report.breakdown.whole("share_rate")
        return self._marked("shares_offered", number(pair.whole if pair else 0, self._language))

    def _marked(self, name: str, said: str) -> str:
        return f"\ue000{name}\ue001{said}\ue002"

    def _known(self, name: str) -> int:
        return int(self._report[name].value or 0)

    def _each(self, story: Followed) -> str:
        return self._marked("clicks_per_post", story.said(self._language))

    def _said_of_answers(self) -> dict[str, str]:
        said = self._answered.said(self._language) if self._answered else {}
        return {name: self._marked("share_rate", value) for name, value in said.items()}

    def _day(self, row: Row) -> str:
        return day(date.fromisoformat(row.key), self._language)


def plain_sentence(sentence: str) -> str:
    r"""A sentence without its marks.

    >>> plain_sentence("\ue000posts\ue00112\ue002 posts")
    '12 posts'
    """
    return _MARK.sub(lambda mark: mark["said"], sentence)


def parts(sentence: str) -> Iterator[tuple[str, str]]:
    r"""A sentence in pieces: the measure of each (an empty string for words), and what is said.

    >>> list(parts("\ue000posts\ue00112\ue002 posts"))
    [('posts', '12'), ('', ' posts')]
    """
    start = 0
    for mark in _MARK.finditer(sentence):
        if mark.start() > start:
            yield "", sentence[start : mark.start()]
        yield mark["measure"], mark["said"]
        start = mark.end()
    if start < len(sentence):
        yield "", sentence[start:]


def _s(count: float) -> Text:
    """The ending of a plural; nothing is singular in French and plural in English."""
    return Text(fr="s" if count > 1 else "", en="" if count == 1 else "s")


def _is(count: float) -> Text:
    return Text(fr="est" if count <= 1 else "sont", en="is" if count == 1 else "are")
