"""Many drafts at once: a line of JSON in, a line of JSON out, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from advocacy.charter.charter import Charter
from advocacy.charter.draft import Context, Draft, NetworkFacts
from advocacy.errors import InvalidInput
from advocacy.language import Language, Text


class Line(BaseModel):
    """One draft, as ``advocacy review --jsonl`` reads it; other keys are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Any = None
    text: str
    lang: Annotated[
        Language, BeforeValidator(lambda tag: Language.of(tag) if isinstance(tag, str) else tag)
    ] = Language.EN
    network: str = ""
    context: Context = Field(default_factory=Context)


def review_lines(
    lines: Iterable[str],
    charter_of: Callable[[str | None], Charter],
    *,
    network_facts: Callable[[str], NetworkFacts] = lambda _: NetworkFacts(),
    now: Callable[[], datetime] | None = None,
) -> Iterator[tuple[str, bool]]:
    """For each line of `lines`, its answer and whether it could be read; empty lines are passed over.

    `charter_of` gives the charter for a context's profile. `network_facts` tells what the host knows
    of a network, and `now` when a post without a moment would go out.

    >>> charter = Charter.parse("title: {fr: Charte, en: Charter}", name="acme.yaml")
    >>> next(review_lines(['{"id": 1, "text": "Bonjour"}'], lambda profile: charter))
    ('{"id": 1, "verdict": "pass", "findings": []}', True)
    """
    for line in lines:
        if line.strip():
            yield _answer(line, charter_of, network_facts, now)


def _answer(
    line: str,
    charter_of: Callable[[str | None], Charter],
    network_facts: Callable[[str], NetworkFacts],
    now: Callable[[], datetime] | None,
) -> tuple[str, bool]:
    given: Any = None
    try:
        given = json.loads(line)
        read = Line.model_validate(given)
        charter = charter_of(read.context.profile)
    except RecursionError:
        return _refused(None, "the line is nested too deeply"), False
    except json.JSONDecodeError as error:
        return _refused(None, f"not JSON: {error.msg} at character {error.pos + 1}"), False
    except ValidationError as error:
        return _refused(given, _told(error)), False
    except (InvalidInput, LookupError) as error:
        return _refused(given, str(error)), False
    draft = Draft(
        text=read.text,
        network=read.network,
        language=read.lang,
        context=_dated(read.context, now),
        facts=network_facts(read.network),
    )
    review = charter.review(draft)
    return _written({"id": read.id, **review.to_json(), **_warned(review.warnings)}), True


def _dated(context: Context, now: Callable[[], datetime] | None) -> Context:
    return context if context.when is not None or now is None else context.model_copy(update={"when": now()})


def _warned(warnings: tuple[Text, ...]) -> dict[str, Any]:
    return {"warnings": [dict(text) for text in warnings]} if warnings else {}


def _refused(given: Any, error: str) -> str:
    return _written({"id": given.get("id") if isinstance(given, Mapping) else None, "error": error})


def _told(error: ValidationError) -> str:
    """Every field that is wrong, and how."""
    return "; ".join(
        f"{'.'.join(str(step) for step in detail['loc']) or 'line'}: {detail['msg']}"
        for detail in error.errors(include_url=False)
    )


def _written(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=True)
