"""Which shares say nearly the same: networks hold that against their authors, and so do readers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

THRESHOLD = 85
"""Of 100: from here on two texts are nearly the same."""
_LONGEST = 2000
"""Characters that are compared, so that the cost stays bounded."""


def groups(texts: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """For each id the id that stands for all with nearly its words; `texts` gives family and text by id.

    Within a family (the shares of a story on a network) nearly the same words count, elsewhere the same.
    The order in which `texts` come does not matter.

    >>> words = {"a": ("pump", "We built a pump."), "b": ("pump", "We built a pump!"), "c": ("pump", "Hello")}
    >>> groups(words)
    {'a': 'a', 'b': 'a', 'c': 'c'}
    """
    from advocacy.charter.normalise import fold  # noqa: PLC0415 - heavy: imported on first use

    folded = {name: fold(text)[:_LONGEST] for name, (_family, text) in texts.items()}
    same: dict[str, str] = {}
    families: dict[str, dict[str, str]] = defaultdict(dict)
    for name in sorted(texts):
        family = families[texts[name][0]]
        first = same.get(folded[name]) or _nearest(folded[name], family)
        same.setdefault(folded[name], first or name)
        if first is None:
            family[name] = folded[name]
    return {name: same[folded[name]] for name in sorted(texts)}


def _nearest(text: str, known: Mapping[str, str]) -> str | None:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - heavy: imported on first use

    found = process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=THRESHOLD)
    return None if found is None else str(found[2])


def without_links(text: str, links: Iterable[str]) -> str:
    """`text` without the personal links, in which alone two shares may differ."""
    for link in links:
        text = text.replace(link, " ") if link else text
    return text
