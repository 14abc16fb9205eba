"""What is wrong in a template, with its line: told when a story is read, not when somebody shares it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from advocacy.content.sandbox import FILTERS, MAX_TEMPLATE, NAMES, TESTS, compiled, environment
from advocacy.documents import Unfit, near_miss
from advocacy.language import Text

if TYPE_CHECKING:
    from jinja2 import Template, nodes


@lru_cache(maxsize=1024)
def faults(template: str) -> tuple[Unfit, ...]:
    """Everything in `template` that is not allowed, with its line; empty when it can be used."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415  heavy: imported on first use

    if len(template) > MAX_TEMPLATE:
        return (_unfit(_TOO_LONG, 1),)
    if not template.strip():
        return (_unfit(_EMPTY, 1),)
    try:
        tree = environment().parse(template)
    except TemplateSyntaxError as error:
        return (_unfit(_syntax(error.message or "", template, error.lineno), error.lineno),)
    except RecursionError:
        return (_unfit(_TOO_DEEP, 1),)
    return (*_forbidden(tree), *_links(tree)) or _tried(template, _printed(tree)[2])


def _tried(template: str, line: int) -> tuple[Unfit, ...]:
    """What shows only when the template is run: Python’s own limit of nesting, and what meets the link."""
    try:
        runs = compiled(template)
    except (RecursionError, SyntaxError, MemoryError):
        return (_unfit(_TOO_DEEP, 1),)
    for facts in (dict.fromkeys(NAMES, "x"), {"disclosure": "x"}):
        text = _said(runs, facts | {"link": _SAMPLE})
        before, found, after = text.partition(_SAMPLE)
        if found and not _apart(before[-1:], after[:1]):
            return (_unfit(_GLUED, line, _GLUED_HINT),)
    return ()


def _said(template: Template, facts: dict[str, str]) -> str:
    from jinja2 import UndefinedError  # noqa: PLC0415  heavy: imported on first use

    try:
        return template.render(facts)
    except UndefinedError:
        return ""


def _forbidden(tree: nodes.Template) -> Iterator[Unfit]:
    """Names that are no fact, and everything that is neither text, a fact nor ``if``."""
    for node in _walk(tree):
        kind = type(node).__name__
        if kind == "Name" and node.name not in NAMES:
            yield _unfit(_UNKNOWN.format(name=node.name), node.lineno, near_miss(node.name, NAMES))
        elif kind == "Filter" and node.name not in FILTERS:
            yield _unfit(_FILTER.format(name=node.name), node.lineno, near_miss(node.name, FILTERS))
        elif kind == "Test" and node.name not in TESTS:
            yield _unfit(_TEST.format(name=node.name), node.lineno, near_miss(node.name, TESTS))
        elif kind not in _ALLOWED:
            yield _unfit(_LOOP if kind == "For" else _NOT_ALLOWED, node.lineno, _ALLOWED_HINT)


def _walk(node: Any) -> Iterator[Any]:
    """All nodes, without what stands inside one that is not allowed."""
    yield node
    if type(node).__name__ in _ALLOWED:
        for child in node.iter_child_nodes():
            yield from _walk(child)


def _links(tree: nodes.Template) -> Iterator[Unfit]:
    """The link is printed once at most, as it is, and apart from the words around it."""
    least, most, line = _printed(tree)
    if most > 1:
        yield _unfit(_TWICE, line)
    elif least != most:
        yield _unfit(_SOMETIMES, line)
    for output in _walk(tree):
        if type(output).__name__ == "Output":
            yield from _glued(output)


def _printed(node: Any) -> tuple[int, int, int]:
    """How often the link is printed at least and at most, and the line where it last is."""
    kind = type(node).__name__
    if kind == "If":
        ways = [_sum(node.body), _sum(node.else_), *(_sum(part.body) for part in node.elif_)]
        return min(way[0] for way in ways), max(way[1] for way in ways), max(way[2] for way in ways)
    if kind == "Name" and node.name == "link":
        return 1, 1, node.lineno
    return _sum(node.iter_child_nodes() if kind in ("Template", "Output") else ())


def _sum(parts: Any) -> tuple[int, int, int]:
    counts = [_printed(part) for part in parts]
    return sum(c[0] for c in counts), sum(c[1] for c in counts), max((c[2] for c in counts), default=1)


def _glued(output: Any) -> Iterator[Unfit]:
    parts = output.nodes
    for index, node in enumerate(parts):
        if type(node).__name__ != "Name" and _names_link(node):
            yield _unfit(_CHANGED, node.lineno)
        if type(node).__name__ != "Name" or node.name != "link":
            continue
        before = _edge(parts[index - 1], -1) if index else ""
        after = _edge(parts[index + 1], 0) if index + 1 < len(parts) else ""
        if not _apart(before, after):
            yield _unfit(_GLUED, node.lineno, _GLUED_HINT)


def _apart(before: str, after: str) -> bool:
    return before in _OPENING and after in _CLOSING


def _names_link(node: Any) -> bool:
    return any(type(part).__name__ == "Name" and part.name == "link" for part in _walk(node))


def _edge(node: Any, at: int) -> str:
    """The character of a neighbour that touches the link; a fact counts as a letter."""
    return str(node.data)[at] if type(node).__name__ == "TemplateData" else "x"


def _syntax(message: str, template: str, line: int) -> Text:
    found = (template.split("\n")[line - 1 : line] or [""])[0].strip()[:60]
    text = next((text for words, text in _SYNTAX if words in message), _UNREADABLE)
    return Text(fr=f"{text.fr} : « {found} »", en=f"{text.en}: “{found}”")


def _unfit(text: Text, line: int, hint: Text | None = None) -> Unfit:
    return Unfit(fr=text.fr, en=text.en, hint=hint, line=line)


_ALLOWED = frozenset(
    {"Template", "Output", "TemplateData", "Name", "Const", "List", "Tuple", "Concat", "Filter", "Keyword"}
    | {"If", "CondExpr", "Test", "Compare", "Operand", "And", "Or", "Not"}
)
_OPENING = ("", " ", "\n", "\N{NO-BREAK SPACE}", "(", "[", "«", "“", '"')
_CLOSING = ("", " ", "\n", "\N{NO-BREAK SPACE}", ")", "]", "»", "”", '"')
_SAMPLE = "https://example.org/0"
_EMPTY = Text(fr="texte vide", en="an empty text")
_TOO_LONG = Text(
    fr=f"modèle trop long (au plus {MAX_TEMPLATE} caractères)",
    en=f"template too long (at most {MAX_TEMPLATE} characters)",
)
_TOO_DEEP = Text(fr="trop de niveaux imbriqués", en="nested too deep")
_UNKNOWN = Text(fr="« {name} » n’est pas un fait connu", en="“{name}” is no known fact")
_FILTER = Text(fr="filtre inconnu « {name} »", en="unknown filter “{name}”")
_TEST = Text(fr="test inconnu « is {name} »", en="unknown test “is {name}”")
_LOOP = Text(fr="une boucle n’a pas sa place dans un message", en="a loop has no place in a message")
_NOT_ALLOWED = Text(
    fr="calcul ou appel non permis dans un message", en="a calculation or call that a message may not hold"
)
_ALLOWED_HINT = Text(fr="permis : {{ fait }}, {% if %}", en="allowed: {{ fact }}, {% if %}")
_TWICE = Text(fr="{{ link }} est écrit deux fois : gardez-en un", en="{{ link }} is printed twice: keep one")
_SOMETIMES = Text(
    fr="{{ link }} ne paraît pas dans tous les cas : sortez-le de {% if %}",
    en="{{ link }} is not printed in every case: take it out of {% if %}",
)
_CHANGED = Text(
    fr="{{ link }} s’écrit tel quel, sans filtre ni condition : une adresse modifiée ne mène nulle part",
    en="{{ link }} is printed as it is, without filter or condition: a changed address leads nowhere",
)
_GLUED = Text(
    fr="{{ link }} touche un autre signe, et l’adresse serait coupée ou fausse",
    en="{{ link }} touches another character, and the address would be cut or wrong",
)
_GLUED_HINT = Text(fr="mettez une espace ou une ligne autour", en="put a space or a line around it")
_UNREADABLE = Text(fr="modèle illisible", en="a template that cannot be read")
_NOT_CLOSED = Text(
    fr="{% if %} sans {% endif %}, ou {{ jamais refermé",
    en="{% if %} without {% endif %}, or {{ that is never closed",
)
_SYNTAX = (
    ("expected token 'end of print", Text(fr="un seul fait par {{ }}", en="one fact in each {{ }}")),
    ("unknown tag 'end", Text(fr="{% endif %} sans {% if %}", en="{% endif %} without {% if %}")),
    ("end of template", _NOT_CLOSED),
    (
        "unexpected '}'",
        Text(fr="les accolades vont par deux : {{ et }}", en="braces come in twos: {{ and }}"),
    ),
    ("Expected an expression", Text(fr="rien entre les accolades", en="nothing between the braces")),
)
