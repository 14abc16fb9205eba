"""What surrounds a text, said by options: the few keys of a review's context that people type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from advocacy.cli.speech import say
from advocacy.documents import did_you_mean
from advocacy.documents.nearest import nearest
from advocacy.errors import InvalidInput, Mistake, refusal
from advocacy.language import Text
from advocacy.people.author import Author

if TYPE_CHECKING:
    from advocacy.charter import Charter, Context

OfAuthor = Annotated[
    Author | None,
    typer.Option(
        "--author", help=say("Ce qui lie l’auteur à l’entreprise.", "What ties the author to the company.")
    ),
]
OfCountry = Annotated[
    str | None,
    typer.Option(
        "--country",
        metavar="CODE",
        help=say(
            "Pays de l’auteur, comme GB ; sinon celui de la charte.",
            "Author’s country, such as GB; else the charter’s.",
        ),
    ),
]
OfSector = Annotated[
    str | None,
    typer.Option("--sector", help=say("Secteur, comme finance.", "Sector, such as finance.")),
]
Rewarded = Annotated[
    bool,
    typer.Option(
        "--reward",
        help=say("L’auteur reçoit quelque chose pour ce post.", "The author gets something for the post."),
    ),
]
OnWhen = Annotated[
    str | None,
    typer.Option(
        "--when",
        metavar="DAY|MOMENT",
        help=say(
            "Quand il paraît : 2026-03-02 (midi), ou 2026-03-02T09:00+01:00.",
            "When it goes out: 2026-03-02 (noon), or 2026-03-02T09:00+01:00.",
        ),
    ),
]


def said(**options: object) -> dict[str, Any]:
    """The keys of the context that options give; one that was not typed is not there.

    >>> said(author=None, country="gb", reward=False)
    {'author_country': 'gb'}
    """
    return {_KEYS.get(name, name): value for name, value in options.items() if value not in (None, False)}


def refuse_with_lines(given: Mapping[str, Any]) -> None:
    """Refuse what was `said` where each line of JSON says what surrounds it.

    Raises:
        InvalidInput: with each such option.
    """
    refusal([Mistake(field=_option(key), message=_IN_LINES.format(key=key)) for key in given])


def laid_over(context: Context, given: Mapping[str, Any], charter: Charter) -> Context:
    """`context` with what was `said`.

    Raises:
        InvalidInput: with each option that cannot be read, and what was meant.
    """
    from advocacy.charter import Context  # noqa: PLC0415 - heavy: imported on first use

    moments = {key: _moment(value, charter) for key, value in given.items() if key == "when"}
    try:
        read = Context.of({**given, **moments})
    except InvalidInput as error:
        raise InvalidInput(*(replace(each, field=_option(each.field)) for each in error.mistakes)) from None
    _require_sector(read.sector, charter)
    return context.model_copy(update={key: getattr(read, key) for key in given})


def _moment(given: str, charter: Charter) -> datetime:
    """A moment with its zone; a day is its noon where the charter's working hours are."""
    try:
        moment = datetime.fromisoformat(given)
        if len(given) <= len("2026-03-02"):
            zone = ZoneInfo(charter.document.working_hours.zone)
            return datetime.combine(date.fromisoformat(given), time(12), zone)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(Mistake(field="--when", message=_MOMENT.format(given=given)))
    return moment


def _require_sector(given: str | None, charter: Charter) -> None:
    """Refuse the misspelt name of a sector on which a rule depends; any other may be said."""
    known = charter.sectors
    near = nearest(given or "", known)
    if near and given not in known:
        told = _NO_SECTOR.format(sector=given)
        raise InvalidInput(Mistake(field="--sector", message=told, hint=did_you_mean(near)))


def _option(key: str | None) -> str:
    key = (key or "").removeprefix("context.")
    return "--" + next((name for name, of in _KEYS.items() if of == key), key)


_KEYS = {"country": "author_country"}
"""How a key of the context is called where it is not the option's own name."""
_IN_LINES = Text(
    fr='avec --jsonl, chaque ligne le dit elle-même : "context": {{"{key}": …}}',
    en='with --jsonl each line says so itself: "context": {{"{key}": …}}',
)
_MOMENT = Text(
    fr="« {given} » : un jour, comme 2026-03-02, ou un moment avec son fuseau, comme 2026-03-02T09:00+01:00",
    en="“{given}”: a day, such as 2026-03-02, or a moment with its zone, such as 2026-03-02T09:00+01:00",
)
_NO_SECTOR = Text(
    fr="aucune règle de cette charte ne connaît le secteur « {sector} »",
    en="no rule of this charter knows the sector “{sector}”",
)
