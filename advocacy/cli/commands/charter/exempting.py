"""``advocacy charter exempt add|list|end``: leaves that lapse by themselves."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.table import Table

from advocacy.charter.granted import Granted, Standing
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show, table
from advocacy.cli.speech import say, spoken
from advocacy.cli.wall import here
from advocacy.clock import utc_now
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

exempt = typer.Typer(no_args_is_help=True, help=say("Les dérogations.", "Exemptions."))
By = Annotated[str, typer.Option("--by", help=say("Qui décide.", "Who decides."))]
Role = Annotated[
    str,
    typer.Option(
        help=say(
            "Pour quel rôle, l’un de ceux de la règle.", "For which role, one of those that the rule names."
        )
    ),
]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.add_typer(exempt, name="exempt")


@exempt.command("add", help=say("Accorde une dérogation.", "Grant an exemption."))
def add(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help=say("La règle, ou conf.*.", "The rule, or conf.*."))
    ],
    *,
    by: By,
    role: Role,
    reason: Annotated[str, typer.Option(help=say("Pourquoi.", "Why."))],
    until: Annotated[str, typer.Option(metavar="DAY", help=say("Dernier jour.", "The last day."))],
    value: Annotated[str | None, typer.Option(help=say("Ce qui peut se dire.", "What may be said."))] = None,
    who: Annotated[
        str | None, typer.Option(help=say("Pour un seul ambassadeur.", "For one advocate only."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let something pass that a rule finds, until a day."""
    with open_program() as program:
        found = program.grant_exemption(
            rule, by=by, role=role, reason=reason, until=_day(until), value=value, who=who
        )
    show(_plain(found), _table([found]), as_json=as_json)
    if found.is_long and not as_json:
        out.print(_LONG.say(spoken()), markup=False)


@exempt.command("list", help=say("Les dérogations en cours.", "Exemptions that hold."))
def list_them(
    *,
    ended: Annotated[
        bool, typer.Option("--all", help=say("Aussi les finies.", "Those that ended too."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List exemptions, and say which lapse soon, have lapsed or serve nobody."""
    with open_program() as program:
        found = program.exemptions()
    now = utc_now()
    shown = [each for each in found if ended or each.standing(now) is not Standing.WITHDRAWN]
    none = say("aucune dérogation", "no exemption")
    show([_plain(each) for each in shown], _table(shown) if shown else none, as_json=as_json)


@exempt.command("end", help=say("Retire une dérogation.", "Take an exemption back."))
def end(
    exemption: Annotated[
        str, typer.Argument(metavar="EXEMPTION", help=say("La dérogation.", "The exemption."))
    ],
    *,
    by: By,
    role: Role,
    as_json: AsJson = False,
) -> None:
    """Take an exemption back; the rule fires again."""
    with open_program() as program:
        program.withdraw_exemption(exemption, by=by, role=role)
    show({"ended": exemption}, None, as_json=as_json)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(Mistake(field="--until", message=_NO_DAY.format(given=text))) from None


def _plain(granted: Granted) -> dict[str, object]:
    names = ("id", "rule", "value", "who", "reason", "by", "role", "until", "granted_at", "uses", "used_at")
    standing = granted.standing(utc_now())
    return {name: getattr(granted, name) for name in names} | {"standing": standing, "long": granted.is_long}


def _table(found: list[Granted]) -> Table:
    now = utc_now()
    rows = [
        (
            each.id,
            each.rule,
            each.value or "*",
            each.who or "*",
            here(each.until).date() if each.until else "",
            _granter(each),
            each.reason,
            _notes(each, each.standing(now)),
        )
        for each in found
    ]
    names = ["id", say("règle", "rule"), say("valeur", "value"), say("pour", "for"), say("jusqu’au", "until")]
    return table("", [*names, say("par", "by"), say("raison", "reason"), ""], rows)


def _granter(granted: Granted) -> str:
    """Who granted it, and for which role; one of a charter’s file names a role only."""
    return granted.by if granted.role == granted.by else f"{granted.by} ({granted.role})"


def _notes(granted: Granted, standing: Standing) -> str:
    """What deserves a look: an end that is near or past, and one that never served."""
    notes = [_STANDINGS[standing].say(spoken())] if standing in _STANDINGS else []
    if granted.uses:
        notes.append(say(f"servie {granted.uses} fois", f"served {granted.uses} times"))
    else:
        notes.append(say("jamais servie", "never served"))
    return ", ".join(notes)


_STANDINGS = {
    Standing.LAPSING: Text(fr="finit bientôt", en="lapses soon"),
    Standing.LAPSED: Text(fr="échue : la règle s’applique", en="lapsed: the rule fires"),
    Standing.WITHDRAWN: Text(fr="retirée", en="taken back"),
}
_NO_DAY = Text(
    fr="« {given} » n’est pas un jour : écrivez 2026-12-31", en="“{given}” is not a day: write 2026-12-31"
)
_LONG = Text(
    fr="Plus de 90 jours : si elle doit durer, c’est la règle qu’il faut changer.",
    en="More than 90 days: if it has to last, it is the rule that should change.",
)
