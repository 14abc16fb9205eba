"""When something may be said: embargo, crisis, and the author's working hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.draft import Context, Crisis
from advocacy.charter.normalise import fold
from advocacy.charter.reading import Hit, Reading, Span
from advocacy.charter.rule import past
from advocacy.charter.settings import WorkingHours
from advocacy.charter.terms import Day, released
from advocacy.language import Text, told_day, told_moment


class Window(Check):
    """`embargo` on words, `freeze` in a crisis, its `topic`, or the `hours` of the programme."""

    kind: Literal["window"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"until", "reason", "time"})
    of: Literal["embargo", "freeze", "topic", "hours"]

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to look at the calendar."""
        country = workshop.around.country
        if self.of == "embargo":
            return Matcher(gate=lambda reading: bool(reading.context.embargo), find=_embargoed)
        if self.of == "hours":
            hours = workshop.house.working_hours
            return Matcher(gate=_is_planned, find=lambda reading: _outside(reading, hours, country))
        find = _frozen if self.of == "freeze" else _on_topic
        return Matcher(gate=lambda reading: _in_crisis(reading, country), find=find)


def _embargoed(reading: Reading) -> Iterator[Hit]:
    for term, until in reading.context.embargo.items():
        if released(until, reading.context.when):
            continue
        for start, end in _places(reading, term):
            yield Hit(start=start, end=end, values={"until": told(until), "name": term}, names=(term,))
            break


def _places(reading: Reading, term: str) -> Iterator[Span]:
    """Where the words of `term` stand, in the text or in a hashtag."""
    wanted = fold(term)
    if not wanted:
        return
    padded = f" {reading.plain.words} "
    place = padded.find(f" {wanted} ")
    while place >= 0:
        tag = next((tag for tag in reading.hashtags if tag.start <= place < tag.end), None)
        yield (place, place + len(wanted)) if tag is None else (tag.start, tag.end)
        place = padded.find(f" {wanted} ", place + 1)
    for tag in reading.hashtags:
        if f" {wanted} " in f" {tag.words} " or tag.compact == wanted.replace(" ", ""):
            yield tag.start, tag.end


def _in_crisis(reading: Reading, country: str | None) -> bool:
    context, crisis = reading.context, reading.context.crisis
    if crisis is None or not _is_on(crisis, context):
        return False
    scope = (crisis.scope,) if isinstance(crisis.scope, str) else crisis.scope
    where = (context.author_country or country or "").lower()
    concerned = {each.lower() for each in scope}
    if not concerned & {"all", "*", "tous"} and where not in concerned:
        return False
    said = reading.plain.words.split()
    return all(fold(text).split() != said for text in crisis.approved)


def _is_on(crisis: Crisis, context: Context) -> bool:
    if crisis.from_ is not None and context.when is not None and not released(crisis.from_, context.when):
        return False
    return not past(crisis.until, context)


def _frozen(reading: Reading) -> Iterator[Hit]:
    crisis = reading.context.crisis
    if crisis is not None:
        yield Hit(values={"until": told(crisis.until), "reason": crisis.name}, names=(crisis.name,))


def _on_topic(reading: Reading) -> Iterator[Hit]:
    crisis = reading.context.crisis
    if crisis is None:
        return
    spans = [span for topic in (crisis.name, *crisis.topics) for span in _mentions(reading, topic)]
    for start, end in spans[:1]:
        yield Hit(start=start, end=end, values={"until": told(crisis.until), "reason": crisis.name})


def _mentions(reading: Reading, topic: str) -> Iterator[Span]:
    """Where all words of `topic` stand together, with little between them."""
    wanted = set(fold(topic).split())
    words = list(_words(reading.plain.words))
    near: list[tuple[str, int, int]] = []
    for word in words:
        if word[0] in wanted:
            near = [*[old for old in near if word[1] - old[2] <= _CLOSE and old[0] != word[0]], word]
            if {each[0] for each in near} == wanted:
                yield near[0][1], near[-1][2]
                return


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    place = 0
    for word in text.split(" "):
        if word:
            yield word, place, place + len(word)
        place += len(word) + 1


def _is_planned(reading: Reading) -> bool:
    return reading.context.scheduled_by == "programme" and reading.context.when is not None


def _outside(reading: Reading, hours: WorkingHours, country: str | None) -> Iterator[Hit]:
    context = reading.context
    if context.when is None:
        return
    local = context.when.astimezone(ZoneInfo(context.author_tz or hours.zone))
    where = context.author_country or hours.country or country
    if not context.author_on_leave and is_working(local, hours, where):
        return
    following = next_working(local, hours, where)
    yield Hit(values={"time": _at(following) if following else _LATER})


def _at(moment: datetime) -> Text:
    """A moment as it stands in a sentence: “suggests 4 May …”, « propose le 4 mai … »."""
    told = told_moment(moment)
    return Text(fr=f"le {told.fr}", en=told.en)


def is_working(local: datetime, hours: WorkingHours, country: str | None) -> bool:
    """Whether `local` is a working moment: a working day, no holiday, within the hours."""
    if _DAYS[local.weekday()] not in hours.days or is_holiday(local.date(), country):
        return False
    return hours.from_ <= local.time().replace(tzinfo=None) < hours.to


def next_working(local: datetime, hours: WorkingHours, country: str | None) -> datetime | None:
    """The start of the first working time after `local`; None when none comes within a month."""
    opening = {"hour": hours.from_.hour, "minute": hours.from_.minute, "second": 0, "microsecond": 0}
    for ahead in range(_MONTH):
        start = (local + timedelta(days=ahead)).replace(**opening)  # type: ignore[arg-type]
        if start > local and is_working(start, hours, country):
            return start
    return None


def is_holiday(on: date, country: str | None) -> bool:
    """Whether `on` is a public holiday of `country` (ISO 3166 code)."""
    return country is not None and on in _holidays(country.upper(), on.year)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415  heavy: imported on first use

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def told(until: Day | None) -> Text:
    """A moment or day in words, after “until” and « jusqu’au »; an open end is said so."""
    if until is None:
        return Text(fr="prochain avis", en="further notice")
    if isinstance(until, datetime):
        return told_moment(until)
    return told_day(until)


_LATER = Text(fr="votre prochaine heure de travail", en="your next working hour")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = 31
_CLOSE = 20
"""Characters that may stand between two words of a topic."""
