"""The demonstration, step by step: one straight line from a story to a report."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from advocacy.cli.demo.answers import REASON, Answer, answers, own_words
from advocacy.cli.demo.networks import Networks, networks
from advocacy.cli.demo.outcome import Outcome, counted
from advocacy.cli.demo.readers import follow, free_port, serving
from advocacy.cli.demo.stage import key, new_folder, settings_in
from advocacy.cli.demo.steps import first_steps, next_steps
from advocacy.cli.speech import say, spoken
from advocacy.clock import ShiftedClock
from advocacy.content import Campaign
from advocacy.documents import load
from advocacy.errors import CharterRefusal
from advocacy.people import Lane
from advocacy.program import Program
from advocacy.share import Share, ShareState

T = TypeVar("T")

DAYS = 10
STORIES = {"aria-quiet": 0, "repair-guide": 2, "technician-day": 5}
"""Each story and the day on which it is offered."""
SLIP = {
    "fr": "Je travaille chez Acme. Deux ans sur le Projet Boréal, et voilà ce que l’on entend : rien. {link}",
    "en": "I work at Acme. Two years on Project Boreal, and this is what one hears: nothing. {link}",
}
LOST_ON = 1


def run(
    *,
    report: Path | None = None,
    pds: Path | None = None,
    keep: Path | None = None,
    quiet: bool = False,
    seed: int = 20260302,
) -> Outcome:
    """Run it all in the folder `keep`, or in one that is deleted afterwards: then only the report stays.

    Raises:
        InvalidInput: there is something in the folder `keep`.
    """
    kept = new_folder(keep) if keep is not None else None
    page = report or (kept or Path()) / "report.html"
    with ExitStack() as stack:
        folder = kept or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="advocacy-demo-")))
        stack.enter_context(key(kept))
        clock = ShiftedClock(days=-DAYS)
        servers = stack.enter_context(networks(pds, clock))
        settings = settings_in(folder, servers, port=free_port())
        program = stack.enter_context(Program.open(settings=settings, clock=clock))
        port = int(settings.tracking.base_url.rpartition(":")[2])
        stack.enter_context(serving(settings.database.url, settings.tracking, port, clock))
        console = Console(quiet=quiet, highlight=False)
        luck = random.Random(seed)  # noqa: S311 - a demonstration that repeats
        outcome = Demo(program, servers, clock, folder=folder, console=console, luck=luck).play(page)
        steps = first_steps() if keep is None else next_steps(program, keep)
        console.print(f"\n{steps}", markup=False)
        return outcome if kept is None else replace(outcome, kept=str(kept))


class Demo:
    """One run of the demonstration."""

    def __init__(
        self,
        program: Program,
        servers: Networks,
        clock: ShiftedClock,
        *,
        folder: Path,
        console: Console,
        luck: random.Random,
    ) -> None:
        self.program = program
        self.servers = servers
        self.clock = clock
        self.folder = folder
        self.console = console
        self.luck = luck
        self.waiting: list[Answer] = []
        self.blocked_then_passed = False
        self.coached = 0
        self.confirmed = 0

    def play(self, report: Path) -> Outcome:
        """All steps, and what came of them."""
        self._take_part()
        self._approve()
        self._ten_days()
        return self._tell(report)

    def _take_part(self) -> None:
        self._title(
            say(
                "1. Quatre-vingts personnes, deux langues, cinq équipes",
                "1. Eighty people, two languages, five teams",
            )
        )
        self.program.import_advocates(self.folder / "advocates.csv")
        people = self.program.advocates()
        profiles = [
            (person.id, profile.network)
            for person in people
            for profile in person.profiles
            if profile.lane is Lane.TOKEN
        ]
        for who, network in self._progress(profiles, say("comptes reliés", "accounts connected")):
            self.program.connect(who, network, self.servers.add_account(network, f"{who}.acme"), by=who)
        told = say(
            "{n} ambassadeurs, {m} comptes reliés ; les autres publient eux-mêmes.",
            "{n} advocates, {m} accounts connected; the others post themselves.",
        )
        self._say(told.format(n=len(people), m=len(profiles)))

    def _approve(self) -> None:
        self._title(
            say(
                "2. Trois histoires, relues par la charte, approuvées par deux rôles",
                "2. Three stories, reviewed by the charter, approved by two roles",
            )
        )
        self.program.add_campaign(load(self.folder / "campaigns/spring.yaml", Campaign))
        for name in STORIES:
            edition = self.program.add_story(self.folder / f"stories/{name}.yaml")
            verdict = self.program.submit(edition).verdict
            self.program.approve(edition, by="maria", role="marketing")
            self.program.approve(edition, by="claire", role="hr")
            title = edition.story.title.say(spoken())
            passed = say("rien à redire", "nothing to say against it") if verdict == "pass" else str(verdict)
            self._say(f"  {title} — {passed}, {say('approuvée', 'approved')}")

    def _ten_days(self) -> None:
        self._title(say("3. Dix jours en une minute", "3. Ten days in a minute"))
        for day in self._progress(range(DAYS), say("jours", "days")):
            self._offer_on(day)
            self._answer_on(day)
            if day == LOST_ON:
                self.servers.lose_an_answer()
            self.program.publish()
            self._read()
            self.clock.shift(days=1)
        self._say(
            say(
                "Un collègue l’avait déjà écrit, a dit la charte : {n} personnes ont changé leurs mots, "
                "{m} ont confirmé avec une raison.",
                "A colleague had written that already, said the charter: {n} people changed their words, "
                "{m} confirmed with a reason.",
            ).format(n=self.coached, m=self.confirmed)
        )
        self._say(
            say(
                "Une réponse du réseau s’est perdue ; le partage a été vérifié, pas publié deux fois.",
                "One answer of the network was lost; the share was checked, not posted twice.",
            )
        )

    def _offer_on(self, day: int) -> None:
        for name, first_day in STORIES.items():
            if first_day == day:
                offers = self.program.offer(name)
                self.waiting += answers(offers, self.luck, first_day=day, days=min(4, DAYS - day))

    def _answer_on(self, day: int) -> None:
        for answer in [one for one in self.waiting if one.day == day]:
            self.waiting.remove(answer)
            share = answer.share
            if not answer.accepts:
                self.program.decline(share, by=share.advocate)
            elif not self.blocked_then_passed and share.network in self.servers.settings:
                self._slip(share)
            else:
                self._accept(share, answer.text)

    def _accept(self, share: Share, text: str | None) -> None:
        """As suggested; told that colleagues said the same, in one's own words; else with a reason."""
        for words in (text, own_words(share.language, self.luck)):
            try:
                self.program.accept(share, by=share.advocate, text=words)
            except CharterRefusal as refusal:
                warned = [finding.rule for finding in refusal.review]
            else:
                self.coached += words is not text
                return
        self.confirmed += 1
        reasons = dict.fromkeys(warned, REASON)
        self.program.accept(share, by=share.advocate, text=words, confirm=reasons)

    def _slip(self, share: Share) -> None:
        """Somebody writes a code name; the charter says why not, and how to mend it."""
        words = SLIP["fr" if share.language.startswith("fr") else "en"].format(link=share.link)
        try:
            self.program.accept(share, by=share.advocate, text=words)
        except CharterRefusal as refusal:
            mended = refusal.review.apply()
            self._say(say("\nUn collègue écrit :", "\nA colleague writes:") + f"\n  {words}")
            self._say("\n".join(f"  {line}" for line in refusal.review.say(spoken()).splitlines()))
            self._say(say("Corrigé, relu, accepté :", "Mended, reviewed, accepted:") + f"\n  {mended}\n")
            self.program.accept(share, by=share.advocate, text=mended)
            self.blocked_then_passed = True

    def _read(self) -> None:
        """People and robots follow the links of what stands on the networks, most of them early."""
        for share in self.program.shares(state=ShareState.HANDED_OFF):
            follow([share.link], self.luck, people=0.6, robots=0.2)
        published = self.program.shares(state=ShareState.PUBLISHED)
        now = self.clock()
        for days_old, people, robots in ((0, 2.6, 2.2), (1, 1.3, 0.3), (2, 0.6, 0.1)):
            links = [
                share.link
                for share in published
                if share.published_at and (now - share.published_at).days == days_old
            ]
            follow(links, self.luck, people=people, robots=robots)

    def _tell(self, path: Path) -> Outcome:
        self._title(say("4. Ce qui en est venu", "4. What came of it"))
        report = self.program.report(campaign="spring", language=spoken())
        self.console.print(report)
        path.write_text(report.to_html(), encoding="utf-8")
        outcome = counted(self.program, self.servers, path, blocked_then_passed=self.blocked_then_passed)
        self._say(outcome.told())
        return outcome

    def _title(self, text: str) -> None:
        self.console.rule(text, align="left")

    def _say(self, text: str) -> None:
        self.console.print(text, markup=False)

    def _progress(self, things: Sequence[T], label: str) -> Iterator[T]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True, disable=self.console.quiet) as progress:
            yield from progress.track(things, description=label)
