"""The small template language of messages: facts, the link, ``if``; no loop, no call, no arithmetic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from advocacy.content.sandbox import MAX_OUTPUT, compiled, environment
from advocacy.content.template_check import faults
from advocacy.errors import InvalidInput, Mistake, refusal
from advocacy.language import Text


def render(template: str, facts: Mapping[str, str]) -> str:
    """`template` with `facts` filled in, without blank space at its ends.

    Raises:
        InvalidInput: when it prints a fact that is not known, or comes out too long.

    >>> render("{% if city %}In {{ city }}{% else %}Here{% endif %}: {{ link }}", {"link": "https://a.example"})
    'Here: https://a.example'
    """
    from jinja2 import UndefinedError  # noqa: PLC0415  heavy: imported on first use

    _refuse_faults(template)
    try:
        text = str(compiled(template).render(facts)).strip()
    except UndefinedError as error:
        name = (re.findall(r"'(\w+)'", str(error)) or ["?"])[0]
        unknown = _NOT_KNOWN.format(name=name)
        raise InvalidInput(Mistake(message=unknown, field="text", hint=_CONDITION)) from None
    if len(text) > MAX_OUTPUT:
        raise InvalidInput(Mistake(message=_OUTPUT_TOO_LONG, field="text"))
    return text


@lru_cache(maxsize=1024)
def names(template: str) -> frozenset[str]:
    """The facts that `template` names, whether it prints them or asks for them."""
    from jinja2 import nodes  # noqa: PLC0415  heavy: imported on first use

    return frozenset(node.name for node in environment().parse(template).find_all(nodes.Name))


def _refuse_faults(template: str) -> None:
    refusal(
        [
            Mistake(message=fault.text, line=fault.line, field="text", hint=fault.hint)
            for fault in faults(template)
        ]
    )


_NOT_KNOWN = Text(
    fr="le modèle écrit « {name} », qui n’est pas connu de cette personne",
    en="the template prints “{name}”, which is not known of this person",
)
_CONDITION = Text(
    fr="entourez-le de {% if … %} et {% endif %}, ou remplissez la colonne",
    en="put it between {% if … %} and {% endif %}, or fill in the column",
)
_OUTPUT_TOO_LONG = Text(
    fr=f"texte trop long (au plus {MAX_OUTPUT} caractères)",
    en=f"text too long (at most {MAX_OUTPUT} characters)",
)
