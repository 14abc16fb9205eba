"""``advocacy review``: the charter's answer to a text, or to many."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show
from advocacy.cli.speech import say
from advocacy.clock import utc_now
from advocacy.documents import read_text
from advocacy.errors import InvalidInput, Mistake, NotFound
from advocacy.language import Text
from advocacy.program import network_facts

if TYPE_CHECKING:
    from advocacy.charter import Charter

BLOCKED = 1


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command("review", help=say("Relit un texte selon la charte.", "Review a text by the charter."))(
        review
    )


def review(
    text_file: Annotated[
        str | None,
        typer.Argument(metavar="TEXT_FILE|-", help=say("Le texte (- : entrée).", "The text (-: input).")),
    ] = None,
    *,
    charter: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Charte, ou dossier de chartes ; sinon celle du programme.", "Charter, or a folder of them."
            )
        ),
    ] = None,
    network: Annotated[str, typer.Option(help=say("Pour quel réseau.", "For which network."))] = "",
    lang: Annotated[str, typer.Option(help=say("Langue du texte.", "Language of the text."))] = "en",
    jsonl: Annotated[
        str | None,
        typer.Option(
            "--jsonl", metavar="IN|-", help=say("Un objet JSON par ligne.", "One JSON object a line.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Review a text; exit code 1 when something blocks it."""
    if jsonl is not None:
        raise typer.Exit(_many(charter, jsonl))
    if text_file is None:
        raise InvalidInput(Mistake(field="TEXT_FILE", message=_NO_TEXT))
    found = _charter(charter).read(
        _read(text_file), network=network, language=lang, facts=network_facts(network)
    )
    show(found, None, as_json=as_json)
    if not as_json:
        out.print(found.say(lang), markup=False)
    if found.verdict == "block":
        raise typer.Exit(BLOCKED)


def _many(charter: Path | None, source: str) -> int:
    """Review each line of `source`; 1 when something blocks or a line is bad."""
    from advocacy.charter.jsonl import review_lines  # noqa: PLC0415 - heavy: imported on first use

    failed = False
    with _lines(source) as lines:
        for answer, read in review_lines(lines, _chooser(charter), network_facts=network_facts, now=utc_now):
            failed = failed or not read or '"verdict": "block"' in answer
            sys.stdout.write(answer + "\n")
    return BLOCKED if failed else 0


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
        if profile not in files:
            raise NotFound(_NO_PROFILE.format(profile=profile, known=", ".join(files)))
        return _charter(files[profile])

    return of


def _charter(file: Path | None) -> Charter:
    from advocacy.charter import Charter  # noqa: PLC0415 - heavy: imported on first use

    if file is not None:
        return Charter.parse(read_text(file), name=str(file))
    with open_program() as program:
        return program.charter


@contextmanager
def _lines(source: str) -> Iterator[TextIO]:
    if source == "-":
        yield sys.stdin
        return
    try:
        with Path(source).open(encoding="utf-8", errors="surrogateescape") as stream:
            yield stream
    except OSError as error:
        raise NotFound(_UNREADABLE.format(file=source, why=error.strerror)) from None


def _read(text_file: str) -> str:
    return sys.stdin.read() if text_file == "-" else read_text(text_file)


_NO_TEXT = Text(
    fr="donnez un fichier de texte, - pour l’entrée standard, ou --jsonl",
    en="give a text file, - for standard input, or --jsonl",
)
_NO_CHARTER = Text(fr="aucune charte (.yaml) dans {where}", en="no charter (.yaml) in {where}")
_NO_PROFILE = Text(
    fr="context.profile « {profile} » : aucune charte de ce nom ; il y a {known}",
    en="context.profile “{profile}”: no charter of that name; there are {known}",
)
_UNREADABLE = Text(fr="{file} ne se lit pas : {why}", en="{file} cannot be read: {why}")
