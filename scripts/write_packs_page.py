"""Write docs/reference/packs.md: every rule of every pack, from the packs themselves.

python scripts/write_packs_page.py > docs/reference/packs.md
"""

from __future__ import annotations

from collections.abc import Iterator

from advocacy.charter.document import RuleText
from advocacy.charter.gathering import PACKS, read_pack

HEAD = """# The packs

Ready-made rules that a charter takes by name (`packs: [core, france]`) and changes by id (`override`). Each
rule comes with its reason, its source and examples both ways; `advocacy charter explain RULE` shows all of
it.

They are templates for a company to edit, and **not legal advice**. A statement of law carries its source
and the day it was read; laws change, and the source may lag behind them. Sources are public pages; where
one is only named, check it before you quote it.

`core` comes first: the others use its words and guards. What a rule looks for is in the facts of your own
charter ([the charter file](charter-file.md)); a rule whose facts nobody gives is silent.

This page is written from the packs by `scripts/write_packs_page.py`.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"\n## {pack}\n\n{''.join(_pack(pack))}" for pack in PACKS)


def _pack(name: str) -> Iterator[str]:
    yield "| rule | group | severity | says | exemption | source |\n| --- | --- | --- | --- | --- | --- |\n"
    for file in read_pack(name):
        for article in file.content.articles:
            for rule in article.rules:
                yield f"| {' | '.join(_cells(rule, article.id))} |\n"


def _cells(rule: RuleText, article: str) -> Iterator[str]:  # type: ignore[type-arg]
    yield f"`{rule.id}`"
    yield rule.group or article
    yield " or ".join(dict.fromkeys(level.level.value for level in rule.severity))
    yield _plain(rule.message.en)
    yield " or ".join(rule.exempt)
    yield ", ".join(dict.fromkeys(_source(source.title, source.url) for source in rule.source))


def _source(title: str, url: str | None) -> str:
    return f"[{_plain(title)}]({url})" if url else _plain(title)


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    print(page(), end="")
