"""Each rule by itself: its texts in both languages, its source, its examples, its levels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from advocacy.charter.checks.base import Check
from advocacy.charter.checks.media import Media
from advocacy.charter.checks.prefer import Prefer
from advocacy.charter.document import RuleText
from advocacy.charter.formats import Notice
from advocacy.charter.lint.inspection import Inspection, finding
from advocacy.charter.places import Place, Placed
from advocacy.charter.rule import Example, Severity, examples_wanted
from advocacy.language import Language, Text

READ_AGAIN = timedelta(days=365)


def rule_notices(inspection: Inspection, placed: Placed) -> Iterator[Notice]:
    """What one rule lacks, or says in vain."""
    rule, place = placed.rule, placed.place
    yield from _texts(rule, place)
    yield from _source(inspection, rule, place)
    yield from _examples(rule, place)
    yield from _levels(rule, place)
    stops = any(level.level is not Severity.ADVISE for level in rule.severity)
    if stops and not rule.exempt:
        yield finding(place, "no-exempter", rule=rule.id)
    if stops and not _helps(rule):
        yield finding(place, "no-way-out", rule=rule.id)
    yield from _idle_terms(rule, place)
    if _wants_cut_off(rule):
        yield finding(place.at("message"), "no-cut-off", rule=rule.id)
    if "{brand}" in rule.message.fr + rule.message.en and not inspection.whole.document.brand:
        yield finding(place.at("message"), "no-brand", rule=rule.id)


def _texts(rule: RuleText[Check], place: Place) -> Iterator[Notice]:
    for field in ("message", "tip"):
        saying = getattr(rule, field)
        if saying is None:
            continue
        for language, said in (("fr", saying.fr), ("en", saying.en)):
            if not said.strip():
                yield finding(
                    place.at(field), "empty-text", field=field, rule=rule.id, language=_LANGUAGES[language]
                )
        if saying.fr == saying.en and any(mark.isalpha() for mark in saying.fr):
            yield finding(place.at(field), "same-text", field=field, rule=rule.id)


def _source(inspection: Inspection, rule: RuleText[Check], place: Place) -> Iterator[Notice]:
    if not rule.source:
        yield finding(place, "no-source", rule=rule.id)
    for source in rule.source:
        if source.url and source.read is None:
            yield finding(place.at("source"), "undated-source", title=source.title)
        elif source.read is not None and inspection.today - source.read > READ_AGAIN:
            yield finding(place.at("source"), "old-source", title=source.title, read=source.read)


def _examples(rule: RuleText[Check], place: Place) -> Iterator[Notice]:
    missing = [
        f"{kind}.{language}"
        for kind, language in examples_wanted(rule.when)
        if not (rule.ok if kind == "ok" else rule.nok).of(language)
    ]
    if missing:
        yield finding(place, "no-examples", rule=rule.id, missing=", ".join(missing))
    for language in Language:
        bad = {_post(example) for example in rule.nok.of(language)}
        for number, example in enumerate(rule.ok.of(language)):
            if _post(example) in bad:
                yield finding(place.at("ok", language.value, number), "same-example", text=example.text)


def _levels(rule: RuleText[Check], place: Place) -> Iterator[Notice]:
    for number, level in enumerate(rule.severity[:-1]):
        if not level.when:
            later = rule.severity[number + 1].level
            yield finding(place.at("severity", number + 1), "unreachable-severity", level=later.value)
            return


def _helps(rule: RuleText[Check]) -> bool:
    examples = (*rule.nok.fr, *rule.nok.en)
    proposes = any(isinstance(check, Prefer) for check in rule.check)
    return bool(rule.tip or rule.fix or proposes or any(example.better for example in examples))


def _idle_terms(rule: RuleText[Check], place: Place) -> Iterator[Notice]:
    """Terms of an image that narrow nothing, where nobody said that they are only to be quoted."""
    if any(
        isinstance(check, Media) and check.terms and "need" not in check.model_fields_set
        for check in rule.check
    ):
        yield finding(place.at("check"), "media-terms", rule=rule.id)


def _wants_cut_off(rule: RuleText[Check]) -> bool:
    """Whether a message says how much is read at once, of a post that may be for any network."""
    asked = any("{cut_off}" in f"{said.fr} {said.en}" for said in (rule.message, rule.tip) if said)
    anywhere = not rule.when or any(not when.network for when in rule.when)
    return asked and anywhere and any(getattr(check, "demand", "") != "position" for check in rule.check)


def _post(example: Example) -> tuple[str, str | None, str]:
    return example.text, example.network, repr(sorted(example.context.items()))


_LANGUAGES = {"fr": Text(fr="français", en="French"), "en": Text(fr="anglais", en="English")}
