"""``advocacy charter test``: every example, what examples reach, and what must never be touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from advocacy.charter.formats import Format, Sheet
from advocacy.cli.commands.charter.files import Files, InFormat, Source, print_sheets, sources_of
from advocacy.cli.output import AsJson, err, out, show
from advocacy.cli.speech import say, spoken
from advocacy.language import number
from advocacy.program import network_facts

if TYPE_CHECKING:
    from advocacy.charter.coverage import Coverage, Part
    from advocacy.charter.mutants import Mutant, Mutation
    from advocacy.charter.rehearsal import Rehearsal
    from advocacy.charter.trials import Trials

Step = Callable[[int, int], None]


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command("test", help=say("Essaie chaque exemple de la charte.", "Try every example of the charter."))(
        try_charters
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What came of one charter."""

    file: str
    trials: Trials
    mutation: Mutation
    coverage: Coverage
    of_packs: bool
    """Whether the last two are about the packs' rules too."""

    def to_json(self) -> dict[str, Any]:
        """Figures, and everything that went wrong."""
        return {
            "file": self.file,
            "passed": self.trials.passed,
            "examples": len(self.trials.tried),
            "failed": [
                {"example": each.trial.name, "text": each.trial.example.text, "problems": each.problems}
                for each in self.trials.failed
            ],
            "untested": [{"rule": each.rule, "lacks": each.lacks} for each in self.trials.untested],
            "protected": self.trials.protected,
            "touched": [{"text": each.post.text, "rule": each.finding.rule} for each in self.trials.touched],
            "of_packs": self.of_packs,
            "mutants": self.mutation.total,
            "possible": self.mutation.possible,
            "survivors": self.mutation.survivors,
            "coverage": self.coverage.rules,
        }


def try_charters(
    files: Files = None,
    *,
    form: InFormat = Format.TEXT,
    packs: Annotated[
        bool, typer.Option("--packs", help=say("Aussi celles des jeux de règles.", "The packs' rules too."))
    ] = False,
    mutants: Annotated[
        int,
        typer.Option("--mutants", min=0, help=say("Au plus tant de mutants.", "At most so many mutants.")),
    ] = 10_000,
    show_all: Annotated[
        bool, typer.Option("--all", help=say("Montre tout ce qui manque.", "Show all that is missing."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Try charters; exit code 1 when an example fails or is missing, or protected speech is touched."""
    tested = [_tested(source, mutants, of_packs=packs) for source in sources_of(files)]
    if as_json:
        show(tested, None, as_json=True)
    elif form is Format.TEXT:
        for each in tested:
            _tell(each, show_all=show_all)
    else:
        print_sheets([_sheet(each) for each in tested], form)
    if not all(each.trials.passed for each in tested):
        raise typer.Exit(1)


def _tested(source: Source, most: int, *, of_packs: bool) -> Tested:
    # heavy: imported on first use
    from advocacy.charter.coverage import coverage  # noqa: PLC0415
    from advocacy.charter.mutants import mutated  # noqa: PLC0415
    from advocacy.charter.trials import tried  # noqa: PLC0415

    rehearsal: Rehearsal = source.rehearsal()
    trials = tried(rehearsal, facts_of=network_facts)
    with _progress(source.name) as step:
        mutation = mutated(rehearsal, facts_of=network_facts, most=most, of_packs=of_packs, on_step=step)
    return Tested(
        file=source.name,
        trials=trials,
        mutation=mutation,
        coverage=coverage(rehearsal, mutation, of_packs=of_packs),
        of_packs=of_packs,
    )


@contextmanager
def _progress(name: str) -> Iterator[Step]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(name, total=None)

        def step(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield step


def _sheet(tested: Tested) -> Sheet:
    from advocacy.charter.sheets import sheet_of_trials  # noqa: PLC0415 - heavy: imported on first use

    return sheet_of_trials(tested.trials, name=tested.file, of_packs=tested.of_packs)


def _tell(tested: Tested, *, show_all: bool) -> None:
    print_sheets([_sheet(tested)], Format.TEXT)
    for line in (*_results(tested.trials), *_reach(tested, show_all), *_left(tested, show_all)):
        out.print(line, markup=False)


def _results(trials: Trials) -> Iterator[str]:
    rules, failed = len(trials.by_rule), len(trials.failed)
    total, well = _n(len(trials.tried)), _n(len(trials.tried) - failed)
    yield say(
        f"Exemples : {total} pour {rules} règles ; comme prévu : {well} ; autrement : {failed}.",
        f"Examples: {total} of {rules} rules; {well} go as they should, {failed} do not.",
    )
    if trials.untested:
        yield say(
            f"Sans tous leurs exemples : {len(trials.untested)} règles.",
            f"Without all their examples: {len(trials.untested)} rules.",
        )
    yield say(
        f"Parole protégée : {trials.protected} posts, dont touchés : {len(trials.touched)}.",
        f"Protected speech: {trials.protected} posts, {len(trials.touched)} touched.",
    )


def _reach(tested: Tested, show_all: bool) -> Iterator[str]:
    coverage = tested.coverage
    rules = _n(len(coverage.rules))
    if not coverage.rules:
        yield say(
            "Aucune règle à vous ; --packs : les jeux de règles.", "No rules of yours; --packs: the packs’."
        )
        return
    if tested.of_packs:
        yield say(
            f"Ce que touchent les exemples de {rules} règles, jeux compris :",
            f"What the examples of {rules} rules reach, packs included:",
        )
    else:
        yield say(
            f"Ce que touchent les exemples de vos règles ({rules}) :",
            f"What the examples of your own rules reach ({rules}):",
        )
    for name, part in (
        (say("règles × langues × genres", "rules × languages × kinds"), coverage.total("cells")),
        (say("réseaux distingués", "networks told apart"), coverage.total("networks")),
    ):
        if part.total:
            yield _line(name, part.reached, part.total) + _missed(part, show_all)
    yield from _noticed(tested.mutation)


def _line(name: str, reached: int, total: int) -> str:
    share = number(100 * reached / total, spoken())
    return f"  {name:28} {_n(reached)} / {_n(total)}" + say(f"  ({share} %)", f"  ({share}%)")


def _missed(part: Part, show_all: bool) -> str:
    shown = part.missed if show_all else part.missed[:_FEW]
    more = "…" if len(shown) < len(part.missed) else ""
    return f"   – {'; '.join(shown)}{more}" if shown else ""


def _noticed(mutation: Mutation) -> Iterator[str]:
    """Of each kind of part, how many an example would miss."""
    from advocacy.charter.mutants import Taken  # noqa: PLC0415 - heavy: imported on first use

    if not mutation.mutants:
        return
    tried, possible = _n(len(mutation.mutants)), _n(mutation.possible)
    some = len(mutation.mutants) < mutation.possible
    yield say(
        "Ce dont un exemple remarque l’absence"
        + (f" ({tried} essayés sur {possible})" if some else "")
        + " :",
        "What an example notices is gone" + (f" ({tried} tried of {possible})" if some else "") + ":",
    )
    for taken, name in (
        (Taken.CONDITION, say("gardes et conditions", "guards and conditions")),
        (Taken.WORD, say("mots des règles", "words of rules")),
        (Taken.LISTED, say("mots des listes", "words of lists")),
    ):
        found = mutation.of(taken)
        if found.total:
            yield _line(name, found.noticed, found.total)


def _left(tested: Tested, show_all: bool) -> Iterator[str]:
    """The parts that no example would miss: the company's own, or all."""
    own = {rule.rule for rule in tested.coverage.rules if rule.pack is None}
    left = [each for each in tested.mutation.survivors if show_all or each.rule in own]
    if left:
        yield say("Personne ne verrait partir :", "Nobody would see these go:")
    for mutant in left if show_all else left[:_FEW_MUTANTS]:
        yield f"  {mutant.file}:{mutant.line}  {mutant.rule}  {_what(mutant)}"
    if len(left) > _FEW_MUTANTS and not show_all:
        more = _n(len(left) - _FEW_MUTANTS)
        yield say(f"  … et {more} de plus (--all)", f"  … and {more} more (--all)")


def _what(mutant: Mutant) -> str:
    return f"{mutant.origin or mutant.part}: {mutant.term}" if mutant.term else mutant.part


def _n(value: int) -> str:
    return number(value, spoken())


_FEW = 3
_FEW_MUTANTS = 10
