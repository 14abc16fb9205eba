"""Letting chance decide who is asked: drawn and kept before anybody is, and kept to by every offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from advocacy.errors import InvalidInput, Mistake, NotAllowed, NotFound
from advocacy.language import Text, counted, told_day
from advocacy.program.asking import Asking
from advocacy.program.names import require_known
from advocacy.storage import advocates, lift_plans, reviews, shares, stories
from advocacy.storage.lift_plans import KeptPlan

if TYPE_CHECKING:
    from advocacy.content.edition import Edition
    from advocacy.reach.encouragement import Encouragement
    from advocacy.reach.lift import Lift


class Encouraging(Asking):
    """The part of `Program` that learns what asking caused."""

    def encourage(
        self,
        campaign: str,
        *,
        outcome: str,
        spread: float,
        seed: int,
        budget: int | None = None,
        by: str = "programme",
    ) -> Encouragement:
        """Draw which teams are asked for which stories of a campaign, so as to learn what asking caused.

        The draw is kept. From then on `offer` asks, for a story of it, only the teams that were drawn for it,
        and those that take no part; `offer_drawn` makes all its offers. Keep `registration()` where it cannot
        be changed as well. Nobody is forbidden to share what they were not asked for.

        Args:
            campaign: its stories are the items.
            outcome: what will be counted for each story and team, in words.
            spread: its standard deviation between such cells, from an earlier campaign.
            seed: any number, chosen before.
            budget: how many stories a team may be asked for; as many as a person may be asked in a week
                (`schedule.asks_per_week`) where it is not given.
            by: who draws, for the record.

        Raises:
            InvalidInput: too few stories, or too few teams of ten people or more (`programme.min_group`).
            NotAllowed: somebody was offered one of the stories already: what was asked cannot be left to
                chance any more.
            NotFound: there is no such campaign.
        """
        from advocacy.reach.encouragement import encourage  # noqa: PLC0415 - heavy: imported on first use

        most = self.settings.schedule.asks_per_week if budget is None else budget
        with self.store.begin() as tx:
            require_known(tx, campaign=campaign)
            self._require_unasked(tx, campaign)
            drawn = encourage(
                items=stories.of_campaign(tx, campaign),
                teams=sorted(self._large_teams(tx)),
                budget=most,
                outcome=outcome,
                spread=spread,
                seed=seed,
                clock=self.clock,
            )
            self._keep_plan(tx, campaign, drawn, by)
        return drawn

    def registered_plan(self, campaign: str) -> Encouragement:
        """The design of a campaign, as it was drawn and kept.

        Raises:
            NotFound: there is no such campaign, or nothing of it was left to chance.
        """
        from advocacy.reach.encouragement import Encouragement  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            require_known(tx, campaign=campaign)
            kept = lift_plans.of(tx, campaign)
        if kept is None:
            raise NotFound(_NO_PLAN.format(campaign=campaign))
        return Encouragement.read(kept.registration)

    def lift(self, plan: Encouragement, outcomes: Mapping[tuple[str, str], Mapping[str, float]]) -> Lift:
        """What asking caused, by a registered plan; shares that are not given are counted here.

        So is spill-over (`exposed`), where enough people of the teams let their followers be counted. Where
        the plan was kept, its `notes` tell that the answer is early (the campaign is not over, or people were
        asked and have not answered), that it was drawn more than once, and which teams took no part.

        Args:
            plan: as it was registered.
            outcomes: of every story and team of the plan, asked or not.

        Raises:
            InvalidInput: a cell is missing or not of the plan, a team is too small to be counted, or another
                plan was kept for these stories.
        """
        from advocacy.reach.exposure import exposed  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.lift import CellOutcome, lift  # noqa: PLC0415 - heavy: imported on first use

        least = self.settings.programme.min_group
        with self.store.read() as tx:
            posted = shares.posted_by_team(tx)
            small = set(plan.teams) - self._large_teams(tx)
            kept = {each.mark: each for each in lift_plans.every(tx) if plan.items == self._items(each)}
            notes = tuple(self._notes(tx, plan, kept[plan.mark].campaign)) if plan.mark in kept else ()
        if small:
            found = _SMALL.format(teams=", ".join(sorted(small)), least=least)
            raise InvalidInput(Mistake(field="teams", message=found))
        if kept and plan.mark not in kept:
            raise InvalidInput(Mistake(field="plan", message=_ANOTHER.format(mark=min(kept))))
        mixed = exposed(self.store, plan, min_group=least)
        told_of = []
        for (item, team), told in outcomes.items():
            known = {"shares": float(posted.get((item, team), 0)), **told}
            if (item, team) in mixed:
                known.setdefault("exposed", mixed[item, team])
            told_of.append(CellOutcome(item=item, team=team, **known))
        return replace(lift(plan, told_of), notes=notes)

    def _notes(self, tx: Connection, plan: Encouragement, campaign: str) -> Iterator[Text]:
        """What a reader of the answer must know of the draw and of how far it has come."""
        ends = next((each.ends for each in stories.campaigns_of(tx) if each.id == campaign), None)
        if ends and self.clock().astimezone(self.zone).date() <= ends:
            yield _NOT_OVER.format(day=told_day(ends))
        if not lift_plans.offered(tx, campaign):
            yield _NOT_BEGUN
        open_still = lift_plans.unanswered(tx, campaign)
        if open_still:
            yield _UNANSWERED.format(
                asks=counted(open_still, fr=("invitation", "invitations"), en=("ask", "asks"))
            )
        draws = lift_plans.draws(tx, campaign)
        if draws > 1:
            yield _REDRAWN.format(times=draws)
        absent = sorted(advocates.team_sizes(tx).keys() - set(plan.teams))
        if absent:
            yield _ABSENT.format(teams=", ".join(absent))

    def _not_asked(self, tx: Connection, edition: Edition) -> frozenset[str]:
        """Teams that chance left unasked for a story; none where nothing was drawn."""
        kept = lift_plans.of(tx, edition.story.campaign)
        if kept is None:
            return frozenset()
        from advocacy.reach.encouragement import Encouragement  # noqa: PLC0415 - heavy: imported on first use

        plan = Encouragement.read(kept.registration)
        if edition.id not in plan.items:
            return frozenset()
        return frozenset(team for team in plan.teams if (edition.id, team) not in plan.asked)

    def _require_unasked(self, tx: Connection, campaign: str) -> None:
        asked = lift_plans.offered(tx, campaign)
        if asked:
            raise NotAllowed(_ASKED.format(campaign=campaign, stories=", ".join(asked)))

    def _keep_plan(self, tx: Connection, campaign: str, drawn: Encouragement, by: str) -> None:
        """Keep the draw; one that nobody was asked by yet may be drawn anew, and both are written down."""
        now = self.clock()
        kept = KeptPlan(
            campaign=campaign, mark=drawn.mark, registration=drawn.registration(), registered_at=now
        )
        lift_plans.put(tx, kept)
        about = {"mark": drawn.mark, "seed": drawn.seed}
        reviews.note(tx, by=by, verb="draw", subject=f"campaign:{campaign}", now=now, detail=about)

    @staticmethod
    def _items(kept: KeptPlan) -> tuple[str, ...]:
        from advocacy.reach.encouragement import Encouragement  # noqa: PLC0415 - heavy: imported on first use

        return Encouragement.read(kept.registration).items

    def _large_teams(self, tx: Connection) -> set[str]:
        sizes = advocates.team_sizes(tx)
        return {team for team, people in sizes.items() if people >= self.settings.programme.min_group}


_SMALL = Text(
    fr="moins de {least} personnes : {teams}. Réunissez ces équipes, ou laissez-les hors de l’essai",
    en="fewer than {least} people: {teams}. Combine these teams, or leave them out of the trial",
)
_ANOTHER = Text(
    fr="un autre plan fut gardé pour ces contenus (marque {mark}) : lisez les résultats par lui",
    en="another design was kept for these items (mark {mark}): read the outcomes by it",
)
_ASKED = Text(
    fr="« {campaign} » : {stories} ont déjà été proposées. Le sort se tire avant la première offre ; "
    "prenez une campagne à venir.",
    en="“{campaign}”: {stories} were offered already. Chance must decide before the first offer; take a "
    "campaign to come.",
)
_NO_PLAN = Text(
    fr="« {campaign} » n’a pas de plan : rien n’y fut laissé au sort. En tirer un : advocacy lift plan",
    en="“{campaign}” has no design: nothing of it was left to chance. To draw one: advocacy lift plan",
)
_NOT_OVER = Text(
    fr="Réponse prématurée : la campagne dure jusqu’au {day}. Relisez-la ensuite.",
    en="This answer is early: the campaign runs until {day}. Read it again afterwards.",
)
_NOT_BEGUN = Text(
    fr="Réponse prématurée : rien de ce tirage n’a encore été proposé par le programme.",
    en="This answer is early: nothing of this draw was offered through the programme yet.",
)
_UNANSWERED = Text(
    fr="Réponse prématurée : {asks} sans réponse à ce jour. Relisez-la ensuite.",
    en="This answer is early: {asks} not answered yet. Read it again afterwards.",
)
_REDRAWN = Text(
    fr="Tiré au sort {times} fois avant la première offre. Ceci lit le dernier tirage ; les événements "
    "disent chacun.",
    en="Drawn {times} times before the first offer; this reads the last draw, and the events tell each.",
)
_ABSENT = Text(
    fr="Équipes hors de l’essai (trop petites au tirage, ou venues depuis) : {teams}.",
    en="Teams that took no part (too small when it was drawn, or newer): {teams}.",
)
