"""What a review costs beside what nothing could beat, what a load costs, and what a replay costs, in one run.

    python benchmarks/charter.py                     # posts per CPU-second, and the floors beside them
    python benchmarks/charter.py --replay 1000000    # and a million published posts by a charter with changes

textlint's kernel comes from npm into a temporary folder (Node: scripts/install-peers, or on the PATH).
Figures are CPU, and the best of several rounds for each part of the work: the machine may be busy.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import ahocorasick_rs
import re2
from charter_work import FIGURES, Rule, charter, posts, rules

from advocacy.charter import Charter, Draft
from advocacy.charter.gathering import gathered
from advocacy.charter.normalise import normalise
from advocacy.charter.replay import Post
from advocacy.program.replaying import replayed

ROOT = Path(__file__).resolve().parent.parent
FULL = (ROOT / "examples" / "charters" / "helvea.yaml").read_text("utf-8")
LABELLED = ROOT / "tests" / "charter" / "data" / "kinds.jsonl"
PART, ROUNDS = 25, 9


def seconds(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """CPU of `work` on all `items`: for each part of them, the best of several rounds."""
    parts = [items[start : start + PART] for start in range(0, len(items), PART)]
    best = [float("inf")] * len(parts)
    for _ in range(ROUNDS):
        for number, part in enumerate(parts):
            start = time.process_time()
            for item in part:
                work(item)
            best[number] = min(best[number], time.process_time() - start)
    return sum(best)


def line(name: str, rate: float, unit: float, note: str = "") -> None:
    print(f"{name:58}{rate:12,.0f}{rate / unit:8.2f}×  {note}")


# --- floors -----------------------------------------------------------------------------------------------


def bare_automaton(terms: Iterable[str]) -> Callable[[str], object]:
    automaton = ahocorasick_rs.AhoCorasick([normalise(term).words for term in terms], store_patterns=False)
    return lambda text: automaton.find_matches_as_indexes(text, overlapping=True)


def bare_set(known: Sequence[Rule]) -> Callable[[str], object]:
    """All terms and patterns as one RE2 set, which says what occurs, and not where."""
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, 1 << 29
    together = re2.Set.SearchSet(options)
    for term in (term for rule in known for term in rule.terms):
        together.Add(rf"(?:^|[^\pL\pN]){re2.escape(term)}(?:$|[^\pL\pN])")
    for pattern in FIGURES:
        together.Add(pattern)
    together.Compile()
    return together.Match  # type: ignore[no-any-return]


def one_by_one(known: Sequence[Rule]) -> Callable[[str], object]:
    patterns = [
        re.compile(rule.pattern or rf"\b(?:{'|'.join(map(re.escape, rule.terms))})\b", re.IGNORECASE)
        for rule in known
    ]
    return lambda text: [found.span() for each in patterns for found in each.finditer(text)]


def textlint(known: Sequence[Rule], texts: Sequence[str]) -> tuple[float, float]:
    """Posts per CPU-second and findings a post of textlint's kernel, installed for the occasion."""
    peers = Path(os.environ.get("ADVOCACY_PEERS", ROOT / ".peers")) / "bin"
    node = shutil.which("node", path=f"{peers}{os.pathsep}{os.environ['PATH']}")
    if node is None:
        return 0.0, 0.0
    cli = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = [node, str(cli)] if cli.exists() else ["npm"]
    with tempfile.TemporaryDirectory() as folder:
        packages = ["@textlint/kernel@15", "@textlint/textlint-plugin-text@15"]
        quiet = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(
            [*npm, "install", *quiet, "--prefix", folder, *packages], check=True, stdout=subprocess.DEVNULL
        )
        place = Path(folder)
        shutil.copy(Path(__file__).with_name("textlint.mjs"), place)
        given = {"rules": [vars_of(rule) for rule in known], "posts": list(texts)}
        (place / "work.json").write_text(json.dumps(given), "utf-8")
        done = subprocess.run(
            [node, "textlint.mjs", "work.json"], cwd=place, check=True, capture_output=True, text=True
        )
    told = json.loads(done.stdout)
    return told["rate"], told["found"]


def vars_of(rule: Rule) -> dict[str, object]:
    return {"id": rule.id, "terms": list(rule.terms), "better": rule.better, "pattern": rule.pattern}


# --- ours -------------------------------------------------------------------------------------------------


def reviewing(ready: Charter) -> Callable[[Draft], object]:
    """A review with every finding's message in both languages."""
    return lambda draft: [finding.message for finding in ready.review(draft)]


def proposing(ready: Charter) -> Callable[[Draft], object]:
    """The same, with what each finding would write instead, which is worked out when it is asked for."""
    return lambda draft: [(finding.message, finding.fix) for finding in ready.review(draft)]


def drafts(texts: Iterable[tuple[str, str]]) -> list[Draft]:
    return [Draft(text=text, language=language, network="linkedin") for text, language in texts]  # type: ignore[arg-type]


def per_post(ready: Charter, work: Sequence[Draft]) -> tuple[float, float]:
    """Posts per CPU-second, and findings a post."""
    rate = len(work) / seconds(reviewing(ready), work)
    return rate, sum(len(ready.review(draft)) for draft in work) / len(work)


def labelled() -> list[Draft]:
    read = (json.loads(text) for text in LABELLED.read_text("utf-8").splitlines() if text.strip())
    return drafts((post["text"], post["lang"]) for post in read)


def speeds(count: int) -> None:
    known, work = rules(), list(posts(count))
    texts, taken = [text for text, _ in work], drafts(work)
    plain = [f" {normalise(text).words} " for text in texts]
    mean = sum(map(len, texts)) / count
    print(f"{count:,} posts of {mean:.0f} characters, French and English in turn")
    print(f"{'':58}{'posts/CPU-s':>12}{'× ours':>9}")
    fifty = Charter.parse(charter(known), name="fifty.yaml")
    unit, found = per_post(fifty, taken)
    line("ours: 50 rules, 500 terms", unit, unit, f"{found:.2f} findings a post, each in both languages")
    line("  and what each would write instead", count / seconds(proposing(fifty), taken), unit)
    terms = [term for rule in known for term in rule.terms]
    line(
        "floor: bare ahocorasick_rs, 500 terms, normalised text",
        count / seconds(bare_automaton(terms), plain),
        unit,
    )
    line(
        "floor: bare RE2 set, the same terms and patterns",
        count / seconds(bare_set(known), texts),
        unit,
        "no places",
    )
    few = texts[: count // 5]
    line("floor: re, one rule after the other", len(few) / seconds(one_by_one(known), few), unit)
    rate, found = textlint(known, texts[: count // 2])
    if rate:
        line("peer: textlint's kernel, the same 50 rules", rate, unit, f"{found:.2f} findings a post")
    many = Charter.parse(charter(rules(10_000)), name="many.yaml")
    line("ours: 50 rules, 10,000 terms", per_post(many, taken)[0], unit)
    full = Charter.parse(FULL, name="helvea.yaml")
    rate, found = per_post(full, taken)
    line(f"ours: the full catalogue, {len(full.rulings)} rules", rate, unit, f"{found:.2f} findings a post")
    theirs = labelled()
    rate, found = per_post(full, theirs)
    mean = sum(len(draft.text) for draft in theirs) / len(theirs)
    line(
        "  on posts that were written to break its rules",
        rate,
        unit,
        f"{found:.2f} findings, {mean:.0f} characters",
    )
    lengths(fifty, full, texts)


def lengths(fifty: Charter, full: Charter, texts: Sequence[str]) -> None:
    """What a character costs in a text of 10 kB and in one of 1 MB."""
    # One space between words: a text with more takes the longer way through, long or short.
    stream = " ".join(" ".join(islice(cycle(texts), 6_000)).split())
    for name, ready in (("50 rules", fifty), ("full catalogue", full)):
        cost = {}
        for size in (10_000, 1_000_000):
            part = Draft(text=stream[:size], language="fr", network="linkedin")  # type: ignore[arg-type]
            times = [cpu(ready.review, part) for _ in range(4)]
            cost[size] = min(times) / size * 1e9
        short, long = cost.values()
        print(f"a character of 10 kB, of 1 MB, {name:27}{short:8.1f} ns{long:8.1f} ns{long / short:8.2f}×")


def cpu(work: Callable[[Draft], object], draft: Draft) -> float:
    start = time.process_time()
    work(draft)
    return time.process_time() - start


# --- loading ----------------------------------------------------------------------------------------------

LOADS = """
import sys, time
start = time.process_time()
from advocacy.charter import Charter
import yaml
text = sys.stdin.read()
ready = time.process_time()
Charter.parse(text, name="charter.yaml")
cold = time.process_time()
Charter.parse(text, name="charter.yaml")
print(ready - start, cold - ready, time.process_time() - cold)
"""


def loads() -> None:
    print(f"{'load, CPU ms (best of 7 new processes)':58}{'import':>8}{'first':>8}{'again':>8}")
    for name, text in (
        ("50 rules, 500 terms", charter(rules())),
        ("50 rules, 10,000 terms", charter(rules(10_000))),
        ("the full catalogue", FULL),
    ):
        runs = []
        for _ in range(7):
            done = subprocess.run(
                [sys.executable, "-c", LOADS], input=text, check=True, capture_output=True, text=True
            )
            runs.append([float(part) * 1e3 for part in done.stdout.split()])
        print(f"{name:58}" + "".join(f"{min(part):8.1f}" for part in zip(*runs, strict=True)))


# --- replay -----------------------------------------------------------------------------------------------


def published(count: int) -> Iterator[Post]:
    """Posts as a store gives them: 20,000 different ones, again and again."""
    context = {
        "when": "2026-03-01T10:00:00+01:00",
        "author": "employee",
        "author_country": "FR",
        "author_tz": "Europe/Paris",
        "images": [],
    }
    ready = [
        Post(
            text,
            "linkedin",
            language,
            f"a{n % 400}",
            f"team-{n % 12}",
            {**context, "advocate": f"a{n % 400}"},
        )
        for n, (text, language) in enumerate(posts(20_000, seed=3))
    ]
    return islice(cycle(ready), count)


def replays(count: int) -> None:
    first, *rest = rules()
    own = charter([replace(first, terms=(*first.terms, "nouvelle ligne")), *rest])
    nine = "override:\n" + "".join(f"  {rule}: {{severity: advise}}\n" for rule in CHANGED) + FULL
    cases = (
        ("50 rules, a term more in one", charter(rules()), own),
        (f"the full catalogue, {len(CHANGED)} rules made lighter", FULL, nine),
    )
    print(f"{f'replay of {count:,} posts in two processes':58}{'seconds':>8}{'CPU s':>8}{'posts/CPU-s':>12}")
    for name, old, new in cases:
        versions = gathered(old, name="old.yaml"), gathered(new, name="new.yaml")
        start, used = time.perf_counter(), all_cpu()
        told = replayed(*versions, published(count), min_group=10, workers=2)
        taken, used = time.perf_counter() - start, all_cpu() - used
        print(f"{name:58}{taken:8.1f}{used:8.1f}{count / used:12,.0f}  {told.say('en')}", flush=True)


def all_cpu() -> float:
    """CPU of this process and of those that it started and that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


CHANGED = (
    "conf.codename", "conf.roadmap", "claim.superlative", "claim.absolute", "green.generic",
    "comp.disparage", "ins.mnpi", "link.short", "pii.contact",
)  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--posts", type=int, default=5000)
    ask.add_argument("--replay", type=int, default=20_000, help="posts to replay, such as 1000000")
    asked = ask.parse_args()
    speeds(asked.posts)
    loads()
    replays(asked.replay)
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"({time.strftime('%F')}; {os.cpu_count()} cores; others' load over 1, 5 and 15 minutes: {busy})")


if __name__ == "__main__":
    main()
