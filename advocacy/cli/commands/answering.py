"""``advocacy metrics show``, ``sql``, ``followers`` and ``advocacy leaderboard``: single measures."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show
from advocacy.cli.parameters import AdvocateId, NetworkName, OnlyCampaign, Since, Until
from advocacy.cli.speech import say, spoken

Measure = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help=say(
            "La mesure ; la liste : advocacy metrics list.", "The measure; advocacy metrics list names them."
        ),
    ),
]


def register(app: typer.Typer, metrics: typer.Typer) -> None:
    """Add these verbs to `app` and to its group of measures."""
    metrics.command("show", help=say("Montre une mesure.", "Show a measure."))(show_)
    metrics.command("sql", help=say("Écrit le texte d’une mesure.", "Write a measure's text."))(sql)
    followers_help = say("Note combien suivent un compte.", "Note how many follow an account.")
    metrics.command("followers", help=followers_help)(followers)
    board_help = say("Le tableau de qui y a mis son nom.", "The board of who put their name there.")
    app.command("leaderboard", help=board_help)(leaderboard)


def show_(
    name: Measure,
    *,
    by: Annotated[
        str,
        typer.Option(
            help=say(
                "Par campaign, story, network, team, day ou month.",
                "By campaign, story, network, team, day or month.",
            )
        ),
    ] = "",
    campaign: OnlyCampaign = None,
    since: Since = None,
    until: Until = None,
    as_of: Annotated[
        str | None, typer.Option(help=say("Qui était là ce jour-là.", "Who was there on that day."))
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help=say("Écrit du CSV.", "Write CSV."))] = False,
    as_json: AsJson = False,
) -> None:
    """The numbers of one measure, with what it is not."""
    with open_program() as program:
        found = program.measured(
            name, by=by, campaign=campaign, since=since, until=until, as_of=as_of, language=spoken()
        )
    if as_csv:
        sys.stdout.write(found.to_csv())
    elif as_json:
        show(found, None, as_json=True)
    else:
        out.print(found, soft_wrap=False)


def sql(
    name: Measure,
    *,
    dialect: Annotated[
        str | None,
        typer.Option(help=say("Pour snowflake, bigquery…", "For snowflake, bigquery and others.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The text as every engine runs it; for another dialect, with the changes that it needs."""
    from advocacy.reach.dialects import translated  # noqa: PLC0415 - heavy: imported on first use
    from advocacy.reach.metrics import measure  # noqa: PLC0415 - heavy: imported on first use

    if dialect is None:
        text = measure(name).sql
        show({"sql": text}, text, as_json=as_json)
        return
    found = translated(measure(name), dialect)
    said = found.diff or say(
        f"-- {found.dialect} : aucun changement nécessaire", f"-- {found.dialect}: no change is needed"
    )
    show(found, f"{found.sql}\n\n{said}", as_json=as_json)


def followers(
    advocate: AdvocateId,
    network: NetworkName,
    count: Annotated[int, typer.Argument(help=say("Combien d’abonnés.", "How many followers."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Write down how many follow an account now; a sum of followers is not people, and is off by default."""
    with open_program() as program:
        program.record_followers(advocate, network, count)
    told = {"advocate": advocate, "network": network, "followers": count}
    show(told, say("noté", "noted"), as_json=as_json)


def leaderboard(
    *,
    me: Annotated[str | None, typer.Option(help=say("Qui regarde.", "Who is looking."))] = None,
    join: Annotated[
        str | None, typer.Option(help=say("Met son propre nom au tableau.", "Put one's own name on it."))
    ] = None,
    leave: Annotated[
        str | None, typer.Option(help=say("Retire son propre nom.", "Take one's own name off it."))
    ] = None,
    campaign: OnlyCampaign = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Posts of the people who put their own name there; the settings turn it on, [reach] leaderboards."""
    with open_program() as program:
        for person, listed in ((join, True), (leave, False)):
            if person:
                program.list_name(person, by=person, listed=listed)
        if leave:
            show({"left": leave}, say("retiré", "taken off"), as_json=as_json)
            return
        found = program.leaderboard(
            me=me or join, campaign=campaign, since=since, until=until, language=spoken()
        )
    if as_json:
        show(found, None, as_json=True)
    else:
        out.print(found, soft_wrap=False)
