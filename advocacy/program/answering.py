"""One measure by its name, and what is told only where it was turned on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from advocacy.connectors import registry
from advocacy.errors import InvalidInput, Mistake, NotAllowed
from advocacy.language import Language, Text
from advocacy.program.base import Base
from advocacy.storage import advocates, board, reviews

if TYPE_CHECKING:
    from advocacy.reach.answer import Source
    from advocacy.reach.table import Table

Day = date | str | None


class Answering(Base):
    """The part of `Program` that answers questions about single measures."""

    def measured(
        self,
        name: str,
        *,
        by: str = "",
        campaign: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
        language: str | Language = Language.EN,
    ) -> Table:
        """The numbers of one measure, with what it is not.

        Args:
            name: of the measure, as `advocacy metrics list` has it.
            by: ``campaign``, ``story``, ``network``, ``team``, ``day`` or ``month``, where it is told by it.
            campaign: only this campaign.
            since: first day counted, in the programme's time zone.
            until: last day counted.
            as_of: the day whose advocates are counted; by default `until`, or today.
            language: of titles and notes.

        Raises:
            NotFound: there is no such measure, campaign or breakdown.
            NotAllowed: it is off, or is told by `leaderboard` only.
            InvalidInput: it has one table, and is told by nothing else.
        """
        from advocacy.reach import answer, cohorts, equivalents, leaderboard  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.metrics import Behind, Form, measure  # noqa: PLC0415 - heavy: imported on first use

        found, source = measure(name), self._source(language)
        question = source.question(campaign=campaign, since=since, until=until, as_of=as_of)
        if found.behind is Behind.LISTED:
            raise NotAllowed(fr=_BY_NAME.fr, en=_BY_NAME.en)
        if by and (found.form is Form.MONEY or name == "retention"):
            message = _NOT_BY.format(name=name, by=by)
            raise InvalidInput(Mistake(field="by", message=message))
        if found.form is Form.MONEY:
            return equivalents.equivalents(source, question)
        if name == "retention":
            return cohorts.retention(source, question)
        if name == "leaderboard_teams":
            return leaderboard.teams(source, question)
        return answer.answer(source, name, by=by, question=question)

    def equivalents(
        self,
        *,
        campaign: str | None = None,
        since: Day = None,
        until: Day = None,
        language: str | Language = Language.EN,
    ) -> Table:
        """What the same attention would have cost as advertising, by every published formula that has prices.

        Raises:
            NotAllowed: the settings name no prices, `[reach.rates]`.
        """
        return self.measured("emv_clicks", campaign=campaign, since=since, until=until, language=language)

    def leaderboard(
        self,
        *,
        me: str | None = None,
        campaign: str | None = None,
        since: Day = None,
        until: Day = None,
        language: str | Language = Language.EN,
    ) -> Table:
        """Posts of the people who put their own name there, and of the one who asks.

        Args:
            me: whoever looks at it; the host says who that is. Their own row is shown to them alone.
            campaign: only this campaign.
            since: first day counted.
            until: last day counted.
            language: of titles and notes.

        Raises:
            NotAllowed: leaderboards are off in the settings.
        """
        from advocacy.reach.leaderboard import people  # noqa: PLC0415 - heavy: imported on first use

        source = self._source(language)
        with self.store.read() as tx:
            names = {person.id: person.name for person in advocates.select(tx)}
        without = {name for name in registry.networks() if not registry.network(name).capabilities.rewardable}
        question = source.question(campaign=campaign, since=since, until=until)
        return people(source, question, unrewarded=without, names=names, me=me)

    def list_name(self, advocate: str, *, by: str, listed: bool = True) -> None:
        """Put one's own name on the leaderboard, or take it off.

        Raises:
            NotAllowed: `by` is someone else.
            NotFound: nobody of that id takes part.
        """
        if by != advocate:
            raise NotAllowed(fr=_OWN_NAME.fr, en=_OWN_NAME.en)
        with self.store.begin() as tx:
            advocates.get(tx, advocate)
            board.set_listed(tx, advocate, listed=listed)
            reviews.note(
                tx,
                by=by,
                verb="list" if listed else "unlist",
                subject=f"advocate:{advocate}",
                now=self.clock(),
            )

    def record_followers(
        self, advocate: str, network: str, followers: int, *, at: datetime | None = None
    ) -> None:
        """Write down how many follow a person's account, for `summed_followers`.

        Args:
            advocate: whose account.
            network: where.
            followers: how many.
            at: when that was; by default now.

        Raises:
            InvalidInput: a count is at least 0.
            NotFound: there is no such person or network.
        """
        if followers < 0:
            raise InvalidInput(Mistake(field="followers", message=_NEGATIVE))
        registry.network(network)
        with self.store.begin() as tx:
            advocates.get(tx, advocate)
            board.add_followers(tx, advocate, network, followers=followers, at=at or self.clock())

    def _source(self, language: str | Language) -> Source:
        from advocacy.reach.answer import Source  # noqa: PLC0415 - heavy: imported on first use

        return Source.of(
            self.store,
            settings=self.settings,
            language=Language.of(language),
            networks={name: registry.network(name).title for name in registry.networks()},
            clock=self.clock,
        )


_BY_NAME = Text(
    fr="Cette mesure nomme des personnes : advocacy leaderboard",
    en="This measure names people: advocacy leaderboard",
)
_OWN_NAME = Text(
    fr="Chacun met son propre nom au tableau, et personne d’autre.",
    en="Each person puts their own name on the leaderboard, and nobody else does.",
)
_NOT_BY = Text(
    fr="« {name} » a un seul tableau, et ne se détaille pas par « {by} » : demandez-le sans",
    en="“{name}” has one table, and is not told by “{by}”: ask without it",
)
_NEGATIVE = Text(fr="un nombre d’abonnés est au moins 0", en="a number of followers is at least 0")
