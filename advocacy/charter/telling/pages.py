"""A charter as one page that employees read: it holds everything it shows and asks nothing of any address."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from advocacy.charter.granter import told_granters
from advocacy.charter.rehearsal import FactsOf, Rehearsal, no_facts
from advocacy.charter.rule import Source
from advocacy.charter.ruling import Article
from advocacy.charter.telling.conditions import told_levels
from advocacy.charter.telling.names import OwnNames
from advocacy.charter.telling.shown import Refused, refused
from advocacy.documents import resource
from advocacy.language import Language, Text, day, told_day

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShown:
    """One rule as the page shows it."""

    id: str
    levels: Text
    refused: Mapping[Language, Refused | None]
    exempt: Text | None
    source: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything the page says, in both languages."""

    title: Text
    brand: str
    version: str
    stamp: str
    contact: str | None
    consulted: Text | None
    articles: tuple[Article, ...]
    rules: Mapping[str, tuple[RuleShown, ...]]
    """The rules of each article."""

    def about(self, language: str) -> str:
        """Its version, and when staff representatives were consulted."""
        parts = [_VERSION.format(version=self.version), *([self.consulted] if self.consulted else [])]
        return " · ".join(part.say(language) for part in parts)

    def read(self, source: Source, language: str) -> str:
        """When a source was read."""
        if source.read is None:
            return ""
        return _READ.format(day=day(source.read, language)).say(language)

    def html(self, languages: Sequence[Language] = (Language.FR, Language.EN)) -> str:
        """The page, in one language or with both to choose from."""
        from markupsafe import Markup  # noqa: PLC0415 - heavy: imported on first use

        style = resource(_HERE, "charter.css")
        return (
            _environment()
            .get_template("charter.html.jinja")
            .render(
                page=self,
                languages=languages,
                say=_SAY,
                style=Markup(style),  # noqa: S704 - our own file, and the policy allows exactly its digest
                policy=_policy(style),
            )
        )


def page_of(rehearsal: Rehearsal, *, facts_of: FactsOf = no_facts) -> Page:
    """The page of a charter, with the company’s own names in the examples of its packs."""
    charter, document, names = rehearsal.charter, rehearsal.whole.document, OwnNames.of(rehearsal.whole)
    rules: dict[str, list[RuleShown]] = {article.id: [] for article in charter.articles}
    for stage, ruling in rehearsal.rulings():
        rules[ruling.article.id].append(
            RuleShown(
                id=ruling.id,
                levels=told_levels(ruling.levels),
                refused={each: next(refused(stage, ruling, each, facts_of), None) for each in Language},
                exempt=told_granters(ruling.exempt) if ruling.exempt else None,
                source=ruling.source,
            )
        )
    consulted = document.consulted
    return Page(
        title=charter.title,
        brand=document.brand,
        version=charter.version,
        stamp=charter.stamp,
        contact=document.contact,
        consulted=_CONSULTED.format(day=told_day(consulted)) if consulted else None,
        articles=tuple(names.put_article(article) for article in charter.articles),
        rules={article: tuple(shown) for article, shown in rules.items()},
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - heavy: on first use

    return Environment(
        loader=FunctionLoader(lambda name: resource(_HERE, name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _policy(style: str) -> str:
    """Nothing may be loaded, sent or run; the one style sheet is known by its digest."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


_HERE = "advocacy.charter.telling.page"
_VERSION = Text(fr="version {version}", en="version {version}")
_READ = Text(fr=" (lue le {day})", en=" (read on {day})")
_CONSULTED = Text(
    fr="présentée aux représentants du personnel le {day}", en="shown to staff representatives on {day}"
)
_SAY = {
    name: {language: text.say(language) for language in Language}
    for name, text in {
        "name": Text(fr="Français", en="English"),
        "articles": Text(fr="Les articles", en="The articles"),
        "why": Text(fr="Pourquoi", en="Why"),
        "good": Text(fr="Oui :", en="Yes:"),
        "bad": Text(fr="Non :", en="No:"),
        "checked": Text(fr="Ce qui est vérifié ({n})", en="What is checked ({n})"),
        "exempt": Text(fr="Dérogation :", en="Exemption:"),
        "contact": Text(fr="Une question, un désaccord :", en="A question, a disagreement:"),
        "advice": Text(
            fr="Cette charte n’est pas un avis juridique. Aucune de ses règles ne touche à la liberté de"
            " parler de salaire, d’horaires, de sécurité, de syndicat, ni au droit d’alerter.",
            en="This charter is not legal advice. None of its rules touches the freedom to speak of pay,"
            " hours, safety and unions, or the right to raise an alarm.",
        ),
    }.items()
}
