"""A report as a notebook shows it: what the terminal says, with the drawing of its days."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from advocacy.reach.commentary import Commentary, Step, plain_sentence
from advocacy.reach.page.words import WORDS
from advocacy.reach.terminal import TABLES, estimated, period

if TYPE_CHECKING:
    from advocacy.reach.report import Report


def cell(report: Report) -> str:
    """HTML without a style sheet, so that any theme suits; every word of others is escaped."""
    return f'<div lang="{escape(report.language)}">{"".join(_parts(report))}</div>'


def _parts(report: Report) -> Iterator[str]:
    said = Commentary(report)
    yield f"<h2>{escape(report.title)}</h2>"
    yield f'<p style="opacity:.75">{escape(period(report))}</p>'
    yield from (f"<p>{escape(plain_sentence(sentence))}</p>" for sentence in said.in_short())
    plot = report.plot()
    if not plot.is_empty:
        yield plot.svg()
    for dimension, columns in TABLES:
        table = report.by(dimension).only(*columns)
        if len(table) > 1:
            yield table._repr_html_()
    if report.estimates:
        yield _listed(WORDS["estimates"].say(report.language), map(escape, estimated(report)))
    yield _listed(WORDS["next"].say(report.language), map(_step, said.next_steps()))


def _listed(head: str, items: Iterator[str]) -> str:
    return f"<h3>{escape(head)}</h3><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _step(step: Step) -> str:
    command = f" <code>{escape(step.command)}</code>" if step.command else ""
    return escape(plain_sentence(step.text)) + command
