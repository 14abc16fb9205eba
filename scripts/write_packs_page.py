"""Write docs/reference/packs.md: every rule of every pack, from the packs themselves.

python scripts/write_packs_page.py > docs/reference/packs.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from advocacy.charter.checks.base import Check
from advocacy.charter.compiling import collections_of
from advocacy.charter.document import RuleText
from advocacy.charter.gathering import CORE, PACKS, read_pack
from advocacy.charter.needs import around_awaited, names_awaited
from advocacy.charter.references import names_in, reached
from advocacy.charter.telling.needs import told_names

HEAD = """# The packs

Ready-made rules that a charter takes by name (`packs: [core, france]`) and changes by id (`override`). Each
rule comes with its reason, its source and examples both ways; `advocacy charter explain RULE` shows all of
it.

They are templates for a company to edit, and **not legal advice**. A statement of law carries its source
and the day it was read; laws change, and the source may lag behind them. Sources are public pages; where
one is only named, check it before you quote it.

`core` comes first: the others use its words and guards. What a rule looks for is in the facts of your own
charter ([the charter file](charter-file.md)). The last table of each pack says which: a rule **sleeps**
until the names under *waits for* have something in them; what it *looks at too* makes it find more, or
spares what is yours; and it finds nothing where the context of a text ([Draft](draft.md#context)), or the
charter, says nothing of what stands under *must be said*. A rule that is not in that table needs a text and
nothing else. `advocacy charter lint` tells which rules sleep in your charter, `explain` what each needs.

The first table of each pack has its articles, which are what people read (`advocacy charter page`): an
article of your own with the same id adds its rules, and replaces the title, text, reason or lesson that it
gives (`- {id: format, text: {fr: Quatre mots-dièse au plus., en: Four hashtags at most.}}`).

This page is written from the packs by `scripts/write_packs_page.py`.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"\n## {pack}\n\n{''.join(_pack(pack))}" for pack in PACKS)


def _pack(name: str) -> Iterator[str]:
    yield "| article | title | its rules here |\n| --- | --- | --- |\n"
    for article, title, rules in _articles(name):
        yield f"| `{article}` | {_plain(title)} | {', '.join(f'`{rule}`' for rule in rules)} |\n"
    yield "\n"
    yield "| rule | group | severity | says | exemption | source |\n| --- | --- | --- | --- | --- | --- |\n"
    for file in read_pack(name):
        for article in file.content.articles:
            for rule in article.rules:
                yield f"| {' | '.join(_cells(rule, article.id))} |\n"
    needs = [line for rule in _rules(name) for line in _needs(rule)]
    if needs:
        yield "\n| rule | waits for | looks at too | must be said |\n| --- | --- | --- | --- |\n"
        yield from needs


def _articles(pack: str) -> Iterator[tuple[str, str, list[str]]]:
    """The id, title and rules of each article of a pack; one that another pack begins has its title."""
    files = [file for each in dict.fromkeys((CORE, pack)) for file in read_pack(each)]
    titles = {each.id: each.title.en for file in files for each in file.content.articles if each.title}
    rules: dict[str, list[str]] = {}
    for file in read_pack(pack):
        for article in file.content.articles:
            rules.setdefault(article.id, []).extend(rule.id for rule in article.rules)
    return ((article, titles[article], found) for article, found in rules.items())


def _rules(pack: str) -> Iterator[RuleText[Check]]:
    return (rule for file in read_pack(pack) for article in file.content.articles for rule in article.rules)


def _needs(rule: RuleText[Check]) -> Iterator[str]:
    """What a rule needs that no pack gives."""
    known = collections_of([file for pack in PACKS for file in read_pack(pack)])
    ways = names_awaited(rule.check, known)
    around = around_awaited(rule.check, rule.when, rule.severity)
    asked = reached((name for check in rule.check for name in names_in(check)), known)
    waits = {name for way in ways for group in way for name in group}
    also = [f"`{name}`" for name in sorted(asked - waits) if not known.get(name)]
    if ways or around or also:
        first = re.sub(r"\$([\w.\-]*\w)", r"`\1`", told_names(ways).en)
        said = ", and ".join(" or ".join(f"`{key}`" for key in group) for group in around)
        yield f"| `{rule.id}` | {first} | {', '.join(also)} | {said} |\n"


def _cells(rule: RuleText[Check], article: str) -> Iterator[str]:
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
