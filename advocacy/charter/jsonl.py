"""Many drafts at once: a line of JSON in, a line of JSON out, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from advocacy.charter.charter import Charter
from advocacy.charter.draft import Context, Draft, NetworkFacts, tidied
from advocacy.documents import Unfit, did_you_mean, understood
from advocacy.errors import AdvocacyError
from advocacy.language import Language, Text

FactsIfKnown = Callable[[str], NetworkFacts | None]
"""What the host knows of a network; None for a place that it does not know."""
LABELS = ("expect", "evidence", "why", "optional", "team")
"""Keys that people put beside a text for themselves, or for a replay."""


def _language(tag: Any) -> Any:
    found = Language.spelt(tag) if isinstance(tag, str) else tag
    if found is None:
        raise Unfit(
            fr=f"« {tag} » n’est pas une langue que la charte sait lire : fr ou en",
            en=f"“{tag}” is no language that the charter reads: fr or en",
        )
    return found


class Line(BaseModel):
    """One draft, as ``advocacy review --jsonl`` reads it; other keys are told."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Any = None
    text: str
    lang: Annotated[Language, BeforeValidator(_language)] = Language.EN
    network: str = ""
    context: Annotated[Context, BeforeValidator(tidied)] = Field(default_factory=Context)


def review_lines(
    lines: Iterable[str],
    charter_of: Callable[[str | None], Charter],
    *,
    network_facts: FactsIfKnown = lambda _: NetworkFacts(),
    now: Callable[[], datetime] | None = None,
) -> Iterator[tuple[str, bool]]:
    """For each line of `lines`, its answer and whether it could be read; empty lines are passed over.

    `charter_of` gives the charter for a context's profile. `network_facts` tells what the host knows
    of a network, or refuses a misspelt one, and `now` says when a post without a moment would go out.
    A key, or a place, that nobody knows gives a warning.

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
    network_facts: FactsIfKnown,
    now: Callable[[], datetime] | None,
) -> tuple[str, bool]:
    given: Any = None
    try:
        given = json.loads(line.removeprefix(_BYTE_ORDER_MARK))
        if not isinstance(given, dict):
            return _refused(None, _NO_OBJECT), False
        read = understood({key: value for key, value in given.items() if value is not None}, Line)
        charter = charter_of(read.context.profile)
        facts = network_facts(read.network) if read.network else _NO_FACTS
    except RecursionError:
        return _refused(None, _DEEP), False
    except json.JSONDecodeError as error:
        return _refused(None, _NO_JSON.format(place=error.pos + 1)), False
    except AdvocacyError as error:
        return _refused(given, error.text), False
    except ValueError:  # a number of more than 4300 digits
        return _refused(None, _LONG_NUMBER), False
    draft = Draft(
        text=read.text,
        network=read.network,
        language=read.lang,
        context=_dated(read.context, now),
        facts=facts or _NO_FACTS,
    )
    review = charter.review(draft)
    odd = [_unread(key) for key in given if key not in _READ]
    if facts is None and read.network not in charter.networks:
        odd.append(_NO_PLACE.format(network=read.network))
    return _written({"id": read.id, **review.to_json(), **_warned((*odd, *review.warnings))}), True


def _unread(key: str) -> Text:
    """That a key of a line is not read, with what was meant."""
    if key in Context.model_fields:
        return _ELSEWHERE.format(key=key)
    near = get_close_matches(key.casefold(), Line.model_fields, n=1)
    return _NO_KEY.format(key=key, hint=did_you_mean(near[0]) if near else _KEYS)


def _dated(context: Context, now: Callable[[], datetime] | None) -> Context:
    return context if context.when is not None or now is None else context.model_copy(update={"when": now()})


def _warned(warnings: tuple[Text, ...]) -> dict[str, Any]:
    return {"warnings": [dict(text) for text in warnings]} if warnings else {}


def _refused(given: Any, error: Text) -> str:
    return _written({"id": given.get("id") if isinstance(given, Mapping) else None, "error": dict(error)})


def _written(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=True)


_NO_FACTS = NetworkFacts()
_READ = frozenset({*Line.model_fields, *LABELS})
_BYTE_ORDER_MARK = "\ufeff"
_NO_JSON = Text(
    fr='ce n’est pas du JSON (caractère {place}) : un objet par ligne, comme {{"id": 1, "text": "…"}}',
    en='this is not JSON (character {place}): one object a line, such as {{"id": 1, "text": "…"}}',
)
_NO_OBJECT = Text(
    fr='un objet JSON attendu, comme {"id": 1, "text": "…"}',
    en='a JSON object expected, such as {"id": 1, "text": "…"}',
)
_NO_KEY = Text(
    fr="La clé « {key} » d’une ligne n’est pas lue ({hint}).",
    en="The key “{key}” of a line is not read ({hint}).",
)
_KEYS = Text(fr="il y a : " + ", ".join(Line.model_fields), en="there are: " + ", ".join(Line.model_fields))
_ELSEWHERE = Text(
    fr='La clé « {key} » n’est lue que dans le contexte : "context": {{"{key}": …}}.',
    en='The key “{key}” is only read in the context: "context": {{"{key}": …}}.',
)
_NO_PLACE = Text(
    fr="Ni nous ni la charte ne connaissons « {network} » : aucune règle pour un réseau ne vaut ici.",
    en="Neither we nor the charter know “{network}”: no rule for one network holds here.",
)
_DEEP = Text(fr="cette ligne est trop imbriquée", en="this line is nested too deeply")
_LONG_NUMBER = Text(
    fr="un nombre de cette ligne a trop de chiffres : mettez-le entre guillemets",
    en="a number of this line has too many digits: put it in quotes",
)
