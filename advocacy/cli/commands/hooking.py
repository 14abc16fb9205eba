"""``advocacy webhooks``: other systems that are told what happens."""

from __future__ import annotations

from typing import Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import Doer
from advocacy.cli.speech import counted, say
from advocacy.cli.wall import told_in_full

WebhookId = Annotated[
    str,
    typer.Argument(
        metavar="WEBHOOK",
        help=say("Son id : advocacy webhooks list.", "Its id; advocacy webhooks list has it."),
    ),
]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    told = say("Prévenir d’autres systèmes, par messages signés.", "Tell other systems, by signed messages.")
    group = typer.Typer(no_args_is_help=True, help=told)
    group.command("list", help=say("Dit qui est prévenu.", "Say who is told."))(list_)
    group.command("add", help=say("Ajoute une adresse.", "Add an address."))(add)
    group.command("remove", help=say("Retire une adresse.", "Remove an address."))(remove)
    group.command("send", help=say("Envoie ce qui attend.", "Send what waits."))(send)
    group.command("retry", help=say("Renvoie ce qui a échoué.", "Send again what failed."))(retry)
    app.add_typer(group, name="webhooks")


def list_(*, as_json: AsJson = False) -> None:
    """Each system, what it wants to know, and how many messages wait, arrived or failed."""
    with open_program() as program:
        found = program.webhooks()
    columns = ["id", say("serveur", "server"), say("événements", "events"), say("état", "state")]
    columns += [say("attendent", "waiting"), say("arrivés", "delivered"), say("échoués", "failed")]
    rows = [
        (
            one.id,
            one.host,
            " ".join(one.events),
            say("actif", "active") if one.state == "active" else say("parti", "gone"),
            counts.get("due", 0) + counts.get("sending", 0),
            counts.get("delivered", 0),
            counts.get("failed", 0),
        )
        for one, counts in found
    ]
    values = [
        {"id": one.id, "host": one.host, "events": one.events, "state": one.state, "added_at": one.added_at}
        | {"messages": counts}
        for one, counts in found
    ]
    title = say("depuis ", "since ") + told_in_full(found[0][0].added_at) if found else ""
    none = say(
        "personne n’est prévenu : advocacy webhooks add URL", "nobody is told: advocacy webhooks add URL"
    )
    show(values, table(title, columns, rows) if rows else none, as_json=as_json)


def add(
    url: Annotated[str, typer.Argument(help=say("L’adresse, en https.", "The address, https."))],
    *,
    by: Doer,
    event: Annotated[
        list[str] | None,
        typer.Option(
            help=say("post.published, share.*… ; sinon tout.", "post.published, share.*…; else all.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell this address of what happens from now on; the secret is shown this once."""
    with open_program() as program:
        found = program.add_webhook(url, events=tuple(event or ("*",)), by=by)
    told = say(
        "{id} : {host} est prévenu. Son secret, montré cette seule fois :\n{secret}",
        "{id}: {host} is told. Its secret, shown this once:\n{secret}",
    )
    show(found, told.format(id=found.id, host=found.host, secret=found.secret), as_json=as_json)


def remove(webhook: WebhookId, *, by: Doer, as_json: AsJson = False) -> None:
    """Tell it nothing more, and forget its address and secret."""
    with open_program() as program:
        program.remove_webhook(webhook, by=by)
    show({"removed": webhook}, say("retiré", "removed"), as_json=as_json)


def send(*, as_json: AsJson = False) -> None:
    """Send what waits; ``advocacy worker`` does it too, every minute."""
    with open_program() as program:
        told = program.send_webhooks()
    taken = counted(
        told.delivered, fr=("message arrivé", "messages arrivés"), en=("message taken", "messages taken")
    )
    later = say("{n} à retenter", "{n} to be tried again").format(n=told.later)
    failed = say("{n} en échec", "{n} failed").format(n=told.failed)
    show(told, f"{taken}, {later}, {failed}", as_json=as_json)


def retry(webhook: WebhookId, *, by: Doer, as_json: AsJson = False) -> None:
    """Have what failed sent once more, also to a system that was gone."""
    with open_program() as program:
        count = program.resend_webhooks(webhook, by=by)
    told = say("{n} à renvoyer : advocacy webhooks send", "{n} to be sent again: advocacy webhooks send")
    show({"again": count}, told.format(n=count), as_json=as_json)
