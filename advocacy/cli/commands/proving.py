"""``advocacy lift``: let chance decide who is asked, where or when, and read what that caused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show
from advocacy.cli.parameters import CampaignId
from advocacy.cli.speech import counted, say, spoken
from advocacy.documents import read_text
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

Seed = Annotated[int, typer.Option(help=say("Choisie avant.", "Chosen before."))]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    about = say("Ce que le programme a causé.", "What the programme caused.")
    group = typer.Typer(no_args_is_help=True, help=about)
    plan_help = say("Tire au sort qui est invité à quoi.", "Draw who is asked for what.")
    group.command("plan", help=plan_help)(plan)
    offer_help = say("Propose à qui le sort a choisi.", "Offer to those whom chance chose.")
    group.command("offer", help=offer_help)(offer)
    group.command("read", help=say("Lit ce qu’inviter a causé.", "Read what asking caused."))(read)
    draw_help = say("Tire au sort ce qui attend.", "Draw what waits.")
    group.command("draw", help=draw_help)(draw)
    regions_help = say("Lit un essai par régions.", "Read a trial by regions.")
    group.command("regions", help=regions_help)(regions)
    blocks_help = say("Lit un essai par périodes.", "Read a trial by blocks of days.")
    group.command("blocks", help=blocks_help)(blocks)
    app.add_typer(group, name="lift")


def plan(
    campaign: CampaignId,
    *,
    outcome: Annotated[str, typer.Option(help=say("Ce qui sera compté.", "What will be counted."))],
    spread: Annotated[float, typer.Option(help=say("Son écart type.", "Its standard deviation."))],
    seed: Seed,
    budget: Annotated[
        int | None, typer.Option(help=say("Contenus par équipe.", "Stories a team is asked for."))
    ] = None,
    to: Annotated[Path, typer.Option(help=say("Où l’écrire.", "Where to write it."))] = Path("plan.json"),
    by: Annotated[str, typer.Option(help=say("Qui tire au sort.", "Who draws."))] = "programme",
    as_json: AsJson = False,
) -> None:
    """Which team is asked for which story, and the smallest effect that this would show."""
    if to.exists():
        raise InvalidInput(Mistake(field="to", message=_KEPT, file=str(to)))
    with open_program() as program:
        drawn = program.encourage(campaign, outcome=outcome, spread=spread, seed=seed, budget=budget, by=by)
    to.write_text(drawn.registration(), encoding="utf-8")
    asked = [
        f"{item}: {', '.join(team for team in drawn.teams if (item, team) in drawn.asked) or '–'}"
        for item in drawn.items
    ]
    value = {"plan": str(to), "mark": drawn.mark, "smallest": drawn.smallest, "asked": sorted(drawn.asked)}
    show(value, "\n".join([drawn.say(spoken()), *asked]), as_json=as_json)


def offer(
    campaign: CampaignId,
    *,
    by: Annotated[str, typer.Option(help=say("Qui propose.", "Who offers."))] = "programme",
    as_json: AsJson = False,
) -> None:
    """Offer each story to the teams drawn for it, and to none of the others; ``offer`` keeps to it too."""
    with open_program() as program:
        done = program.offer_drawn(campaign, by=by)
        waiting = [
            ask for story in program.registered_plan(campaign).items for ask in program.postponed(story=story)
        ]
    told = [
        counted(
            len(done.shares),
            fr=("partage proposé", "partages proposés"),
            en=("share offered", "shares offered"),
        )
    ]
    if waiting:
        fr = (
            "personne invitée plus tard : sa semaine est pleine",
            "personnes invitées plus tard : leur semaine est pleine",
        )
        en = ("person is asked later: their week is full", "people are asked later: their week is full")
        told.append(counted(len(waiting), fr=fr, en=en))
    told += [f"{story}{say(' : ', ': ')}{why.say(spoken())}" for story, why in done.later.items()]
    show(done, "\n".join(told), as_json=as_json)


def read(
    plan_file: Annotated[
        Path, typer.Argument(help=say("Ce que lift plan a écrit.", "What lift plan wrote."))
    ],
    outcomes: Annotated[
        Path,
        typer.Argument(
            help=say(
                "Un CSV : item, team, outcome…", "CSV: item, team, outcome, and shares, before or exposed."
            )
        ),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """What asking caused; outcomes are CSV: item, team, outcome, and shares, before or exposed if known."""
    from advocacy.reach.encouragement import Encouragement  # noqa: PLC0415 - heavy: imported on first use
    from advocacy.reach.trial_files import cells  # noqa: PLC0415 - heavy: imported on first use

    drawn = Encouragement.read(read_text(plan_file))
    told = cells(read_text(outcomes), name=str(outcomes))
    with open_program() as program:
        found = program.lift(drawn, told)
    show(found, found.say(spoken()), as_json=as_json)


def draw(
    *,
    seed: Seed,
    region: Annotated[list[str] | None, typer.Option(help=say("Chaque région.", "Each region."))] = None,
    pairs: Annotated[int, typer.Option(help=say("Paires de périodes.", "Pairs of blocks."))] = 0,
    spread: Annotated[
        float | None, typer.Option(help=say("Écart type, 0.1 pour 10 %.", "Deviation, 0.1 for 10%."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Regions that wait, or blocks of days that are on and off; and the smallest effect they would show."""
    from advocacy.reach import holdout  # noqa: PLC0415 - heavy: imported on first use

    waiting = sorted(holdout.hold_out(sorted(region or []), seed=seed))
    blocks_on = holdout.switch(pairs, seed=seed)
    units = len(region or []) or 2 * pairs
    smallest = holdout.smallest_percent(units, spread=spread) if spread is not None else None
    said = [
        *([say("Attendent : ", "Wait: ") + ", ".join(waiting)] if waiting else []),
        *([" ".join("on" if on else "off" for on in blocks_on)] if blocks_on else []),
        *(
            [say("Montre un effet dès {n} %", "Shows an effect from {n}%").format(n=round(smallest, 1))]
            if smallest
            else []
        ),
    ]
    value = {"waiting": waiting, "on": list(blocks_on), "smallest_percent": smallest}
    show(value, "\n".join(said), as_json=as_json)


def regions(
    file: Annotated[
        Path,
        typer.Argument(
            help=say("Un CSV : region, active, when, outcome.", "CSV: region, active, when, outcome.")
        ),
    ],
    *,
    seed: Seed,
    as_json: AsJson = False,
) -> None:
    """CSV: region, active (yes or no), when (before or during), outcome; a line a week, in order."""
    from advocacy.reach.holdout import lift_by_region  # noqa: PLC0415 - heavy: imported on first use
    from advocacy.reach.trial_files import regions as read_regions  # noqa: PLC0415 - the same

    found, drawn = read_regions(read_text(file), name=str(file), seed=seed)
    answer = lift_by_region(found, drawn=drawn)
    show(answer, answer.say(spoken()), as_json=as_json)


def blocks(
    file: Annotated[
        Path, typer.Argument(help=say("Un CSV : block, active, outcome.", "CSV: block, active, outcome."))
    ],
    *,
    seed: Seed,
    burn_in: Annotated[
        int, typer.Option(help=say("Jours écartés au début.", "Days left out at the start of each."))
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """CSV: block, active (yes or no), outcome; a line a day, in order."""
    from advocacy.reach.holdout import lift_by_switching  # noqa: PLC0415 - heavy: imported on first use
    from advocacy.reach.trial_files import blocks as read_blocks  # noqa: PLC0415 - the same

    found, drawn = read_blocks(read_text(file), name=str(file), seed=seed)
    answer = lift_by_switching(found, drawn=drawn, burn_in=burn_in)
    show(answer, answer.say(spoken()), as_json=as_json)


_KEPT = Text(
    fr="ce fichier existe : un plan enregistré n’est pas remplacé ; donnez un autre nom (--to)",
    en="this file exists: a registered design is not written over; give another name (--to)",
)
