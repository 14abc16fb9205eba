"""``advocacy links``: tracked links, their QR codes, and their end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import Decider, OnlyAdvocate, OnlyCampaign, OnlyStory, ShareId
from advocacy.cli.speech import counted, say
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    group = typer.Typer(
        no_args_is_help=True, help=say("Les liens suivis, leur fin.", "Tracked links, their end.")
    )
    group.command("list", help=say("Liste les liens.", "List the links."))(list_)
    group.command("qr", help=say("Écrit le code QR d’un lien.", "Write a link's QR code."))(qr)
    group.command("end", help=say("Met fin à des liens.", "End links."))(end)
    app.add_typer(group, name="links")


def list_(
    *,
    advocate: OnlyAdvocate = None,
    story: OnlyStory = None,
    campaign: OnlyCampaign = None,
    as_json: AsJson = False,
) -> None:
    """Each link, whose it is and when it ends; never how often it was followed."""
    from advocacy.track import tracked_url  # noqa: PLC0415 - heavy: imported on first use

    with open_program() as program:
        found = program.links(advocate=advocate, story=story, campaign=campaign)
        base = program.settings.tracking.base_url
    columns = [say("lien", "link"), say("histoire", "story"), say("réseau", "network")]
    columns += [say("ambassadeur", "advocate"), say("fin", "ends")]
    rows = [(tracked_url(base, one.code), one.story, one.network, one.advocate, one.ends_at) for one in found]
    show(found, table("", columns, rows) if rows else say("aucun lien", "no link"), as_json=as_json)


def qr(
    share: ShareId,
    file: Annotated[Path, typer.Argument(help=say("Un .svg ou un .png.", "An .svg or a .png."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the QR code of a share's link to a file, for a poster or a badge."""
    form = file.suffix.lower().removeprefix(".")
    if form not in {"svg", "png"}:
        raise InvalidInput(Mistake(message=_FORM, file=str(file)))
    with open_program() as program:
        written = program.link_qr(share, form=cast("Literal['svg', 'png']", form))
    file.write_bytes(written)
    show({"file": str(file)}, say("code QR écrit : ", "QR code written: ") + str(file), as_json=as_json)


def end(
    share: Annotated[
        str | None, typer.Argument(metavar="[SHARE]", help=say("Celui de ce partage.", "That of this share."))
    ] = None,
    *,
    story: Annotated[
        str | None, typer.Option(help=say("Ceux de cette histoire.", "Those of this story."))
    ] = None,
    campaign: Annotated[
        str | None, typer.Option(help=say("Ceux de cette campagne.", "Those of this campaign."))
    ] = None,
    last_day: Annotated[
        str | None,
        typer.Option(help=say("Dernier jour où ils mènent ; sinon maintenant.", "Their last day; else now.")),
    ] = None,
    by: Decider,
    role: Annotated[
        str, typer.Option(help=say("Pour quel rôle ; l’auteur n’en a pas besoin.", "For which role."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Let links lead nowhere, now or after a last day; their clicks stay."""
    with open_program() as program:
        count = program.end_links(
            by=by, role=role, share=share, story=story, campaign=campaign, last_day=last_day
        )
    links = counted(count, fr=("lien", "liens"), en=("link", "links"))
    soon = say("fin dans la demi-minute", "until half a minute from now")
    when = say("jusqu’au {day} compris", "until {day}, that day included").format(day=last_day)
    told = f"{links}: {when if last_day else soon}"
    show({"links": count, "last_day": last_day}, told, as_json=as_json)


_FORM = Text(fr="le nom finit par .svg ou .png", en="the name ends in .svg or .png")
