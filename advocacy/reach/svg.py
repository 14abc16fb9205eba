"""The few shapes that plots are drawn with, as SVG without script, font or address."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import floor, log10
from zlib import crc32

STYLE = """
.plot{font:13px/1.3 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:currentColor}
.plot .grid{stroke:currentColor;stroke-opacity:.13;shape-rendering:crispEdges}
.plot .base{stroke:currentColor;stroke-opacity:.5;shape-rendering:crispEdges}
.plot .mark{stroke:currentColor;stroke-opacity:.45;stroke-dasharray:2 3}
.plot .soft{fill-opacity:.7}.plot .name{font-weight:600}
.plot .people{fill:var(--people,#2f73a8)}.plot .bots{fill:var(--bots,#9aa3ad)}
.plot .between{fill:var(--people,#2f73a8);fill-opacity:.35}
""".strip()
"""The only style of a plot; a page that holds plots has it once. Text takes the colour of the page."""


def drawing(
    parts: Iterable[str], *, title: str, description: str, width: float, height: float, style: bool
) -> str:
    """The whole picture, with a title and a description for those who do not see it."""
    name = f"plot-{crc32(f'{title} {description} {width} {height}'.encode()):08x}"
    sheet = f"<style>{STYLE}</style>" if style else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="{name}-title {name}-text" class="plot">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(description)}</desc>'
        f"{sheet}{''.join(parts)}</svg>"
    )


def text(said: str, x: float, y: float, *, anchor: str = "start", kind: str = "") -> str:
    """Words at a place.

    >>> text("a < b", 1, 2)
    '<text x="1" y="2">a &lt; b</text>'
    """
    more = f' text-anchor="{anchor}"' if anchor != "start" else ""
    more += f' class="{kind}"' if kind else ""
    return f'<text x="{_short(x)}" y="{_short(y)}"{more}>{escape(said)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, *, kind: str) -> str:
    """A straight line."""
    start, end = f'x1="{_short(x1)}" y1="{_short(y1)}"', f'x2="{_short(x2)}" y2="{_short(y2)}"'
    return f'<line {start} {end} class="{kind}"/>'


def box(x: float, y: float, width: float, height: float, *, kind: str, said: str) -> str:
    """A filled box that says what it is when one points at it."""
    places = f'x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}"'
    return f'<rect {places} class="{kind}"><title>{escape(said)}</title></rect>'


def step(top: float) -> int:
    """A round distance between grid lines, so that there are two or three.

    >>> [step(top) for top in (0, 3, 8, 47, 130, 9000)]
    [1, 1, 5, 20, 50, 5000]
    """
    rough = max(top / 3, 1)
    size = 10 ** floor(log10(rough))
    return int(next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough))


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
