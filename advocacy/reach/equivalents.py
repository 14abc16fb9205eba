"""What the same attention would have cost as advertising: published formulas side by side, at own prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from advocacy.language import Text, day
from advocacy.reach.answer import Source, require_on, two_digits
from advocacy.reach.breakdown import Breakdown
from advocacy.reach.metrics import Form, Measure, measure, measures
from advocacy.reach.number import Number
from advocacy.reach.question import Question
from advocacy.reach.table import Note, Row, Table
from advocacy.reach.wording import text
from advocacy.settings.prices import RateCard

NEEDS: Mapping[str, tuple[str, ...]] = {
    "emv_clicks": ("click",),
    "emv_impressions": ("impression",),
    "emv_reactions": ("impression", "answer"),
    "emv_actions": ("impression", "like", "reply", "repost"),
    "emv_everything": ("impression", "reaction", "click"),
}
"""The units that each formula has a price for."""


def equivalents(source: Source, question: Question) -> Table:
    """Every formula that the prices allow, each to two digits; never one alone, for they differ tenfold.

    Where the prices allow fewer than two, there is none, and a note says what is missing.

    Raises:
        NotAllowed: there are no prices in the settings.
    """
    formulas = tuple(found for found in measures() if found.form is Form.MONEY)
    for found in formulas:
        require_on(found, source.settings)
    card = source.settings.reach.rates
    assert card is not None  # noqa: S101 - without it the formulas are off
    basis = measure("posts_counted")
    mark = formulas[0].watermark or Text(fr="", en="")
    priced = tuple(found for found in formulas if not _missing(found.name, card))
    shown = priced if len(priced) >= _FEWEST else ()
    return Table(
        title=f"{_TITLE.say(source.language)} – {mark.say(source.language).upper()}",
        name="formula",
        head=_HEAD.say(source.language),
        measures=(_column(formulas[0], card),),
        rows=tuple(
            _row(found, source.breakdown(question, (found,)), card, source.language, is_shown=found in shown)
            for found in formulas
        ),
        notes=(
            *(() if shown else (_too_few(priced, source.language),)),
            *_notes(source.breakdown(question, (basis,)), card, source.language),
        ),
        language=source.language,
    )


def _column(found: Measure, card: RateCard) -> Measure:
    return replace(found, name="amount", title=Text(fr=card.currency, en=card.currency))


def _row(found: Measure, breakdown: Breakdown, card: RateCard, language: str, *, is_shown: bool) -> Row:
    missing = _missing(found.name, card)
    number = _amount(found, breakdown, card) if is_shown else Number.absent()
    reason = _NO_PRICE.format(fields=", ".join(missing)) if missing else _ALONE
    why = "" if is_shown else reason.say(language)
    label = " – ".join(filter(None, (f"{found.title.say(language)} ({found.id})", why)))
    return Row(key=found.name, label=label, numbers=(number,), why=why)


def _missing(name: str, card: RateCard) -> list[str]:
    """The prices that a formula needs and the settings do not name."""
    needed = {field for unit in NEEDS[name] for field in _FIELDS[unit]}
    return sorted(field for field in needed if getattr(card, field) is None)


def _too_few(priced: tuple[Measure, ...], language: str) -> Note:
    said = _ONLY_ONE if priced else _NONE
    return Note(text=said.say(language), about=frozenset({"amount"}))


def _amount(found: Measure, breakdown: Breakdown, card: RateCard) -> Number:
    told = breakdown.told(found.name, "kind").numbers
    if not told:
        return Number.withheld() if breakdown.figures.kinds[found.name] else Number.absent()
    prices = card.prices()
    amount = sum((Decimal(round(told[unit].value or 0)) * prices[unit] for unit in told), Decimal(0))
    return Number.exact(two_digits(float(amount)))


def _notes(breakdown: Breakdown, card: RateCard, language: str) -> Iterator[Note]:
    about = frozenset({"amount"})
    share = breakdown.total("posts_counted").say(Form.PERCENT, language)
    yield Note(text=_BASIS.format(share=share).say(language), about=about)
    since = day(card.since, language)
    yield Note(text=_CARD.format(currency=card.currency, since=since).say(language), about=about)
    yield Note(text=measure("emv_clicks").is_not.say(language), about=about)


_FEWEST = 2
"""Formulas that are shown together at least: one alone would be taken for the value."""
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "click": ("per_click",),
    "impression": ("per_thousand",),
    "answer": ("per_click",),
    "reaction": ("multiplier", "per_click"),
    "like": ("like",),
    "reply": ("reply",),
    "repost": ("repost",),
}
_TITLE = text(fr="Équivalents publicitaires", en="Advertising equivalents")
_HEAD = text(fr="Formule publiée", en="Published formula")
_NO_PRICE = text(fr="sans prix : {fields}", en="no price: {fields}")
_ALONE = text(fr="pas montré seul", en="not shown alone")
_ONLY_ONE = text(
    fr="Une seule formule a ses prix, et aucune n’est montrée seule, car elles diffèrent du simple au "
    "décuple : ajoutez sous [reach.rates] un prix qui manque à une autre, comme per_thousand ou per_click.",
    en="Only one formula has its prices, and none is shown alone, for they differ tenfold: add under "
    "[reach.rates] a price that another lacks, such as per_thousand or per_click.",
)
_NONE = text(
    fr="Aucune formule n’a ses prix : ajoutez sous [reach.rates] per_thousand et per_click.",
    en="No formula has its prices: add per_thousand and per_click under [reach.rates].",
)
_BASIS = text(
    fr="Sur des clics et des comptes observés ; les affichages sont connus de {share} des posts, et ne sont "
    "pas complétés.",
    en="On observed clicks and counts; impressions are known of {share} of the posts, and none is filled in.",
)
_CARD = text(
    fr="Aux prix de vos réglages, en {currency}, depuis le {since} ; à deux chiffres près.",
    en="At the prices of your settings, in {currency}, since {since}; to two digits.",
)
