"""``advocacy grants``, ``reminders``, ``disconnect`` and ``vault rotate``: looking after consents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import AdvocateId, Doer, NetworkName, Role
from advocacy.cli.speech import counted, say

if TYPE_CHECKING:
    from advocacy.accounts import TakenBack

vault = typer.Typer(no_args_is_help=True, help=say("Les jetons chiffrés.", "The encrypted tokens."))


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("grants", help=say("Liste les accords d’une personne.", "List a person's consents."))(grants)
    app.command("reminders", help=say("Dit quels accords prennent fin.", "Say which consents end."))(
        reminders
    )
    app.command("disconnect", help=say("Retire un accord.", "Take a consent back."))(disconnect)
    app.add_typer(vault, name="vault")


def grants(advocate_id: AdvocateId, *, as_json: AsJson = False) -> None:
    """List what a person allows, for what, and until when."""
    with open_program() as program:
        found = program.grants(advocate_id)
    rows = [(one.network, one.account, one.purpose, one.expires_at or "–") for one in found]
    none = say(
        "aucun accord : advocacy connect PERSONNE RÉSEAU", "no consent: advocacy connect PERSON NETWORK"
    )
    columns = [
        say("réseau", "network"),
        say("compte", "account"),
        say("pour", "for"),
        say("jusqu’au", "until"),
    ]
    show(found, table("", columns, rows) if rows else none, as_json=as_json)


def reminders(
    *,
    as_json: AsJson = False,
    within: Annotated[
        int | None, typer.Option(metavar="DAYS", help=say("Dans combien de jours.", "In how many days."))
    ] = None,
) -> None:
    """List the consents that end soon or have ended, with the words for each person."""
    with open_program() as program:
        found = program.expiring_grants(within=None if within is None else timedelta(days=within))
    rows = [(one.advocate, one.network, one.purpose, one.held, one.text) for one in found]
    columns = [
        "id",
        say("réseau", "network"),
        say("pour", "for"),
        say("en attente", "held"),
        say("à lui dire", "to be told"),
    ]
    none = say("aucun accord ne prend fin bientôt", "no consent ends soon")
    show(found, table("", columns, rows) if rows else none, as_json=as_json)


def disconnect(
    advocate_id: AdvocateId,
    network: NetworkName,
    *,
    as_json: AsJson = False,
) -> None:
    """Take a person's consents on a network back, there too, and forget the tokens."""
    with open_program() as program:
        done = program.disconnect(advocate_id, network, by=advocate_id)
    told = counted(
        len(done), fr=("accord retiré", "accords retirés"), en=("consent taken back", "consents taken back")
    )
    show(done, "\n".join([told, *taken_back_lines(done)]), as_json=as_json)


@vault.command("rotate", help=say("Rechiffre tout par la première clé.", "Seal all by the first key."))
def vault_rotate(
    *,
    as_json: AsJson = False,
    by: Doer,
    role: Role,
) -> None:
    """Seal every secret under the first key of ADVOCACY_KEY, while everything runs."""
    with open_program() as program:
        done = program.rotate_vault(by=by, role=role)
    told = counted(done.sealed, fr=("rechiffré", "rechiffrés"), en=("sealed anew", "sealed anew"))
    if done.left:
        again = say(
            "{left} en cours de renouvellement : recommencez plus tard, avant d’ôter l’ancienne clé",
            "{left} being renewed: do it again later, before you take the old key away",
        )
        told = f"{told}\n{again.format(left=done.left)}"
    show(done, told, as_json=as_json)


def taken_back_lines(done: Iterable[TakenBack]) -> Iterator[str]:
    """What a person still has to do themselves, network by network."""
    for one in done:
        if not one.told:
            words = say(
                "{network} ({account}) : retirez l’accord là-bas aussi {where}",
                "{network} ({account}): take the consent back there as well {where}",
            )
            yield words.format(network=one.network, account=one.account, where=one.leaves_at).rstrip()
