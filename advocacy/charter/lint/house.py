"""The charter as a whole: whom to turn to, exemptions, articles, and speech that no rule may touch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from fnmatch import fnmatchcase

from advocacy.charter.draft import Exemption
from advocacy.charter.formats import Notice
from advocacy.charter.granted import LONGEST
from advocacy.charter.granter import NOBODY, may_grant, told_granters
from advocacy.charter.lint.inspection import Inspection, finding
from advocacy.charter.places import Place
from advocacy.charter.rule import Severity
from advocacy.charter.slips import unknown_networks
from advocacy.documents import did_you_mean
from advocacy.language import Text, counted, joined


def house_notices(inspection: Inspection) -> Iterator[Notice]:
    """What the charter as a whole lacks."""
    document = inspection.whole.document
    if not document.contact:
        yield finding(inspection.here(), "no-contact")
    if document.consulted is None:
        yield finding(inspection.here(), "no-consultation")
    if not inspection.charter.rulings:
        yield finding(inspection.here(), "no-rules")
    for number, exemption in enumerate(document.exemptions):
        yield from _exemption(inspection, exemption, inspection.here("exemptions", number))
    yield from _networks(inspection)
    yield from _articles(inspection)
    yield from _protected(inspection)


def _exemption(inspection: Inspection, given: Exemption, place: Place) -> Iterator[Notice]:
    rules = [ruling.id for ruling in inspection.charter.rulings]
    if inspection.whole.document.override.get(given.rule) == "off":
        yield finding(place, "off-exempted", rule=given.rule)
    elif not any(fnmatchcase(rule, given.rule) for rule in rules):
        near = get_close_matches(given.rule.casefold(), rules, n=1)
        hint = did_you_mean(near[0]) if near else None
        yield finding(place, "unknown-exempted", rule=given.rule, hint=hint)
    else:
        yield from _granter(inspection, given, place)
    until = given.until.date() if isinstance(given.until, datetime) else given.until
    if until is None:
        yield finding(place, "endless-exemption")
    elif until < inspection.today:
        yield finding(place, "lapsed-exemption", until=until)
    elif until - inspection.today > LONGEST:
        yield finding(place, "long-exemption", until=until)
    missing = [text for name, text in _ANSWERABLE.items() if not getattr(given, name)]
    if missing:
        yield finding(place, "bare-exemption", missing=joined(missing, ", "))


def _granter(inspection: Inspection, given: Exemption, place: Place) -> Iterator[Notice]:
    """Whether whoever gave it may: the first of the rules it is about from which they may not."""
    about = [each for each in inspection.charter.rulings if fnmatchcase(each.id, given.rule)]
    open_ones = [each for each in about if each.exempt != NOBODY]
    if not open_ones:
        yield finding(place, "closed-exemption", rule=given.rule)
    for ruling in open_ones:
        if given.by and ruling.exempt and not may_grant(given.by, ruling.exempt):
            roles = told_granters(ruling.exempt)
            yield finding(place, "foreign-exemption", by=given.by, rule=ruling.id, roles=roles)
            return


def _networks(inspection: Inspection) -> Iterator[Notice]:
    if inspection.network_of is not None:
        for path, name in unknown_networks(inspection.whole, inspection.network_of):
            yield finding(inspection.here(*path), "unknown-network", name=name)


def _articles(inspection: Inspection) -> Iterator[Notice]:
    for file in inspection.files:
        for number, written in enumerate(file.content.articles):
            article = next(each for each in inspection.charter.articles if each.id == written.id)
            if article.pack != file.pack:  # it only adds rules to an article of a pack
                continue
            parts = {"text": article.text, "reason": article.why, "examples": article.examples}
            missing = [_PARTS[name] for name, part in parts.items() if not part]
            if missing:
                place = Place(file=file, path=("articles", number))
                yield finding(place, "bare-article", article=article.id, missing=joined(missing, ", "))


def _protected(inspection: Inspection) -> Iterator[Notice]:
    rules = {placed.rule.id: placed.place for placed in inspection.every_rule}
    touched: dict[str, dict[str, None]] = {}
    for post, review in inspection.charter.chilled():
        for found in review:
            if found.severity is not Severity.ADVISE:
                touched.setdefault(found.rule, {})[post.text] = None
    for rule, texts in touched.items():
        place, (first, *others) = rules.get(rule, inspection.here()), texts
        yield finding(place, "touches-protected", rule=rule, text=first, more=_and_more(len(others)))


def _and_more(others: int) -> Text:
    if not others:
        return Text(fr="", en="")
    posts = counted(others, fr=("autre post", "autres posts"), en=("other post", "other posts"))
    return Text(fr=f" et {posts.fr} (tous : charter test)", en=f" and {posts.en} (all: charter test)")


_ANSWERABLE = {
    "by": Text(fr="qui l’a donnée (by)", en="who gave it (by)"),
    "reason": Text(fr="raison (reason)", en="a reason (reason)"),
}
_PARTS = {
    "text": Text(fr="texte (text)", en="text"),
    "reason": Text(fr="raison (reason)", en="reason"),
    "examples": Text(fr="exemples (examples)", en="examples"),
}
