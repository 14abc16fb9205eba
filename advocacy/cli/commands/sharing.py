"""``advocacy offer``, ``accept``, ``decline``, ``cancel``, ``confirm``: an offer and its answers."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from advocacy.cli.confirming import Confirm, reasons
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show, table
from advocacy.cli.parameters import ShareId, StoryId
from advocacy.cli.speech import say
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.share import Share, ShareState

By = Annotated[str, typer.Option("--by", help=say("L’ambassadeur qui répond.", "The advocate who answers."))]
Reason = Annotated[
    str | None, typer.Option("--reason", help=say("Pourquoi, si l’on veut.", "Why, if one likes."))
]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("offer", help=say("Propose une histoire approuvée.", "Offer an approved story."))(offer)
    app.command("remind", help=say("Qui relancer, une seule fois.", "Whom to remind, once."))(remind)
    app.command("accept", help=say("Accepte une offre, mot pour mot.", "Accept an offer, word for word."))(
        accept
    )
    app.command("decline", help=say("Refuse une offre.", "Decline an offer."))(decline)
    app.command(
        "cancel", help=say("Reprend un partage pas encore publié.", "Take back an unpublished share.")
    )(cancel)
    app.command(
        "confirm", help=say("Dit où est le post fait à la main.", "Say where the post made by hand is.")
    )(confirm)


def offer(
    story: StoryId,
    *,
    as_json: AsJson = False,
    audience: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Règle, comme « team = sales and country = FR ».",
                "Rule, such as “team = sales and country = FR”.",
            )
        ),
    ] = None,
    edition: Annotated[
        int | None, typer.Option(help=say("Cette édition ; sinon la plus récente.", "This edition."))
    ] = None,
    by: Annotated[str, typer.Option("--by", help=say("Qui propose.", "Who offers."))] = "programme",
) -> None:
    """Offer a story to its audience; offering twice changes nothing."""
    with open_program() as program:
        offers = program.offer(story, audience=audience, edition=edition, by=by)
    nobody = say(
        "à personne : nul ambassadeur de ce public n’a un compte sur un réseau de l’histoire et ne peut être "
        "sollicité maintenant (qui le sera : advocacy asks)",
        "to nobody: no advocate of that audience has an account on a network of the story and can be asked "
        "now (who will be: advocacy asks)",
    )
    show(offers, shares_table(offers) if offers else nobody, as_json=as_json)


def remind(
    *,
    as_json: AsJson = False,
    by: Annotated[str, typer.Option("--by", help=say("Qui relance.", "Who reminds."))] = "programme",
) -> None:
    """Give out whom to remind of an unanswered offer, each once; telling them is up to you."""
    with open_program() as program:
        found = program.remind(by=by)
    columns = [say("ambassadeur", "advocate"), say("histoire", "story"), say("réseaux", "networks")]
    rows = [(one.advocate, one.story, ", ".join(share.network for share in one.shares)) for one in found]
    none = say("personne à relancer", "nobody to remind")
    show(found, table("", columns, rows) if found else none, as_json=as_json)


def accept(
    share_id: ShareId,
    *,
    as_json: AsJson = False,
    by: By,
    text: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Ses propres mots (- : entrée standard) ; {link} pour son lien suivi.",
                "One's own words (-: standard input); {link} for one's tracked link.",
            )
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(help=say("Pas avant ce moment (ISO, avec fuseau).", "Not before (ISO, with zone).")),
    ] = None,
    confirm_rules: Confirm = None,
) -> None:
    """Accept these exact words."""
    words = sys.stdin.read().strip() if text == "-" else text
    with open_program() as program:
        share = program.accept(share_id, by=by, text=words, at=_moment(at), confirm=reasons(confirm_rules))
        dialog = program.dialog(share) if share.state is ShareState.HANDED_OFF else None
        copies = dialog is not None and not program.hand_off(share.network).takes_text
        drops_link = program.drops_link(share)
    if as_json:
        show({"share": share, "dialog": dialog, "drops_link": drops_link}, None, as_json=True)
        return
    out.print(shares_table([share]))
    out.print(share.text, markup=False)
    if drops_link:
        out.print(_no_link(share), markup=False)
    if copies:
        out.print(
            say(
                "Copiez d’abord les mots ci-dessus : la fenêtre du réseau s’ouvre sans eux.",
                "Copy the words above first: the network's dialog opens without them.",
            )
        )
    if dialog:
        out.print(say("Ouvrez cette adresse pour publier :", "Open this address to post:"))
        out.print(dialog, markup=False, style="underline")


def decline(share_id: ShareId, *, as_json: AsJson = False, by: By, reason: Reason = None) -> None:
    """Say no to an offer."""
    with open_program() as program:
        share = program.decline(share_id, by=by, reason=reason)
    show(share, shares_table([share]), as_json=as_json)


def cancel(share_id: ShareId, *, as_json: AsJson = False, by: By, reason: Reason = None) -> None:
    """Take a share back before it is published."""
    with open_program() as program:
        share = program.cancel(share_id, by=by, reason=reason)
    show(share, shares_table([share]), as_json=as_json)


def confirm(
    share_id: ShareId,
    url: Annotated[
        str, typer.Argument(metavar="URL", help=say("L’adresse du post.", "The address of the post."))
    ],
    *,
    as_json: AsJson = False,
    by: By,
) -> None:
    """Say where the post is that was made by hand."""
    with open_program() as program:
        share = program.confirm(share_id, by=by, url=url)
    show(share, shares_table([share]), as_json=as_json)


def shares_table(shares: list[Share]) -> Table:
    """Shares, a line each."""
    rows = [
        (
            one.id,
            one.story,
            one.advocate,
            one.network,
            one.state,
            one.due_at if _waits(one) else "",
            _last(one),
        )
        for one in shares
    ]
    columns = ["id", say("histoire", "story"), say("ambassadeur", "advocate"), say("réseau", "network")]
    columns += [say("état", "state"), say("dû", "due"), say("post ou raison", "post or reason")]
    return table("", columns, rows)


def _waits(share: Share) -> bool:
    return share.state in {ShareState.QUEUED, ShareState.UNKNOWN} and share.due_at.year < _FAR


def _last(share: Share) -> object:
    return share.url or share.reason or ""


def _no_link(share: Share) -> str:
    """That the person's own words leave the link out, and how it comes back."""
    mended = f'advocacy edit {share.id} --by {share.advocate} --text "… {{link}}"'
    return say(
        f"Vos mots n’ont pas votre lien suivi ({share.link}) : sauf là où le réseau en montre une carte, "
        f"ils ne mènent nulle part et aucun clic ne se compte. Pour le remettre, avant l’envoi : "
        f"{mended}, puis acceptez à nouveau.",
        f"Your words do not have your tracked link ({share.link}): except where the network shows a card of "
        f"it, they lead nowhere, and no click can be counted. To put it back, before it is sent: "
        f"{mended}, then accept again.",
    )


def _moment(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(Mistake(field="--at", message=_MOMENT.format(given=given)))
    return moment


_FAR = 9000
_MOMENT = Text(
    fr="« {given} » : un moment avec son fuseau, comme 2026-03-02T09:00+01:00",
    en="“{given}”: a moment with its zone, such as 2026-03-02T09:00+01:00",
)
