"""``advocacy edit``, ``deletions``, ``delete``, ``keep``, ``gone``: words not yet out, and posts that are."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from advocacy.cli.commands.sharing import shares_table
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show, table
from advocacy.cli.parameters import OnlyAdvocate, ShareId
from advocacy.cli.speech import say

By = Annotated[str, typer.Option("--by", help=say("L’auteur du post.", "The author of the post."))]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("edit", help=say("Change les mots d’un partage ; à accepter à nouveau.", "Reword a share."))(
        edit
    )
    app.command(
        "deletions", help=say("Les posts que leurs auteurs sont priés de supprimer.", "Posts to delete.")
    )(deletions)
    app.command("delete", help=say("Supprime son propre post.", "Delete one's own post."))(delete)
    app.command("keep", help=say("Garde son post.", "Keep one's post."))(keep)
    app.command("gone", help=say("Dit que l’on a supprimé son post.", "Say that one deleted one's post."))(
        gone
    )


def edit(
    share_id: ShareId,
    *,
    as_json: AsJson = False,
    by: Annotated[str, typer.Option("--by", help=say("Qui change les mots.", "Who changes the words."))],
    text: Annotated[
        str,
        typer.Option(
            help=say(
                "Les nouveaux mots (- : entrée standard) ; {link} pour le lien suivi.",
                "The new words (-: standard input); {link} for the tracked link.",
            )
        ),
    ],
    reason: Annotated[
        str | None,
        typer.Option(help=say("Pourquoi, tel que lu par la personne.", "Why, as the person reads it.")),
    ] = None,
) -> None:
    """Give a share other words; it is offered again, and its person must accept them."""
    words = sys.stdin.read().strip() if text == "-" else text
    with open_program() as program:
        share = program.edit_share(share_id, by=by, text=words, reason=reason)
    show(share, shares_table([share]), as_json=as_json)
    if not as_json:
        out.print(share.text, markup=False)


def deletions(
    *,
    as_json: AsJson = False,
    advocate: OnlyAdvocate = None,
    all_: Annotated[
        bool, typer.Option("--all", help=say("Aussi les réponses.", "Answered ones too."))
    ] = False,
) -> None:
    """Show the posts of withdrawn stories, and what their authors answered."""
    with open_program() as program:
        found = program.deletions(advocate=advocate, answered=None if all_ else False)
        urls = {each.share: program.share(each.share).url for each in found}
    columns = [say("partage", "share"), "post", say("depuis", "since"), say("pourquoi", "why")]
    rows = [(one.share, urls[one.share], one.at, one.note, one.answer or "") for one in found]
    none = say("rien n’est demandé", "nothing is asked")
    show(found, table("", [*columns, say("réponse", "answer")], rows) if found else none, as_json=as_json)


def delete(share_id: ShareId, *, as_json: AsJson = False, by: By) -> None:
    """Delete one's own post on the network."""
    with open_program() as program:
        share = program.delete_post(share_id, by=by)
    show(share, shares_table([share]), as_json=as_json)


def keep(share_id: ShareId, *, as_json: AsJson = False, by: By) -> None:
    """Answer that one keeps the post; nobody asks again."""
    with open_program() as program:
        kept = program.keep_post(share_id, by=by)
    show(kept, say("gardé", "kept"), as_json=as_json)


def gone(share_id: ShareId, *, as_json: AsJson = False, by: By) -> None:
    """Say that one deleted the post on the network oneself."""
    with open_program() as program:
        share = program.say_gone(share_id, by=by)
    show(share, shares_table([share]), as_json=as_json)
