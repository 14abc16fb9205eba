"""What is wrong where a YAML file cannot be read at all, in the words of who wrote it."""

from __future__ import annotations

import re
from typing import Any

from advocacy.errors import Mistake
from advocacy.language import Text


def broken(error: Any, text: str, name: str) -> Mistake:
    """The mistake behind a parser's `error` about `text`, the file called `name`."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        before = text.encode("utf-8", "replace")[: getattr(error, "position", 0)]
        return Mistake(message=_CONTROL, file=name, line=before.count(b"\n") + 1)
    lines = text.splitlines() or [""]
    number = min(mark.line, len(lines) - 1)
    found = lines[number]
    start = getattr(error, "context_mark", None)
    if "\t" in found[: len(found) - len(found.lstrip())]:
        return Mistake(message=_TAB, file=name, line=number + 1, hint=_SPACES)
    line = _told(number, start, error)
    if "flow" in str(error.context) and (comment := _comment(lines, line - 1, number)) is not None:
        return Mistake(message=_CUT, file=name, line=comment + 1, hint=_QUOTE_COMMENT)
    opened = _opened(text, number)
    hint = _LONG_QUOTE.format(line=opened) if opened else _hint(error, lines, number)
    return Mistake(message=_problem(error, found), file=name, line=line, hint=hint)


def _opened(text: str, number: int) -> int | None:
    """Where a quotation begins that ends, many lines later, at the line that cannot be read."""
    import yaml  # noqa: PLC0415  heavy: imported on first use

    found = None
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(token, yaml.ScalarToken) and not token.plain and token.style in ("'", '"'):
                found = token
    except yaml.YAMLError:
        pass
    if found is None or found.end_mark.line != number or found.start_mark.line == number:
        return None
    return int(found.start_mark.line) + 1


def _told(number: int, start: Any, error: Any) -> int:
    """The line to look at: where something was opened, when it is never closed."""
    never_closed = "quoted scalar" in str(error.context) or "flow" in str(error.context)
    return (min(start.line, number) if start is not None and never_closed else number) + 1


def _comment(lines: list[str], first: int, last: int) -> int | None:
    """The line on which a ``#`` right before a word cut a list or a group short."""
    return next((place for place in range(first, last + 1) if _HASH.search(lines[place])), None)


def _problem(error: Any, found: str) -> Text:
    if _at_second_colon(error, found):
        return _COLON.format(found=found.strip()[:60])
    for words, text in _PROBLEMS:
        if words in f"{error.context}: {error.problem}":
            return text.format(found=found.strip()[:60])
    return _UNREADABLE.format(found=found.strip()[:60])


def _at_second_colon(error: Any, found: str) -> bool:
    """Whether a list or group stops making sense at a colon of the line that it begins on."""
    mark, start = error.problem_mark, error.context_mark
    same = "flow" in str(error.context) and start is not None and start.line == mark.line
    return same and found[mark.column : mark.column + 1] == ":"


def _hint(error: Any, lines: list[str], number: int) -> Text | None:
    found, context = lines[number], str(error.context)
    if _at_second_colon(error, found):
        return _QUOTE
    for kind, mark in (("flow mapping", "}"), ("flow sequence", "]")):
        if kind in context:
            return _CLOSE.format(mark=mark)
    if any(words in str(error.problem) for words in _MISALIGNED):
        aligned = _aligned(lines, number)
        if aligned is not None:
            return aligned
    return _QUOTE if re.search(r":\s+[@`%{\[*&!]|: .*: ", found) else None


def _aligned(lines: list[str], number: int) -> Text | None:
    """What a key that is a space or two off should be aligned with: the deeper of two as near."""
    wanted = len(lines[number]) - len(lines[number].lstrip())
    open_at: dict[int, tuple[int, str]] = {}
    dashes = set[int]()
    least = len(lines[number]) + MAX_INDENT
    for place in range(number - 1, -1, -1):
        key = _KEY.match(lines[place])
        if key is not None and len(key["indent"]) < least:
            least = len(key["indent"])
            open_at.setdefault(key.start("key"), (place, key["key"]))
            dashes |= {least} - {key.start("key")}
    near = [column for column in (wanted + 1, wanted - 1, wanted + 2, wanted - 2) if column in open_at]
    if wanted in dashes | open_at.keys() or not near or lines[number].lstrip().startswith("- "):
        return None
    place, key_found = open_at[near[0]]
    return _ALIGN.format(key=key_found, line=place + 1, column=near[0] + 1)


MAX_INDENT = 1000
_MISALIGNED = ("expected key", "expected '-' indicator", "mapping values are not allowed")
_KEY = re.compile(r"(?P<indent> *)(?:- +)*(?P<key>[^\s#:{\[-][^:]{0,60}):(?:\s|$)")
_HASH = re.compile(r"""[\[{](?:[^"'\]}]*[\s,])?#\w""")
_CUT = Text(
    fr="un # après une espace, une virgule ou un crochet commence un commentaire : la ligne s’arrête là",
    en="a # after a space, a comma or a bracket begins a comment: the line ends there",
)
_QUOTE_COMMENT = Text(
    fr='si le # fait partie du texte, mettez-le entre guillemets : "#mot"',
    en='if the # belongs to the text, put it in quotes: "#word"',
)
_CLOSE = Text(
    fr="fermez par {mark}, ou mettez une virgule entre les éléments",
    en="close it with {mark}, or put a comma between its parts",
)
_ALIGN = Text(
    fr="alignez cette ligne sur « {key} » (ligne {line}, colonne {column})",
    en="align this line with “{key}” (line {line}, column {column})",
)
_COLON = Text(
    fr="deux-points inattendu dans « {found} » : décalage faux ou texte sans guillemets",
    en="an unexpected colon in “{found}”: wrong indentation or a text without quotes",
)
_TAB = Text(fr="tabulation en début de ligne", en="a tab at the start of the line")
_SPACES = Text(fr="en YAML, décalez avec des espaces", en="indent with spaces in YAML")
_QUOTE = Text(fr="mettez le texte entre guillemets", en="put the text in quotes")
_LONG_QUOTE = Text(
    fr="le guillemet ouvert à la ligne {line} ne se ferme qu’ici : fermez-le là-bas",
    en="the quote opened at line {line} is closed only here: close it there",
)
_CONTROL = Text(
    fr="caractère invisible interdit : effacez-le et réécrivez la ligne",
    en="an invisible character that is not allowed: delete it and retype the line",
)
_UNREADABLE = Text(
    fr="ligne YAML illisible « {found} » : vérifiez le décalage, les deux-points et les guillemets",
    en="this YAML line cannot be read “{found}”: check its indentation, colons and quotes",
)
_PROBLEMS = (
    (
        "quoted scalar: found unexpected end",
        Text(fr="guillemet jamais refermé", en="a quote that is never closed"),
    ),
    ("flow sequence", Text(fr="crochet [ jamais refermé", en="a bracket [ that is never closed")),
    ("flow mapping", Text(fr="accolade {{ jamais refermée", en="a brace {{ that is never closed")),
    (
        "unknown escape",
        Text(
            fr="séquence \\ inconnue dans un texte entre guillemets doubles",
            en="an unknown \\ sequence in a double-quoted text",
        ),
    ),
    (
        "invalid Unicode",
        Text(fr="séquence \\u qui n’est pas un caractère", en="a \\u sequence that is no character"),
    ),
    (
        "cannot start any token",
        Text(
            fr="un texte ne peut pas commencer par ce caractère sans guillemets : « {found} »",
            en="a text cannot begin with this character without quotes: “{found}”",
        ),
    ),
    ("mapping values are not allowed", _COLON),
)
