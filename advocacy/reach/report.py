"""What came of it: one consistent view of a programme, told in tables, plots and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from advocacy.clock import Clock, utc_now
from advocacy.errors import NotFound
from advocacy.language import Language, Text
from advocacy.reach.breakdown import COLUMNS, Breakdown
from advocacy.reach.engines import Engine, StoreEngine
from advocacy.reach.estimates import NOT_A_WHOLE_CAMPAIGN, Estimates, estimates_of
from advocacy.reach.figures import read_figures
from advocacy.reach.frames import Holds, Tabular
from advocacy.reach.labels import Labels
from advocacy.reach.metrics import measure, reported
from advocacy.reach.number import Kind, Number
from advocacy.reach.plots import Plot
from advocacy.reach.question import Question
from advocacy.reach.table import Table, plain
from advocacy.reach.tabulate import plot_of, table_of
from advocacy.reach.tidy import HOLDS, notes, tidy
from advocacy.settings import Settings
from advocacy.storage import Store
from advocacy.storage.days import date_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from advocacy.reach.comparison import Comparison
    from advocacy.reach.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class Report(Tabular):
    """A programme, or one campaign of it, over a period.

    It was read at once, from one state of the data, and asks nothing more of the database but to be compared.
    Made by `report`.
    """

    breakdown: Breakdown = field(repr=False)
    labels: Labels = field(repr=False)
    programme: str
    """Its name."""
    campaign: str | None
    since: date | None
    until: date | None
    as_of: date
    """People are counted as they stood at the end of this day, or when the report was made."""
    made_at: datetime
    """In the programme's time zone."""
    numbers: Mapping[str, Number] = field(default_factory=dict, repr=False)
    """Every measure over the whole report, by name."""
    estimates: Estimates = field(default_factory=Estimates, repr=False)
    """Of people, where the report is of one whole campaign; by network, or why there is none."""
    again: Callable[..., Report] = field(repr=False, compare=False)
    """Reads another period or campaign, as this one was read."""

    @property
    def language(self) -> str:
        """The language of its titles and sentences."""
        return self.labels.language

    @property
    def title(self) -> str:
        """The campaign's name, or the programme's."""
        return self.labels.of("campaign", self.campaign) if self.campaign else self.programme

    @property
    def period(self) -> tuple[date, date]:
        """First and last day: those asked for, or those of the first fact and of the making."""
        days = [day for counts in self.breakdown.figures.days.values() for _campaign, day in counts]
        first = self.since or (date_of(min(days)) if days else self.made_at.date())
        return first, self.until or max(self.made_at.date(), first)

    def __getitem__(self, name: str) -> Number:
        """One measure over the whole report.

        Raises:
            NotFound: there is no measure of that name.
        """
        return self.numbers[measure(name).name]

    def estimate(self, name: str, *, network: str = "") -> Estimate:
        """One of `estimates`: ``report.estimate("people_reached", network="linkedin")``.

        Raises:
            NotFound: there is none of that name, or there are several and no network is named.
        """
        found = [each for each in self.estimates if each.name == name and network in {"", each.network}]
        if len(found) != 1:
            known = ", ".join(f"{each.name} ({each.network})" for each in self.estimates) or str(
                self.estimates
            )
            raise NotFound(_NO_ESTIMATE.format(name=name, known=known))
        return found[0].estimate

    def by(self, dimension: str) -> Table:
        """The numbers by ``campaign``, ``story``, ``network``, ``team``, ``day`` or ``class`` (of request).

        Raises:
            NotFound: there is no such breakdown.
        """
        return table_of(self.breakdown, self.labels, self.numbers, dimension)

    def plot(self, what: str = "clicks", *, by: str = "day") -> Plot:
        """A picture: ``plot("clicks", by="day")`` sets people against bots, ``plot("posts", by="network")``.

        Raises:
            NotFound: there is no such measure in that breakdown.
        """
        return plot_of(self.by(by), what, began=self._began())

    def compare(
        self,
        other: Report | None = None,
        *,
        campaign: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
    ) -> Comparison:
        """This report beside another: what each shows, the difference, and what may be said of it.

        Args:
            other: the other report; without it, one is read now, of what follows.
            campaign: its campaign; by default this report's.
            since: its first day. Without any of these: as many days as this report has, just before it.
            until: its last day.
        """
        from advocacy.reach.comparison import Comparison  # noqa: PLC0415 - heavy: imported on first use

        if other is None and campaign is since is until is None:
            first, last = self.period
            since, until = first - (last - first) - timedelta(days=1), first - timedelta(days=1)
        if other is None:
            other = self.again(campaign=campaign or self.campaign, since=since, until=until)
        return Comparison.of(self, other)

    def to_dicts(self) -> list[dict[str, object]]:
        """Every number, one a row, with its bounds; what `to_csv` and `to_pandas` give."""
        return list(tidy(self))

    def holds(self, name: str) -> Holds:
        """What the column of that name holds."""
        return HOLDS.get(name, Holds.TEXT)

    def said_below(self) -> tuple[str, ...]:
        """The notes of all breakdowns."""
        return notes(self)

    def to_html(self) -> str:
        """One self-contained page, which asks nothing of any other address."""
        from advocacy.reach.html import page  # noqa: PLC0415 - heavy: imported on first use

        return page(self)

    def save(self, path: str | Path) -> Path:
        """Write the page of `to_html` to a file."""
        written = Path(path)
        written.write_text(self.to_html(), encoding="utf-8")
        return written

    def to_dict(self) -> dict[str, object]:
        """Everything as plain values, for JSON; each number with its definition's version."""
        return {
            "programme": self.programme,
            "campaign": self.campaign,
            "since": self.period[0].isoformat(),
            "until": self.period[1].isoformat(),
            "as_of": self.as_of.isoformat(),
            "made_at": self.made_at.isoformat(),
            "min_group": self.breakdown.min_group,
            "measures": [_plain(name, self.numbers[name]) for name in self.numbers],
            "estimates": [each.plain(self.language) for each in self.estimates],
            "by": {dimension: self.by(dimension).to_dicts() for dimension in COLUMNS},
        }

    def _began(self) -> dict[date, str]:
        """The first offers of each story, by their day."""
        firsts: dict[str, int] = {}
        for (campaign, story), day in self.breakdown.figures.invited.began.items():
            if self.campaign in {None, campaign}:
                firsts[story] = min(day, firsts.get(story, day))
        return {
            date_of(day): ", ".join(
                self.labels.of("story", story) for story in sorted(firsts) if firsts[story] == day
            )
            for day in firsts.values()
        }

    def __rich__(self) -> RenderableType:
        from advocacy.reach.terminal import drawn  # noqa: PLC0415 - heavy: imported on first use

        return drawn(self)

    def __str__(self) -> str:
        return plain(self)

    def _repr_html_(self) -> str:
        from advocacy.reach.notebook import cell  # noqa: PLC0415 - heavy: imported on first use

        return cell(self)


def report(
    source: Store | Engine,
    *,
    settings: Settings,
    campaign: str | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    as_of: date | str | None = None,
    language: str | None = None,
    networks: Mapping[str, str] | None = None,
    clock: Clock = utc_now,
) -> Report:
    """Read what came of a programme.

    Args:
        source: its database, or another engine that holds its facts.
        settings: for its name, its time zone and the smallest group that may be shown.
        campaign: only this one; where the whole of it is asked for, people are estimated too.
        since: first day counted, in the programme's time zone.
        until: last day counted.
        as_of: the day whose advocates are the denominator of adoption; by default `until`, or today.
        language: of titles and sentences; by default the programme's first.
        networks: how networks are called, by their ids.
        clock: what tells the time.

    Raises:
        NotFound: there is no such campaign.
        InvalidInput: a day cannot be read, or the period ends before it begins.
    """
    programme = settings.programme
    zone = ZoneInfo(programme.timezone)
    question = Question.of(campaign=campaign, since=since, until=until, as_of=as_of, zone=zone, now=clock())
    engine = StoreEngine(source) if isinstance(source, Store) else source
    with engine.reading(zone=zone, clock=clock) as reading:
        figures = read_figures(reading, question.asked, min_group=programme.min_group)
    question.require_campaign(figures.names)
    breakdown = Breakdown(
        figures=figures,
        min_group=programme.min_group,
        campaign=question.campaign,
        is_cut=question.is_cut,
        is_dated=question.is_dated,
    )
    said = str(Language.of(language or programme.languages[0]))
    return Report(
        breakdown=breakdown,
        labels=Labels(language=said, names=figures.names, networks=networks or {}),
        programme=programme.name,
        campaign=campaign,
        since=question.since,
        until=question.until,
        as_of=min(question.people_at, question.today),
        made_at=question.now.astimezone(zone),
        again=partial(report, source, settings=settings, language=said, networks=networks, clock=clock),
        numbers={found.name: breakdown.total(found.name) for found in reported()},
        estimates=_estimates(source, question, min_group=programme.min_group, language=said),
    )


def _estimates(source: Store | Engine, question: Question, *, min_group: int, language: str) -> Estimates:
    """Of a whole campaign, from its database; a part of one is not estimated."""
    if not isinstance(source, Store) or not question.campaign or question.is_cut:
        return Estimates(missing=(NOT_A_WHOLE_CAMPAIGN,), language=language)
    return estimates_of(source, question.campaign, min_group=min_group, language=language)


def _plain(name: str, number: Number) -> dict[str, object]:
    found = measure(name)
    bounds = {"low": number.low, "high": number.high} if number.kind is Kind.BETWEEN else {}
    return {"name": name, "version": found.version, "kind": str(number.kind), "value": number.value, **bounds}


_NO_ESTIMATE = Text(
    fr="pas d’estimation « {name} », ou dites de quel réseau ; il y a : {known}",
    en="no estimate “{name}”, or say of which network; there are: {known}",
)
