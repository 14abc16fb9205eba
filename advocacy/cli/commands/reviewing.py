"""``advocacy review``: the charter's answer to a text, to files, or to many lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from advocacy.charter.formats import Format, Level, written
from advocacy.cli.circumstances import (
    OfAuthor,
    OfCountry,
    OfSector,
    OnWhen,
    Rewarded,
    laid_over,
    refuse_with_lines,
    said,
)
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, err, out, show
from advocacy.cli.reviewed_files import STORIES, sheet_of_files, told_by_name
from advocacy.cli.speech import chosen, say, spoken
from advocacy.clock import utc_now
from advocacy.documents import read_text
from advocacy.errors import InvalidInput, Mistake, NotFound
from advocacy.language import Text
from advocacy.program import network_facts
from advocacy.program.charter_files import whole_in
from advocacy.program.names import require_spelt

if TYPE_CHECKING:
    from advocacy.charter import Charter, Context, Finding, NetworkFacts, Review

BLOCKED = 1


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command("review", help=say("Relit un texte selon la charte.", "Review a text by the charter."))(
        review
    )


def review(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|-]…",
            help=say(
                "Un texte (- : entrée), ou des textes et histoires.",
                "A text (-: input), or texts and stories.",
            ),
            show_default=False,
        ),
    ] = None,
    *,
    charter: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Charte, sinon celle du programme ; avec --jsonl, aussi un dossier : une par profil.",
                "Charter, else the programme's; with --jsonl also a folder: one a profile.",
            )
        ),
    ] = None,
    network: Annotated[str, typer.Option(help=say("Pour quel réseau.", "For which network."))] = "",
    lang: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Langue du texte ; sinon celle du terminal.", "Language of the text; else the terminal's."
            )
        ),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help=say(
                "Écrit le texte avec les corrections toutes faites ; le fichier ne change pas.",
                "Write the text with its ready fixes; the file stays as it is.",
            ),
        ),
    ] = False,
    jsonl: Annotated[
        str | None,
        typer.Option(
            "--jsonl",
            metavar="IN|-",
            help=say("Fichier d’un objet JSON par ligne.", "File of one JSON object a line."),
        ),
    ] = None,
    author: OfAuthor = None,
    country: OfCountry = None,
    sector: OfSector = None,
    reward: Rewarded = False,
    when: OnWhen = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help=say("Pour une forge ou un outil.", "For a forge or a build.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Review texts and stories; exit code 1 when something blocks one."""
    given = said(author=author, country=country, sector=sector, reward=reward, when=when)
    if jsonl is not None:
        refuse_with_lines(given)
        raise typer.Exit(_many(charter, jsonl))
    if not files:
        raise InvalidInput(Mistake(field="FILE", message=_NO_TEXT))
    if network:
        require_spelt(network)
    language = chosen(lang)
    single = form is None and len(files) == 1 and not files[0].endswith(STORIES)
    if fix and not single:
        raise InvalidInput(Mistake(field="--fix", message=_FIX_ONE))
    house = _house(charter, given)
    if single:
        found = house.review_file(files[0], network=network, language=language)
        raise typer.Exit(_fixed(house, found, as_json=as_json) if fix else _told(found, as_json=as_json))
    paths = [Path(file) for file in files]
    raise typer.Exit(
        _files(house, paths, form or Format.TEXT, network=network, language=language, as_json=as_json)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    """By what a text is reviewed, and what surrounds it."""

    charter: Charter
    context: Context

    def review_file(self, text_file: str, *, network: str, language: str) -> Review:
        """The review of the text in that file, whose name may say its network and language."""
        network, language = told_by_name(Path(text_file), network, language)
        return self.review(_read(text_file), network, language)

    def review(self, text: str, network: str, language: str) -> Review:
        facts = network_facts(network)
        return self.charter.read(text, network=network, language=language, context=self.context, facts=facts)


def _told(found: Review, *, as_json: bool) -> int:
    """Tell a review as to the author of the text."""
    show(found, None, as_json=as_json)
    if not as_json:
        out.print(found.say(found.language), markup=False)
    return BLOCKED if found.verdict == "block" else 0


def _fixed(house: _House, found: Review, *, as_json: bool) -> int:
    """Write the text with its ready fixes, and tell beside it what was changed and what is left to do."""
    applied: list[Finding] = []
    left = found
    while left.fixable and len(applied) < _MOST_FIXES:  # the same words are told once a review
        applied += left.fixable
        left = house.review(left.apply(*left.fixable), found.draft.network, found.language)
    show({"text": left.draft.text, "applied": applied, "review": left}, None, as_json=as_json)
    if not as_json:
        sys.stdout.write(left.draft.text)
        for line in (*map(_change, applied), left.say(found.language)):
            err.print(line, markup=False)
    return BLOCKED if left.verdict == "block" else 0


def _change(finding: Finding) -> str:
    new = finding.fix.replacement if finding.fix else ""
    changed = _CHANGED.format(old=finding.evidence, new=new)
    return f"{changed.say(spoken())}  [{finding.rule}]"


def _files(
    house: _House, paths: list[Path], form: Format, *, network: str, language: str, as_json: bool
) -> int:
    """Review files, and tell what was noticed where it stands in them."""
    sheet = sheet_of_files(paths, house.charter, house.context, network=network, language=language)
    if as_json:
        show(list(sheet.notices()), None, as_json=True)
    elif said := written(sheet, form, spoken()):
        out.print(said, markup=False)
    return BLOCKED if sheet.count(Level.ERROR) else 0


def _many(charter: Path | None, source: str) -> int:
    """Review each line of `source`; 1 when something blocks or a line is bad."""
    from advocacy.charter.jsonl import review_lines  # noqa: PLC0415 - heavy: imported on first use

    failed = False
    with _lines(source) as lines:
        for answer, read in review_lines(lines, _chooser(charter), network_facts=_spelt_facts, now=utc_now):
            failed = failed or not read or '"verdict": "block"' in answer
            sys.stdout.write(answer + "\n")
    return BLOCKED if failed else 0


@cache
def _spelt_facts(network: str) -> NetworkFacts | None:
    """What we know of a network, once a run; None for a place that is none.

    Raises:
        UnknownNetwork: it is the misspelt name of one.
    """
    return network_facts(network) if require_spelt(network) else None


def _chooser(where: Path | None) -> Callable[[str | None], Charter]:
    """The charter for a context's profile: a folder holds one file a profile, each read once."""
    if where is None or not where.is_dir():
        only = _charter(where)
        return lambda _profile: only
    files = {file.stem: file for file in sorted(where.glob("*.y*ml"))}
    if not files:
        raise NotFound(_NO_CHARTER.format(where=where))

    @cache
    def of(profile: str | None) -> Charter:
        if profile is None:
            raise NotFound(_WHICH.format(known=", ".join(files)))
        if profile not in files:
            raise NotFound(_NO_PROFILE.format(profile=profile, known=", ".join(files)))
        return _charter(files[profile])

    return of


def _house(file: Path | None, given: Mapping[str, Any]) -> _House:
    """The charter of `file`, or that of the programme with the exemptions it granted; now, or as `given`."""
    if file is None:
        with open_program() as program:
            charter, context = program.charter, program.context()
    else:
        from advocacy.charter import Context  # noqa: PLC0415 - heavy: imported on first use

        charter, context = _charter(file), Context(when=utc_now())
    return _House(charter=charter, context=laid_over(context, given, charter) if given else context)


def _charter(file: Path | None) -> Charter:
    from advocacy.charter import Charter  # noqa: PLC0415 - heavy: imported on first use

    if file is not None:
        return Charter.of(whole_in(file))
    with open_program() as program:
        return program.charter


@contextmanager
def _lines(source: str) -> Iterator[TextIO]:
    if source == "-":
        yield sys.stdin
        return
    try:
        stream = Path(source).open(encoding="utf-8", errors="surrogateescape")  # noqa: SIM115 - closed below
    except OSError as error:
        raise NotFound(_UNREADABLE.format(file=source, why=error.strerror)) from None
    with stream:
        yield stream


def _read(text_file: str) -> str:
    return sys.stdin.read() if text_file == "-" else read_text(text_file)


_NO_TEXT = Text(
    fr="donnez un fichier de texte, - pour l’entrée standard, ou --jsonl",
    en="give a text file, - for standard input, or --jsonl",
)
_MOST_FIXES = 100
_FIX_ONE = Text(
    fr="corrige un texte à la fois ; une histoire se change dans son fichier",
    en="mends one text at a time; a story is changed in its file",
)
_CHANGED = Text(fr="« {old} » → « {new} »", en="“{old}” → “{new}”")
_NO_CHARTER = Text(fr="aucune charte (.yaml) dans {where}", en="no charter (.yaml) in {where}")
_WHICH = Text(
    fr="context.profile manque : dites quelle charte vaut pour ce texte ; il y a : {known}",
    en="context.profile is missing: say which charter this text is for; there are: {known}",
)
_NO_PROFILE = Text(
    fr="context.profile « {profile} » : aucune charte de ce nom ; il y a : {known}",
    en="context.profile “{profile}”: no charter of that name; there are: {known}",
)
_UNREADABLE = Text(fr="{file} ne se lit pas : {why}", en="{file} cannot be read: {why}")
