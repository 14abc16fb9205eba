"""Who asks for a tracked link: a person, a link preview, a robot, or a browser that only looks ahead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from advocacy.outcome import ClickClass

if TYPE_CHECKING:
    import re2

LISTS = ("own", "isbot", "crawler-user-agents", "crawlerdetect")
"""The pattern files of `data/`: ours, then three public ones (licences beside them)."""

LONGEST = 1024
"""Characters of an agent that are read: browsers inside apps stay under 700."""


class Recognised(NamedTuple):
    """The class of a request, and what gave it away as it is stored beside the click."""

    kind: ClickClass
    reason: str


def classify_agent(
    user_agent: str | None, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> ClickClass:
    """The class of a request by its agent, its method and its headers (names in any case).

    Nobody at all (None, or an empty agent) is a robot.

    >>> phone = "Mozilla/5.0 (Linux; Android 13; CUBOT X18) AppleWebKit/537.36 (KHTML, like Gecko)"
    >>> classify_agent(phone)
    <ClickClass.PERSON: 'person'>
    >>> classify_agent(phone, headers={"Sec-Purpose": "prefetch;prerender"})
    <ClickClass.PREFETCH: 'prefetch'>
    >>> classify_agent("LinkedInBot/1.0 (compatible; Mozilla/5.0; +http://www.linkedin.com)")
    <ClickClass.PREVIEW: 'preview'>
    """
    if headers or method.upper() == "HEAD":
        return recognise_agent(user_agent, method=method, headers=headers).kind
    line = _match((user_agent or "")[:LONGEST])
    return ClickClass.PERSON if line is None else line.shown_as


def recognise_agent(
    user_agent: str | None, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Recognised:
    """The same, with the reason; a person needs none.

    >>> recognise_agent("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    Recognised(kind=<ClickClass.BOT: 'bot'>, reason='agent: Googlebot/')
    """
    if method.upper() == "HEAD":  # X asks for each post, once with GET and three times so, as a browser
        return _HEAD
    user_agent = user_agent or ""
    known = {name.lower(): value for name, value in headers.items() if value} if headers else {}
    if looking := _ahead(known):
        return looking
    if line := _match(user_agent[:LONGEST]):
        return Recognised(line.shown_as, f"agent: {line.words(user_agent)}")
    return _betrayed(known) or _PERSON


_HEAD = Recognised(ClickClass.HEAD, "method: HEAD")
_PERSON = Recognised(ClickClass.PERSON, "")


def _ahead(headers: Mapping[str, str]) -> Recognised | None:
    """A browser that loads the page before anyone has decided to see it."""
    for name in _PURPOSE_HEADERS:
        if name in headers and _PURPOSE.search(said := headers[name].lower()):
            return Recognised(ClickClass.PREFETCH, f"{name}: {_written(said)}")
    return None


_PURPOSE_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_PURPOSE = re.compile("prefetch|prerender|preview")


def _betrayed(headers: Mapping[str, str]) -> Recognised | None:
    """A program behind a browser's agent, by what else it sends."""
    for name in ("from", "x-scanner"):  # no browser sends them
        if name in headers:
            return Recognised(ClickClass.BOT, f"{name}: sent")
    if "headless" in headers.get("sec-ch-ua", "").lower():
        return Recognised(ClickClass.BOT, "sec-ch-ua: headless")
    if (referrer := headers.get("referer")) and (found := _SCANNER.match(referrer.lower())):
        return Recognised(ClickClass.SCANNER, f"referrer: {found[1][:60]}")
    return None


_SCANNER = re.compile(
    r"https?://(?:[^/@]*@)?((?:[^/:]*\.)?(?:safelinks\.protection\.(?:outlook|office365)\.(?:com|us|cn)|"
    r"urldefense\.(?:com|us|proofpoint\.com)|mimecast(?:protect)?\.com|linkprotect\.cudasvc\.com|"
    r"secure-web\.cisco\.com|clicktime\.symantec\.com|protect2?\.fireeye\.com|protection\.sophos\.com|"
    r"ctp\.trendmicro\.com|protect\.checkpoint\.com|avanan\.click|url\.emailprotection\.link|"
    r"vadesecure\.com|mailinblack\.com|retarus\.com|hornetsecurity\.com))(?=[:/]|$)"
)
"""Mail gateways that rewrite links and open them first (TRACKING: Safe Links, urldefense, Mimecast …)."""


@lru_cache(maxsize=4096)
def _match(agent: str) -> _Line | None:
    """The line that knows a robot's agent; None for a person's. Nine clicks in ten bring a known agent."""
    text = agent.strip().lower()
    if not text.isascii():
        text = text.encode("latin-1", "replace").decode("latin-1")  # as the matchers read it
    if not text:
        return _EMPTY
    known = _known()
    found = known.lines(text)
    if not found:
        return None
    if _is_described(text):  # the device's own name may be “Cubot” or “Spider 8”
        found = known.lines(_DEVICE.sub(r"\1", text))
    if _APP.match(text) and "compatible" not in text:
        found = [line for line in found if line.kind != "hint" and line.what.lower() not in _APPS]
    said = {line.kind: line for line in reversed(found)}
    return said.get("preview") or said.get("bot") or said.get("hint")


_is_described = re.compile(r"\(linux; |instagram |barcelona | snapchat/|\[fb|omi/").search
_DEVICE = re.compile(
    # the model: mozilla/5.0 (linux; android 13; en-gb; MODEL(A1) build/x; wv)
    r"^(mozilla/5\.0 \(linux; (?:u; |arm_?\w*; )*android [^;()]{1,20});(?: [a-z]{2}(?:[-_][a-z]{2,4})?;)?"
    r" [^;()@/]{1,60}(?:\([^()]{0,20}\)[^;()@/]{0,20})?(?: build/[^;()]{0,60})?(?:; wv)?(?=\))"
    # what the apps of Meta and Snap tell of the phone and its carrier, and a television's system
    r"|(?:instagram|barcelona) [\d.]+ (?:android )?\([^()]*\)| snapchat/[\w.]+ \([^()]*\)"
    r"|\[fb[^\]]*(?:\]|$)|omi/[\w.]+"
)
_APP = re.compile(
    r"mozilla/5\.0 \((?:linux; |android|iphone|ipad|ipod)[^)]*\).*(?:applewebkit|gecko)/|.*electron/"
)
"""A phone's browser, or an app that shows pages: its name may hold any word (“Town News”, “Blue Proxy”)."""
_APPS = frozenset({"bluesky/", "mastodon", "mattermost"})
"""What both a server that looks ahead and the app that a person reads in are called."""


class _Line(NamedTuple):
    """A line of the lists. `kind`: preview, bot or hint; `where`: word, start or anywhere."""

    kind: str
    where: str
    what: str

    @property
    def pattern(self) -> str:
        """`what` in the language of RE2."""
        return f"^(?:{self.what})" if self.where == "start" else self.what

    @property
    def shown_as(self) -> ClickClass:
        """The class that a person's report shows."""
        return ClickClass.PREVIEW if self.kind == "preview" else ClickClass.BOT

    def words(self, agent: str) -> str:
        """What of the agent it is about, for a person to read."""
        if self.where == "word":
            return self.what
        found = _compiled(f"(?i:{self.pattern})").search(agent[:LONGEST].strip())
        return _written(found[0] or self.what) if found else self.what


def _written(said: str) -> str:
    """What a reason quotes; PostgreSQL keeps no NUL, and one such click would hold up all beside it."""
    return said.strip().replace("\0", "")[:40]


_EMPTY = _Line("bot", "word", "empty")


@dataclass(frozen=True, slots=True)
class _Known:
    """All lines in three matchers, each linear in the agent's length whatever the number of lines.

    Nine agents in ten that are robots say so in a word; the patterns are asked about the rest.
    """

    words: _Matcher
    starts: _Matcher
    anywhere: _Matcher

    def lines(self, text: str) -> list[_Line]:
        """The lines that match, enough of them to tell a robot from a person."""
        found = self.words(text)
        if any(line.kind != "hint" for line in found):
            return found
        if not text.startswith("mozilla/5.0 ("):
            found += self.starts(text)
        return found + self.anywhere(text)


_Matcher = Callable[[str], list[_Line]]


@cache
def _known() -> _Known:
    every = [_Line(*line.split("\t")) for name in LISTS for line in _read(name)]
    starts = [line for line in every if line.where == "start"]
    mozilla = [line for line in starts if line.what.lower().startswith("mozilla")]
    return _Known(
        words=_word_matcher([line for line in every if line.where == "word"]),
        starts=_pattern_matcher([line for line in starts if line not in mozilla]),
        anywhere=_pattern_matcher([line for line in every if line.where == "anywhere"] + mozilla),
    )


def _word_matcher(lines: list[_Line]) -> _Matcher:
    from ahocorasick_rs import AhoCorasick  # noqa: PLC0415 - heavy: imported on first use

    automaton = AhoCorasick([line.what.lower() for line in lines], store_patterns=False)
    search = automaton.find_matches_as_indexes
    return lambda text: [lines[hit[0]] for hit in search(text, overlapping=True)]


def _pattern_matcher(lines: list[_Line]) -> _Matcher:
    import re2  # noqa: PLC0415 - heavy: imported on first use

    matcher = re2.Set.SearchSet(_options())
    for line in lines:
        matcher.Add(line.pattern)
    matcher.Compile()
    return lambda text: [lines[at] for at in matcher.Match(text.encode("latin-1", "replace")) or ()]


def _options() -> re2.Options:
    import re2  # noqa: PLC0415 - heavy: imported on first use

    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 32 << 20  # room for every state; a smaller cache would be emptied on the way
    return options


def _read(name: str) -> list[str]:
    text = resources.files("advocacy.track").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _compiled(pattern: str) -> re2._Regexp:
    import re2  # noqa: PLC0415 - heavy: imported on first use

    return re2.compile(pattern)
