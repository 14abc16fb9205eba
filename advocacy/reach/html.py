"""A report as one page that asks nothing of any other address: no script, no font, no image, no link out."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from advocacy.language import moment
from advocacy.reach.commentary import Commentary, parts
from advocacy.reach.metrics import measure, reported
from advocacy.reach.number import Kind, Number
from advocacy.reach.page.words import WORDS
from advocacy.reach.plots import Plot
from advocacy.reach.svg import STYLE
from advocacy.reach.terminal import ANSWERS, FOLLOWED, PARTICIPATION, period

if TYPE_CHECKING:
    from advocacy.reach.report import Report

_WIDE, _NARROW = 720, 342


def page(report: Report) -> str:
    """The whole page, in the report's language."""
    style = f"{_file('report.css')}\n{STYLE}\n"
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            report=report,
            language=report.language,
            style=Markup(style),  # noqa: S704 - our own file, and the policy allows exactly its digest
            policy=_policy(style),
            say={name: text.say(report.language) for name, text in WORDS.items()},
            commentary=Commentary(report),
            tables=_tables(report),
            plots=_plots(report),
            figures=[(measure(name), report[name]) for name in _FIGURES],
            definitions=reported(),
            period=period(report),
            made_at=moment(report.made_at, report.language),
        )
    )


def self_contained(title: str, body: str, *, language: str) -> str:
    """A page of our own with the report's style; `body` is HTML in which every value is escaped."""
    style = f"{_file('report.css')}\n"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(style))}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


_FIGURES = ("posts", "clicks_people", "adoption", "share_rate")
"""The four that stand large at the top."""


def _tables(report: Report) -> dict[str, Any]:
    several = len(report.by("campaign").rows) > 2  # noqa: PLR2004 - one campaign and the total
    return {
        "campaign": report.by("campaign").only(*FOLLOWED) if several and not report.campaign else None,
        "story": report.by("story").only(*FOLLOWED),
        "answers": report.by("story").only(*ANSWERS),
        "network": report.by("network").only(*FOLLOWED),
        "team": report.by("team").only(*PARTICIPATION),
        "class": report.by("class"),
    }


def _plots(report: Report) -> dict[str, Plot | None]:
    """Those that show something; None for the others."""
    every = {
        "day": report.plot("clicks", by="day"),
        "network": report.plot("posts", by="network"),
        "team": report.plot("adoption", by="team"),
    }
    return {name: None if plot.is_empty else plot for name, plot in every.items()}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"sentence": _sentence, "picture": _picture}
    environment.tests |= {"withheld": _is_withheld}
    return environment


def _file(name: str) -> str:
    return resources.files("advocacy.reach").joinpath("page", name).read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """Nothing may be loaded, sent or run; the one style sheet is known by its digest."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _sentence(said: str) -> Markup:
    """A sentence whose numbers lead to their definition."""
    pieces = []
    for name, piece in parts(said):
        link = Markup('<a class="n" href="#d-{0}" title="{1}">{2}</a>')
        pieces.append(link.format(name, measure(name).id, piece) if name else escape(piece))
    return Markup("").join(pieces)


def _picture(plot: Plot) -> Markup:
    """A plot, once for a wide page and for paper, and once for a phone."""
    wide, narrow = plot.svg(width=_WIDE, style=False), plot.svg(width=_NARROW, style=False)
    both = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'
    return Markup(both)  # noqa: S704 - drawn by us, with every label escaped


def _is_withheld(number: Number) -> bool:
    return number.kind is Kind.WITHHELD
