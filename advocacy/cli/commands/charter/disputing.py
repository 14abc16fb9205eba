"""``advocacy charter dispute``, ``answer``, ``disputes`` and ``decisions``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table

from advocacy.charter.dispute import Dispute, Ruled
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show, table
from advocacy.cli.speech import say, spoken


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("dispute", help=say("Conteste une remarque.", "Dispute a finding."))(dispute)
    app.command("answer", help=say("Répond à une contestation.", "Answer a dispute."))(answer)
    app.command("disputes", help=say("Les contestations, et par règle.", "Disputes, and by rule."))(disputes)
    app.command("decisions", help=say("Ce qui fut décidé, et par quelle version.", "What was decided."))(
        decisions
    )


def dispute(
    subject: Annotated[
        str, typer.Argument(metavar="SHARE|REVIEW", help=say("Le partage.", "The share, or a review."))
    ],
    rule: Annotated[str, typer.Argument(metavar="RULE", help=say("La règle.", "The rule."))],
    *,
    by: Annotated[str, typer.Option(help=say("Qui conteste.", "Who disputes."))],
    reason: Annotated[str, typer.Option(help=say("Pourquoi elle a tort.", "Why it is wrong."))],
    text: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Les mots refusés ; sinon ceux du partage.", "The words that were refused; else the share's."
            )
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Contradict a finding about one's own words."""
    with open_program() as program:
        found = program.dispute(subject, rule, by=by, reason=reason, text=text)
    _show(found, as_json=as_json)


def answer(
    dispute_id: Annotated[
        str, typer.Argument(metavar="DISPUTE", help=say("La contestation.", "The dispute."))
    ],
    outcome: Annotated[
        Ruled,
        typer.Argument(
            metavar="upheld|granted",
            help=say(
                "upheld : la règle avait raison ; granted : la personne.",
                "upheld: the rule was right; granted: the person was.",
            ),
        ),
    ],
    *,
    by: Annotated[str, typer.Option(help=say("Qui répond.", "Who answers."))],
    said: Annotated[str, typer.Option("--answer", help=say("La réponse.", "The answer."))],
    as_json: AsJson = False,
) -> None:
    """Say who was right, and why."""
    with open_program() as program:
        found = program.answer_dispute(dispute_id, outcome, by=by, answer=said)
    _show(found, as_json=as_json)


def disputes(
    *,
    only_open: Annotated[
        bool, typer.Option("--open", help=say("Seulement sans réponse.", "Only without an answer."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List disputes, and count them by rule."""
    with open_program() as program:
        found, counts = program.disputes(only_open=only_open), program.disputed_rules()
    rows = [(each.rule, each.open, each.upheld, each.granted) for each in counts]
    columns = [
        say("règle", "rule"),
        say("ouvertes", "open"),
        say("règle confirmée", "upheld"),
        say("personne entendue", "granted"),
    ]
    show(
        {"disputes": found, "rules": counts},
        Group(_table(found), "", table("", columns, rows)),
        as_json=as_json,
    )


def decisions(
    subject: Annotated[
        str | None,
        typer.Argument(
            metavar="[SUBJECT]",
            help=say("share:… ou story:…@édition ; sinon tout.", "share:… or story:…@edition; else all."),
        ),
    ] = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help=say("Au plus tant.", "At most so many."))] = 100,
    as_json: AsJson = False,
) -> None:
    """List what was decided, newest first, with the version of the charter that decided."""
    with open_program() as program:
        found = program.decisions(subject=subject, limit=limit)
    rows = [
        (
            each.id,
            each.at,
            each.subject,
            each.by,
            each.charter,
            each.verdict,
            ", ".join(f"{rule}: {reason}" for rule, reason in each.reasons.items()),
        )
        for each in found
    ]
    columns = [
        "id",
        say("quand", "when"),
        say("sujet", "subject"),
        say("par", "by"),
        say("charte", "charter"),
    ]
    show(found, table("", [*columns, "verdict", say("raisons", "reasons")], rows), as_json=as_json)


def _show(found: Dispute, *, as_json: bool) -> None:
    """Write a dispute, with what it changes for the text."""
    show(found, _table([found]), as_json=as_json)
    if found.consequence is not None and not as_json:
        out.print(found.consequence.say(spoken()), markup=False)


def _table(found: list[Dispute]) -> Table:
    rows = [
        (
            each.id,
            each.at,
            each.rule,
            each.evidence or "",
            each.by,
            each.reason,
            say(*_OUTCOMES[each.outcome]),
            each.answer or "",
        )
        for each in found
    ]
    columns = ["id", say("quand", "when"), say("règle", "rule"), say("mots", "words"), say("par", "by")]
    more = [say("raison", "reason"), say("issue", "outcome"), say("réponse", "answer")]
    return table("", [*columns, *more], rows)


_OUTCOMES = {
    None: ("ouverte", "open"),
    Ruled.UPHELD: ("règle confirmée", "upheld"),
    Ruled.GRANTED: ("personne entendue", "granted"),
}
