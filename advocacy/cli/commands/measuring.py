"""``advocacy metrics``, ``reached``, ``effects``, ``roll-up``, ``compact``: numbers, and what keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from advocacy.cli.commands import answering
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, err, show, table
from advocacy.cli.parameters import AdvocateId, CampaignId, OnlyCampaign, ShareId
from advocacy.cli.speech import counted, say, spoken
from advocacy.language import number


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    group = typer.Typer(
        no_args_is_help=True, help=say("Ce que veulent dire les chiffres.", "What numbers mean.")
    )
    group.command("list", help=say("Liste les mesures.", "List the measures."))(list_)
    group.command("explain", help=say("Explique une mesure.", "Explain a measure."))(explain)
    statement_help = say("Dit ce qui est calculé et gardé.", "Say what is computed and kept.")
    group.command("statement", help=statement_help)(statement)
    answering.register(app, group)
    app.add_typer(group, name="metrics")
    reached_help = say("Estime les personnes atteintes.", "Estimate the people reached.")
    app.command("reached", help=reached_help)(reached)
    effects_help = say("Compare ce que les posts rapportent.", "Compare what posts earn.")
    app.command("effects", help=effects_help)(effects)
    roll_up_help = say("Compte les clics arrivés depuis.", "Count the clicks that came since.")
    app.command("roll-up", help=roll_up_help)(roll_up)
    own_help = say("Donne l’adresse pour essayer son lien.", "Give the address to try one's own link by.")
    app.command("own-link", help=own_help)(own_link)
    posts_help = say("Dit ce qui est venu de ses propres posts.", "Say what came of one's own posts.")
    app.command("own-posts", help=posts_help)(own_posts)
    compact_help = say("Range les vieux clics dans des fichiers.", "Move old clicks to files.")
    app.command("compact", help=compact_help)(compact)


def list_(*, as_json: AsJson = False) -> None:
    """Every measure with its version, unit and title."""
    from advocacy.reach.metrics import UNITS, measures  # noqa: PLC0415 - heavy: imported on first use

    found = measures()
    columns = [say("mesure", "measure"), say("titre", "title"), say("unité", "unit"), say("dite", "told")]
    rows = [(each.id, each.heading, UNITS[each.form], say(*_USES[each.use])) for each in found]
    values = [
        {
            "name": each.name,
            "version": each.version,
            "form": each.form,
            "use": each.use,
            "title": each.title,
            "watermark": each.watermark,
        }
        for each in found
    ]
    show(values, table("", columns, rows), as_json=as_json)


def explain(
    name: answering.Measure,
    *,
    as_json: AsJson = False,
    sql: Annotated[
        bool, typer.Option("--sql", help=say("Écrit aussi son texte SQL.", "Write its SQL text as well."))
    ] = False,
) -> None:
    """What a measure counts, what it is not, and whom it protects; ``--sql`` adds its text."""
    from advocacy.reach.metrics import measure  # noqa: PLC0415 - heavy: imported on first use

    found = measure(name)
    said = found.explain(spoken()) + (f"\n\n{found.sql}" if sql else "")
    show(found, said, as_json=as_json)


def own_link(share: ShareId, *, as_json: AsJson = False) -> None:
    """An address that is good for ten minutes, and whose follow is not counted as a person's."""
    with open_program() as program:
        found = program.own_link(share)
    show({"address": found}, found, as_json=as_json)


def statement(
    *,
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option("--html", help=say("Écrit une page HTML.", "Write one HTML page."))
    ] = None,
) -> None:
    """For a works council: what is computed, on whom, kept how long and seen by whom."""
    with open_program() as program:
        found = program.works_council_statement(language=spoken())
    if html is not None:
        found.save(html)
    said = str(html) if html is not None else str(found)
    written = say("Page écrite : ", "Page written: ") if html is not None else ""
    show(found, written + said, as_json=as_json)


def reached(
    campaign: CampaignId,
    *,
    network: Annotated[
        str | None,
        typer.Option(help=say("Le réseau, s’il y en a plusieurs.", "The network, if there are several.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """People who saw at least one post, with the interval and what it takes for granted."""
    with open_program() as program:
        found = program.people_reached(campaign, network=network)
    show(found, found.explain(spoken()), as_json=as_json)


def effects(
    *,
    by: Annotated[
        str,
        typer.Option("--by", help=say("story, topic, network ou hour.", "story, topic, network or hour.")),
    ] = "story",
    campaign: OnlyCampaign = None,
    as_json: AsJson = False,
) -> None:
    """Which groups of posts earn more clicks a post, with intervals and ties."""
    with open_program() as program:
        found = program.content_effects(by, campaign=campaign)
    show(found, found.say(spoken()), as_json=as_json)


def roll_up(*, as_json: AsJson = False) -> None:
    """Count clicks and visitors, and delete clicks that are too old; a worker does it by itself."""
    with open_program() as program:
        done, gone = program.roll_up(), program.forget_clicks()
    days = counted(done.days, fr=("jour de clics", "jours de clics"), en=("day of clicks", "days of clicks"))
    visitors = ("jour de visiteurs", "jours de visiteurs"), ("day of visitors", "days of visitors")
    told = f"{days}, {counted(done.visitor_days, fr=visitors[0], en=visitors[1])}"
    if gone:
        old = ("vieux clic supprimé", "vieux clics supprimés"), ("old click deleted", "old clicks deleted")
        told += say(" ; ", "; ") + counted(gone, fr=old[0], en=old[1])
    counts = {"days": done.days, "visitor_days": done.visitor_days, "forgotten": gone}
    show(counts, told, as_json=as_json)


def own_posts(advocate_id: AdvocateId, *, as_json: AsJson = False) -> None:
    """One's own posts, how often each was followed, and what its network told; shown to that person alone."""
    with open_program() as program:
        found = program.own_posts(advocate_id, by=advocate_id)
    columns = [say("histoire", "story"), say("réseau", "network"), say("publié", "posted")]
    columns += [say("clics de personnes", "clicks of people"), say("de robots", "of robots")]
    columns.append(say("le réseau compte", "the network counts"))
    rows = [
        (one.story, one.network, one.posted_at, one.clicks, one.robots, _counts(one.counts)) for one in found
    ]
    show(found, table("", columns, rows) if rows else say("pas de post", "no post"), as_json=as_json)


def _counts(found: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number(count, spoken())}" for name, count in sorted(found.items()))


def compact(*, as_json: AsJson = False) -> None:
    """Move clicks to Parquet files and old ones out of the database; safe to stop and to repeat."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    is_quiet = as_json or not err.is_terminal
    with open_program() as program, Progress(*columns, console=err, transient=True, disable=is_quiet) as bar:
        label = say("{n} clics rangés", "{n} clicks filed")
        task = bar.add_task(label.format(n=0))

        def tell(clicks: int) -> None:
            bar.update(task, description=label.format(n=number(clicks, spoken())))

        done = program.compact(progress=tell)
    told = say(
        "{n} clics rangés dans {m} fichiers ; {k} sortis de la base.",
        "{n} clicks filed in {m} files; {k} left the database.",
    )
    said = told.format(n=number(done.clicks, spoken()), m=done.files, k=number(done.trimmed, spoken()))
    show(done, said, as_json=as_json)


_USES = {"report": ("rapport", "report"), "asked": ("demande", "on request"), "off": ("éteinte", "off")}
