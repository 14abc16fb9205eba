"""``advocacy story …`` and ``advocacy campaign …``: adding content, and the two sides of its approval."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from advocacy.cli.confirming import Confirm, reasons
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, err, out, show, table
from advocacy.cli.parameters import Doer, OnlyCampaign, Role, StoryId
from advocacy.cli.speech import say, spoken
from advocacy.content.campaign import Campaign
from advocacy.content.edition import Edition, StoryState
from advocacy.documents import load
from advocacy.language import Text

story = typer.Typer(no_args_is_help=True, help=say("Les histoires.", "Stories."))
campaign = typer.Typer(no_args_is_help=True, help=say("Les campagnes.", "Campaigns."))

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("Des fichiers YAML.", "YAML files."))]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.add_typer(story, name="story")
    app.add_typer(campaign, name="campaign")


@campaign.command("add", help=say("Ajoute des campagnes (YAML).", "Add campaigns (YAML)."))
def campaign_add(files: Files, *, as_json: AsJson = False) -> None:
    """Add campaigns."""
    found = [load(file, Campaign) for file in files]
    with open_program() as program:
        added = [program.add_campaign(one) for one in found]
    told = say("campagne ajoutée : ", "campaign added: ")
    show(added, "\n".join(told + one.id for one in added), as_json=as_json)


@campaign.command("list", help=say("Liste les campagnes.", "List campaigns."))
def campaign_list(*, as_json: AsJson = False) -> None:
    """List campaigns."""
    with open_program() as program:
        found = program.campaigns()
    rows = [(one.id, one.name.say(spoken()), one.starts, one.ends) for one in found]
    none = say("aucune campagne : advocacy campaign add FICHIER", "no campaign: advocacy campaign add FILE")
    show(
        found,
        table("", ["id", say("nom", "name"), say("du", "from"), say("au", "to")], rows) if rows else none,
        as_json=as_json,
    )


@story.command("add", help=say("Ajoute des histoires (YAML).", "Add stories (YAML)."))
def story_add(files: Files, *, as_json: AsJson = False, by: Doer = "programme") -> None:
    """Add stories; the same file twice changes nothing."""
    with open_program() as program:
        added = [program.add_story(file, by=by) for file in files]
        missing = [program.campaign_missing(one) for one in added]
    values = [_plain(one) | {"warning": told} for one, told in zip(added, missing, strict=True)]
    show(values, _stories(added), as_json=as_json)
    _warn(missing, as_json=as_json)
    drafts = [one.id for one in added if one.state is StoryState.DRAFT]
    _next([f"advocacy story submit {story}" for story in drafts], as_json=as_json)


@story.command("list", help=say("Liste les histoires.", "List stories."))
def story_list(
    *,
    as_json: AsJson = False,
    state: Annotated[
        StoryState | None, typer.Option(help=say("Seulement cet état.", "Only this state."))
    ] = None,
    of: OnlyCampaign = None,
) -> None:
    """List the newest edition of each story."""
    with open_program() as program:
        found = program.stories(campaign=of, state=state)
    none = say("aucune histoire : advocacy story add FICHIER", "no story: advocacy story add FILE")
    show([_plain(one) for one in found], _stories(found) if found else none, as_json=as_json)


@story.command("show", help=say("Montre une histoire et ses messages.", "Show a story and its messages."))
def story_show(story_id: StoryId, *, as_json: AsJson = False) -> None:
    """Show a story with the review of each message."""
    with open_program() as program:
        edition = program.story(story_id)
        reviewed = program.review_story(edition)
        roles = tuple(program.settings.approval.roles)
    if as_json:
        show(_plain(edition) | {"messages": reviewed.messages}, None, as_json=True)
        return
    out.print(_stories([edition]))
    missing = edition.missing(roles)
    if missing:
        out.print(say("Reste l’accord de : ", "Still to approve: ") + ", ".join(missing), markup=False)
    for message in reviewed.messages:
        out.print(f"\n[bold]{message.name}[/bold]")
        out.print(message.text, markup=False)
        out.print(message.review.say(spoken()), markup=False, style="dim")


@story.command("submit", help=say("Demande l’approbation d’une histoire.", "Ask for a story's approval."))
def story_submit(
    story_id: StoryId, *, as_json: AsJson = False, confirm: Confirm = None, by: Doer = "programme"
) -> None:
    """Submit a story once the charter has been applied."""
    with open_program() as program:
        reviewed = program.submit(story_id, by=by, confirm=reasons(confirm))
        edition = program.story(story_id)
        missing = program.campaign_missing(edition)
        roles = tuple(program.settings.approval.roles)
    value = _plain(edition) | {"verdict": reviewed.verdict, "warning": missing}
    show(value, _stories([edition]), as_json=as_json)
    _warn([missing], as_json=as_json)
    _next(_approvals(edition, roles), as_json=as_json)


@story.command("approve", help=say("Approuve une histoire pour un rôle.", "Approve a story for a role."))
def story_approve(
    story_id: StoryId,
    *,
    as_json: AsJson = False,
    by: Annotated[str, typer.Option(help=say("Qui approuve.", "Who approves."))],
    role: Role,
    number: Annotated[
        int | None,
        typer.Option(
            "--edition", help=say("L’édition lue ; sinon la plus récente.", "Which edition was read.")
        ),
    ] = None,
) -> None:
    """Say yes for a role."""
    with open_program() as program:
        edition = program.approve(story_id, by=by, role=role, edition=number)
        roles = tuple(program.settings.approval.roles)
    show(_plain(edition), _stories([edition]), as_json=as_json)
    _next(_approvals(edition, roles), as_json=as_json)


@story.command("return", help=say("Rend une histoire à son auteur.", "Return a story to its author."))
def story_return(
    story_id: StoryId,
    *,
    as_json: AsJson = False,
    by: Annotated[str, typer.Option(help=say("Qui la rend.", "Who returns it."))],
    note: Annotated[str, typer.Option(help=say("Ce qui manque.", "What is missing."))],
) -> None:
    """Send a story back with a note."""
    with open_program() as program:
        edition = program.return_story(story_id, by=by, note=note)
    show(_plain(edition), _stories([edition]), as_json=as_json)


@story.command("withdraw", help=say("Retire une histoire.", "Withdraw a story."))
def story_withdraw(
    story_id: StoryId,
    *,
    as_json: AsJson = False,
    by: Annotated[str, typer.Option(help=say("Qui la retire.", "Who withdraws it."))],
    note: Annotated[str, typer.Option(help=say("Pourquoi.", "Why."))],
) -> None:
    """Offer a story no longer."""
    with open_program() as program:
        edition = program.withdraw(story_id, by=by, note=note)
    show(_plain(edition), _stories([edition]), as_json=as_json)


def _warn(told: Sequence[Text | None], *, as_json: bool) -> None:
    for text in told:
        if text is not None and not as_json:
            err.print(f"! {text.say(spoken())}. {say(*_ADD)}", markup=False, style="yellow")


def _approvals(edition: Edition, roles: tuple[str, ...]) -> list[str]:
    """What is left to do until the story can be offered; offering it, where nothing is."""
    if edition.state is StoryState.APPROVED:
        return [f"advocacy offer {edition.id}"]
    person = say("PERSONNE", "PERSON")
    left = edition.missing(roles) if edition.state is StoryState.SUBMITTED else ()
    return [f"advocacy story approve {edition.id} --by {person} --role {role}" for role in left]


def _next(commands: Sequence[str], *, as_json: bool) -> None:
    for command in () if as_json else commands:
        out.print(say("Ensuite : ", "Next: ") + command, markup=False, style="dim")


def _plain(edition: Edition) -> dict[str, object]:
    return {
        "id": edition.id,
        "edition": edition.number,
        "campaign": edition.story.campaign,
        "title": edition.story.title,
        "state": edition.state,
        "approvals": edition.approvals,
    }


def _stories(editions: list[Edition]) -> Table:
    rows = [
        (
            one.id,
            one.number,
            one.story.campaign,
            one.story.title.say(spoken()),
            one.state,
            ", ".join(approval.role for approval in one.approvals),
        )
        for one in editions
    ]
    columns = ["id", say("édition", "edition"), say("campagne", "campaign"), say("titre", "title")]
    return table("", [*columns, say("état", "state"), say("approuvée par", "approved by")], rows)


_ADD = (
    "Corrigez son fichier, ou : advocacy campaign add FICHIER",
    "Mend its file, or: advocacy campaign add FILE",
)
