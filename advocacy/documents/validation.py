"""Plain data → a frozen model; everything wrong becomes a mistake with its line, in two languages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from advocacy.documents.node import Node, Path
from advocacy.documents.shape import allowed_keys, may_be_converted, misfits
from advocacy.documents.wording import MAX_SHOWN, expected_text, message_for
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

M = TypeVar("M", bound=BaseModel)


class Unfit(ValueError):
    """What a model's validator raises: the reason in both languages, and where it is.

    `at` leads from the value under validation to the culprit; `line` counts from 1 in a text of
    several lines. `more` carries further reasons, so that all are told at once.

    >>> raise Unfit(fr="trop court", en="too short")
    Traceback (most recent call last):
    advocacy.documents.validation.Unfit: too short
    """

    def __init__(
        self,
        *,
        fr: str,
        en: str,
        hint: Text | None = None,
        at: Path = (),
        line: int = 1,
        more: Iterable[Unfit] = (),
    ) -> None:
        self.text, self.hint, self.at, self.line, self.more = Text(fr=fr, en=en), hint, at, line, tuple(more)
        super().__init__(en)


def validate(node: Node, model: type[M]) -> M:
    """Read `node` as a `model`.

    Raises:
        InvalidInput: with every mistake of the node, in the order of its lines.

    >>> from advocacy.documents import read_yaml
    >>> class Place(BaseModel):
    ...     city: str
    >>> validate(read_yaml("city: Lyon", name="place.yaml"), Place)
    Place(city='Lyon')
    """
    mistakes: list[Mistake] = []
    found = attempt(node, model, mistakes)
    if found is None:
        raise InvalidInput(*mistakes)
    return found


def validate_each(node: Node, model: type[M]) -> tuple[M, ...]:
    """Read each item of a list (the rows of a table) as a `model`; the mistakes of all are told at once."""
    mistakes: list[Mistake] = []
    found = [attempt(child, model, mistakes) for child in node.children()]
    if mistakes:
        raise InvalidInput(*mistakes)
    return tuple(item for item in found if item is not None)


def understood(given: object, model: type[M], *, field: str | None = None) -> M:
    """What another programme `given` as plain data, as a `model`, which converts what it can.

    `field` is what the data is called where it is not the whole.

    Raises:
        InvalidInput: with every field that is wrong.

    >>> class Place(BaseModel):
    ...     city: str
    >>> understood({"city": 3}, Place, field="place")
    Traceback (most recent call last):
    advocacy.errors.InvalidInput: place.city: text expected, not “3” (put it in quotes)
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong: dict[Path, list[Mistake]] = {}
        _collect(Node(data=given, name="", path=(field,) if field else ()), model, error, wrong)
    raise InvalidInput(*(replace(each, file=None, line=None) for same in wrong.values() for each in same))


def attempt(node: Node, model: type[M], mistakes: list[Mistake]) -> M | None:
    """Read `node` as a `model`, or add what is wrong to `mistakes` and return None."""
    found, error = None, None
    try:
        found = model.model_validate(node.data)
    except ValidationError as refused:
        error = refused
    if error is None and not may_be_converted(node.data, found):
        return found
    wrong = {path: [_misfit(node, path, wanted)] for path, wanted in misfits(model, node.data)}
    if error is not None:
        _collect(node, model, error, wrong)
    if not wrong:
        return found
    listed = [mistake for same in wrong.values() for mistake in same]
    mistakes.extend(sorted(listed, key=lambda mistake: mistake.line or 0))
    return None


def near_miss(word: object, allowed: Iterable[str]) -> Text | None:
    """“did you mean …?” when one of `allowed` is close to `word`, else the list of what is allowed.

    >>> str(near_miss("netwrok", ["network", "language"]))
    'did you mean “network”?'
    """
    names = list(allowed)
    by_fold = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(str(word).casefold(), by_fold, n=1, cutoff=0.6)
    if close:
        return did_you_mean(by_fold[close[0]])
    if not names:
        return None
    return Text(fr=f"permis : {', '.join(names)}", en=f"allowed: {', '.join(names)}")


def did_you_mean(word: str) -> Text:
    """The hint that proposes `word`."""
    return Text(fr=f"vouliez-vous dire « {word} » ?", en=f"did you mean “{word}”?")


def _collect(
    node: Node, model: type[BaseModel], error: ValidationError, wrong: dict[Path, list[Mistake]]
) -> None:
    typed, alternatives = set(wrong), set()
    for detail in error.errors(include_url=False):
        path = _real_path(node.data, detail["loc"], keep_last=detail["type"] == "missing")
        if path in typed or (detail["type"] == "too_short" and _has_wrong_items(path, wrong)):
            continue
        known = wrong.setdefault(path, [])
        if path != tuple(step for step in detail["loc"] if step != "[key]"):
            alternatives.add(path)
        for mistake in _mistakes(node, model, path, dict(detail)):
            if known and path in alternatives:
                known[-1] = _either(known[-1], mistake)
            else:
                known.append(mistake)
    for path in alternatives:
        if any(other[: len(path)] == path and other != path for other in wrong):
            # Another alternative got further into the value: it is the one that was meant.
            del wrong[path]


def _has_wrong_items(path: Path, wrong: Mapping[Path, object]) -> bool:
    """A list is told to be too short when its only items are wrong: these were told already."""
    return any(known[: len(path)] == path for known in wrong)


def _either(first: Mistake, second: Mistake) -> Mistake:
    """Alternatives of one field fail together: one mistake tells what each would have accepted."""
    if first.message == second.message:
        return first
    text = Text(
        fr=f"{first.message.fr} ; ou {second.message.fr}", en=f"{first.message.en}; or {second.message.en}"
    )
    return replace(first, message=text)


def _real_path(data: Any, loc: tuple[int | str, ...], *, keep_last: bool) -> Path:
    """`loc` without the names of the alternatives that were tried, which no file holds."""
    path: list[str | int] = []
    for index, step in enumerate(loc):
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if inside:
            data = data[step]  # pyright: ignore[reportCallIssue, reportArgumentType]  # as just asked
            path.append(step)
        elif keep_last and index == len(loc) - 1:
            path.append(step)
    return tuple(path)


def _mistakes(node: Node, model: type[BaseModel], path: Path, detail: dict[str, Any]) -> Iterable[Mistake]:
    raised = detail.get("ctx", {}).get("error")
    if isinstance(raised, Unfit):
        return [_unfit(node, path, reason) for reason in (raised, *raised.more)]
    if isinstance(raised, InvalidInput):
        return [node.mistake(known.message, path, hint=known.hint) for known in raised.mistakes]
    return [_mistake(node, model, path, detail)]


def _mistake(node: Node, model: type[BaseModel], path: Path, detail: dict[str, Any]) -> Mistake:
    kind, given, text = detail["type"], detail.get("input"), message_for(detail)
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        cut = given is None and " " in str(path[-1])
        colon = _colon_hint(node.data, path)
        hint = _COMMA if cut else colon or near_miss(path[-1], allowed_keys(model, node.data, path[:-1]))
        return node.mistake(text, path, hint=hint, line=node.key_line(path))
    if kind in ("missing", "union_tag_not_found"):
        whole = _tag_path(path, detail)
        colon = _colon_hint(node.data, whole)
        return node.mistake(text, whole, hint=colon, line=node.key_line(whole[:-1]))
    if kind in ("enum", "literal_error", "union_tag_invalid"):
        return node.mistake(
            text, _tag_path(path, detail), hint=near_miss(_tag(given, detail), _choices(detail))
        )
    return node.mistake(text, path, hint=_quote_hint(kind, given))


def _unfit(node: Node, path: Path, reason: Unfit) -> Mistake:
    whole = path + reason.at
    return node.mistake(reason.text, whole, hint=reason.hint, line=node.text_line(whole, reason.line))


def _misfit(node: Node, path: Path, wanted: str) -> Mistake:
    value = node.data
    for step in path:
        value = value[step]
    return node.mistake(expected_text(wanted, value), path)


def _tag(given: Any, detail: dict[str, Any]) -> object:
    return detail.get("ctx", {}).get("tag", given)


def _tag_path(path: Path, detail: dict[str, Any]) -> Path:
    name = str(detail.get("ctx", {}).get("discriminator", "")).strip("'")
    return (*path, name) if detail["type"].startswith("union_tag") and name.isidentifier() else path


def _choices(detail: dict[str, Any]) -> list[str]:
    ctx = detail.get("ctx", {})
    return re.findall(r"'([^']*)'", str(ctx.get("expected") or ctx.get("expected_tags") or ""))


def _quote_hint(kind: str, given: Any) -> Text | None:
    """A number where a text is expected was meant as a text: 1.10, 2026."""
    if kind != "string_type" or not isinstance(given, bool | int | float):
        return None
    return Text(fr="mettez-le entre guillemets", en="put it in quotes")


def _colon_hint(data: Any, path: Path) -> Text | None:
    """An item of a list that was meant as a text: ``- Café Lormont: Rouen`` is a group of one."""
    for step in path[:-1]:
        data = data[step]
    if len(path) < 2 or not isinstance(path[-2], int) or not isinstance(data, dict) or len(data) != 1:  # noqa: PLR2004  an item and its key
        return None
    ((key, value),) = data.items()
    if " " not in str(key) or isinstance(value, dict | list):
        return None
    said = f"{key}: {value}"
    return _COLON.format(said=said if len(said) <= MAX_SHOWN else said[:MAX_SHOWN] + "…")


_COLON = Text(
    fr='un texte qui contient deux-points se met entre guillemets : "{said}"',
    en='put a text that holds a colon in quotes: "{said}"',
)
_COMMA = Text(
    fr="entre { et }, un texte qui contient une virgule se met entre guillemets",
    en="between { and }, put a text that holds a comma in quotes",
)
