"""``--confirm RULE=REASON``: passing a warning and saying why."""

from __future__ import annotations

from typing import Annotated

import typer

from advocacy.cli.speech import say
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

Confirm = Annotated[
    list[str] | None,
    typer.Option(
        "--confirm",
        metavar="RULE=REASON",
        help=say(
            "Passe un avertissement de la charte en disant pourquoi ; à répéter.",
            "Pass a warning of the charter and say why; may be repeated.",
        ),
    ),
]


def reasons(given: list[str] | None) -> dict[str, str]:
    """The reason given for each rule.

    Raises:
        InvalidInput: one of them is not ``RULE=REASON``.

    >>> reasons(["claim.superlative=award of 2026"])
    {'claim.superlative': 'award of 2026'}
    """
    pairs = [entry.partition("=") for entry in given or []]
    wrong = [rule for rule, _, reason in pairs if not reason.strip()]
    if wrong:
        raise InvalidInput(*(Mistake(field="--confirm", message=_PAIR.format(given=rule)) for rule in wrong))
    return {rule.strip(): reason.strip() for rule, _, reason in pairs}


_PAIR = Text(
    fr="« {given} » : écrivez RÈGLE=RAISON, avec une raison", en="“{given}”: write RULE=REASON, with a reason"
)
