#!/usr/bin/env python3
"""Fetch the newest public lists of robots and write them as RE2 patterns into advocacy/track/data/.

Three licensed lists are taken: isbot (Unlicense, npm), crawler-user-agents (MIT, PyPI) and CrawlerDetect in
its Python edition (MIT, PyPI). Each becomes one file with its version in the first line and its licence
beside it. Our own additions (`own.txt`) and what is set aside (`SET_ASIDE` below) are kept by hand.

    scripts/refresh_agents.py          # needs pip and npm
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import re2

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "advocacy" / "track" / "data"
SAMPLES = ROOT / "tests" / "track" / "data"

SET_ASIDE = {
    "AP3A\\.240617\\.008": "the build of an Android version that millions of people use",
    "MetaIAB Facebook": "the browser inside Facebook's app: people",
    "Viber": "the browser inside Viber; its link previews are in own.txt",
    "WhatsApp": "the desktop wrappers of WhatsApp; its link previews are in own.txt",
    "Sonic": "the desktop version of Slack",
    "Slack\\/": "the desktop version of Slack; its link previews are in own.txt",
    "Code\\/1\\.": "the browser inside an editor",
    "Trae\\/": "the browser inside an editor",
    "Blackboard": "the browser inside a school's app",
    "Freespoke\\/": "a browser",
}
"""Patterns of the lists that match people, and who those people are."""

NARROWED = {
    r"[a-z0-9\-_]*(bot|crawl|headless|archiver|transcoder|spider|uptime|validator|fetcher|cron|checker|"
    r"reader|extractor|monitoring|analyzer|scraper)": [
        *("crawl", "headless", "archiver", "transcoder", "spider", "uptime", "validator", "fetcher"),
        *("checker", "extractor", "monitoring", "analyzer", "scraper"),
    ],
    r"Word\/": [r"\bWord/"],
    r"NING\/": [r"\bNING/"],
}
"""Patterns that match more than they mean: `bot` is in Cubot, a make of phone, `cron` in Cronet, Android's
network library, a `reader` is often a person, `Word/` is in 1Password, and `NING/` in
Lightning, a mail reader's calendar."""

HINTS = frozenset(
    (
        "(?:^|[^g])news(?!sapphire)",
        "(?<! channel/|google/)google(?!(?:wv|app|/google| pixel))",
        r";\s\w+;$",
        r"@[a-z][\w-]+\.",
        r"\(\)",
        r"\.com\b",
        r"\b\w+/1\.0;",
        r"\|",
        r"\btime/",
        "abuse",
        "advisor",
        r"agent\b",
        "archive",
        "audit",
        "capture",
        "catch",
        r"check\b",
        "classifier",
        "detect",
        "discovery",
        "download",
        "feed",
        "grab",
        "insight",
        "java(?!;)",
        "library",
        "measure",
        r"monitor\b",
        r"node\b",
        "optimize",
        "parser",
        "proxy",
        "radar",
        "readable/",
        "retriever",
        "rigor",
        r"rss\b",
        "server",
        "sogou",
        "Sogou",
        "sparkler/",
        "splash",
        "supercleaner",
        "tools",
        "torrent",
        "url",
        "virtuoso",
        "Yandex(?!Search)",
        "Demon",
        "Zeus ",
        "Fever",
        "Expanse",
    )
)
"""Words so common that an app on a person's phone may be called so: they count only where the agent is not
shaped like a phone's browser."""


def main() -> None:
    """Refresh the three lists."""
    with tempfile.TemporaryDirectory() as folder:
        for name, licence, (version, patterns, notice) in (
            ("isbot", "Unlicense", isbot(Path(folder))),
            ("crawler-user-agents", "MIT", crawler_user_agents(Path(folder))),
            ("crawlerdetect", "MIT", crawlerdetect(Path(folder))),
        ):
            kept = list(dict.fromkeys(usable(patterns)))
            head = (
                f"# {name} {version}, {licence}: see LICENSE.{name}. Written by scripts/refresh_agents.py.\n"
            )
            (HERE / f"{name}.txt").write_text(head + "\n".join(kept) + "\n", encoding="utf-8")
            (HERE / f"LICENSE.{name}").write_text(notice.rstrip() + "\n", encoding="utf-8")
            print(f"{name} {version}: {len(kept)} of {len(patterns)} patterns")
        samples(Path(folder))


def samples(folder: Path) -> None:
    """What the tests measure on: robots that were seen, people from two lists of real browsers."""
    _, robots = wheel(folder, "crawler-user-agents")
    entries = json.loads(robots("crawler-user-agents.json"))
    sample("robots", "crawler-user-agents, MIT", (seen for entry in entries for seen in entry["instances"]))
    run("npm", "pack", "--silent", "user-agents", cwd=folder)
    with tarfile.open(next(folder.glob("user-agents-*.tgz"))) as package:
        npm = json.loads(_read(package, "dist/user-agents.json"))
        (SAMPLES / "LICENSE.user-agents").write_text(_read(package, "LICENSE"), encoding="utf-8")
    _, pypi = wheel(folder, "fake-useragent")
    browsers = [json.loads(line)["useragent"] for line in pypi("browsers.jsonl").splitlines()]
    (SAMPLES / "LICENSE.fake-useragent").write_text(pypi("LICENSE"), encoding="utf-8")
    origin = "user-agents, BSD-2-Clause, and fake-useragent, Apache-2.0"
    sample("people", origin, [*(seen["userAgent"] for seen in npm), *browsers])


def sample(name: str, origin: str, agents: Iterable[str]) -> None:
    """One agent a line, each once."""
    lines = sorted({agent.strip() for agent in agents if agent.strip() and "\n" not in agent})
    text = f"# From {origin}. Written by scripts/refresh_agents.py.\n" + "\n".join(lines) + "\n"
    (SAMPLES / f"{name}.txt").write_text(text, encoding="utf-8")
    print(f"{name}: {len(lines)} agents")


def usable(patterns: list[tuple[str, str]]) -> Iterator[str]:
    """Lines ``class<TAB>where<TAB>what``: a plain word, or a pattern at the start or anywhere."""
    for kind, pattern in patterns:
        if pattern in SET_ASIDE or ".*" in pattern or "[\\s\\S]*" in pattern:
            continue  # a gap of any length multiplies the states; the other words of these are in the lists
        for narrowed in NARROWED.get(pattern, [pattern]):
            yield "\t".join(("hint" if narrowed in HINTS else kind, *written(narrowed)))


def written(pattern: str) -> tuple[str, str]:
    """Where it is sought, and what: everything is matched without case, so `[cC]` is one letter."""
    text = re.sub(r"\[(\w)(\w)\]", lambda m: m[1] if m[1].lower() == m[2].lower() else m[0], pattern)
    if not re.search(r"[\\.^$*+?()\[\]{}|]", re.sub(r"\\[^\w\s]", "", text)):
        return "word", re.sub(r"\\(.)", r"\1", text)
    if text.startswith("^") and "|" not in re.sub(r"\(.*\)", "", text):
        return "start", for_re2(text[1:])
    return "anywhere", for_re2(text)


def isbot(folder: Path) -> tuple[str, list[tuple[str, str]], str]:
    """The patterns that the npm package was built with."""
    run("npm", "pack", "--silent", "isbot", cwd=folder)
    with tarfile.open(next(folder.glob("isbot-*.tgz"))) as package:
        files = {name: _read(package, name) for name in ("package.json", "index.mjs", "LICENSE")}
    found = re.search(r"patterns_default = (\[.*?\]);", files["index.mjs"], re.DOTALL)
    if found is None:
        sys.exit("isbot keeps its patterns elsewhere now: look into index.mjs")
    patterns = [("bot", pattern) for pattern in json.loads(found[1])]
    return json.loads(files["package.json"])["version"], patterns, files["LICENSE"]


def crawler_user_agents(folder: Path) -> tuple[str, list[tuple[str, str]], str]:
    """The patterns with their tags: `social-preview` is a preview."""
    version, read = wheel(folder, "crawler-user-agents")
    entries = json.loads(read("crawler-user-agents.json"))
    patterns = [
        ("preview" if "social-preview" in entry.get("tags", ()) else "bot", entry["pattern"])
        for entry in entries
    ]
    return version, patterns, read("LICENSE")


def crawlerdetect(folder: Path) -> tuple[str, list[tuple[str, str]], str]:
    """The patterns; its list of harmless words is not needed, for devices are masked."""
    version, read = wheel(folder, "crawlerdetect")
    source = read("crawlers.py")
    patterns = ast.literal_eval(source.split("=", 1)[1].strip())
    notice = (
        read("LICENSE") + "\nThe patterns come from CrawlerDetect, MIT, Copyright (c) 2015-2020 Mark Beech.\n"
    )
    return version, [("bot", pattern) for pattern in patterns], notice


def for_re2(pattern: str) -> str:
    """The same pattern without the look-arounds that RE2 does not have.

    They stand before and after plain words in these lists, so each is spelled out letter by letter.
    """
    text = re.sub(r"\(\?!\(\?:([^()]+)\)\)", r"(?!\1)", pattern)
    text = re.sub(r"\(\?<!([^()]+)\)", lambda m: _other_than(m[1].split("|"), edge="^", backwards=True), text)
    text = re.sub(r"\(\?!([^()]+)\)", lambda m: _other_than(m[1].split("|"), edge="$"), text)
    re2.compile(text)  # raises when something else is left that RE2 does not have
    return text


def _other_than(words: list[str], *, edge: str, backwards: bool = False) -> str:
    """A pattern for “anything but one of `words` stands here”."""
    heads = sorted({word[-1] if backwards else word[0] for word in words})
    branches = [edge, "[^" + "".join(re.escape(head) for head in heads) + "]"]
    for head in heads:
        tails = [w[:-1] if backwards else w[1:] for w in words if (w[-1] if backwards else w[0]) == head]
        if all(tails):  # the word goes on: it may still turn out another
            rest = _other_than(tails, edge=edge, backwards=backwards)
            branches.append(rest + re.escape(head) if backwards else re.escape(head) + rest)
    return "(?:" + "|".join(branches) + ")"


def wheel(folder: Path, name: str):  # noqa: ANN201 - a version and a reader
    """The version and a reader of a package's wheel."""
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), name)
    path = next(folder.glob(f"{name.replace('-', '_')}-*.whl"))
    package = zipfile.ZipFile(path)

    def read(wanted: str) -> str:
        return package.read(
            next(n for n in package.namelist() if n.split("/")[-1].startswith(wanted))
        ).decode()

    return path.name.split("-")[1], read


def _read(package: tarfile.TarFile, name: str) -> str:
    member = package.extractfile(f"package/{name}")
    assert member is not None, name  # noqa: S101 - a package without it is not this package
    return member.read().decode()


def run(*command: str, cwd: Path | None = None) -> None:
    """Run a client of a package registry."""
    subprocess.run(command, check=True, cwd=cwd)


if __name__ == "__main__":
    main()
