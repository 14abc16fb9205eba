"""``advocacy report``, ``export`` and ``serve``: what came of it, and the redirects that count clicks."""

from __future__ import annotations

import socket
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from advocacy.cli import logs
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show
from advocacy.cli.parameters import OnlyCampaign, Since, Until
from advocacy.cli.speech import counted, say, spoken
from advocacy.errors import ConfigurationError, InvalidInput, Mistake
from advocacy.language import Text


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("report", help=say("Ce qui en est venu.", "What came of it."))(report)
    export_help = say("Écrit les faits, sans personne, pour d’autres outils.", "Write facts for other tools.")
    app.command("export", help=export_help)(export)
    app.command("serve", help=say("Sert les liens suivis.", "Serve the tracked links."))(serve)


def report(
    *,
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option("--html", help=say("Écrit une page HTML.", "Write one HTML page."))
    ] = None,
    campaign: OnlyCampaign = None,
    since: Since = None,
    until: Until = None,
    by: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Par campaign, story, network, team ou day.", "By campaign, story, network, team or day."
            )
        ),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help=say("À côté d’avant.", "Beside as many days before."))
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help=say("Écrit du CSV.", "Write CSV."))] = False,
) -> None:
    """Shares, posts, clicks of people and of bots, adoption."""
    with open_program() as program:
        found = program.report(
            campaign=campaign, since=_day("--since", since), until=_day("--until", until), language=spoken()
        )
        whole = found.compare() if compare else found
    shown = whole.by(by) if by else whole
    if html is not None:
        html.write_text(found.to_html(), encoding="utf-8")
    if as_json or as_csv:
        sys.stdout.write(shown.to_csv()) if as_csv else show(shown, None, as_json=True)
        return
    out.print(shown, soft_wrap=False)  # else notes under tables are cut off
    if html is not None:
        out.print(say("Page écrite : ", "Page written: ") + str(html), markup=False)


def export(
    file: Annotated[
        Path,
        typer.Argument(
            help=say("Un .csv, .jsonl ou .parquet à écrire.", "A .csv, .jsonl or .parquet to write.")
        ),
    ],
    *,
    as_json: AsJson = False,
    campaign: OnlyCampaign = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Shares, posts and clicks by day and by story, without identities, as .csv, .jsonl or .parquet."""
    with open_program() as program:
        count = program.export_facts(
            file, campaign=campaign, since=_day("--since", since), until=_day("--until", until)
        )
    told = counted(count, fr=("ligne écrite", "lignes écrites"), en=("line written", "lines written"))
    told += say(" : ", ": ") + str(file)
    show({"lines": count, "file": str(file)}, told, as_json=as_json)


def serve(
    *,
    as_json: AsJson = False,
    port: Annotated[int, typer.Option(help=say("Port.", "Port."))] = 8000,
    host: Annotated[str, typer.Option(help=say("Adresse d’écoute.", "Address to listen on."))] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, help=say("Processus.", "Processes."))] = 1,
    folder: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Où mettre les clics que la base ne prend pas à temps.",
                "Where clicks go that the database does not take in time.",
            )
        ),
    ] = None,
) -> None:
    """Answer tracked links until Ctrl-C; each click is on disk before its answer leaves."""
    from advocacy.track import serve as serve_links  # noqa: PLC0415 - heavy: imported on first use

    logs.listen(runs_on=True)
    with open_program() as program:
        database, tracking = program.settings.database.url, program.settings.tracking
    _require_free(host, port)
    url = f"http://{host}:{port}"
    show({"url": url}, say("liens suivis servis sur ", "tracked links served at ") + url, as_json=as_json)
    sys.stdout.flush()
    serve_links(database, tracking, host=host, port=port, workers=workers, folder=folder)


def _require_free(host: str, port: int) -> None:
    """Try the address before the server does, which would say it in its own way."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as error:
        why = error.strerror or str(error)
        raise ConfigurationError(_TAKEN.format(host=host, port=port, why=why)) from None


def _day(option: str, given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InvalidInput(Mistake(field=option, message=_DAY.format(given=given))) from None


_TAKEN = Text(
    fr="On ne peut pas écouter sur {host}:{port} ({why}). Choisissez un autre port : advocacy serve --port",
    en="Cannot listen at {host}:{port} ({why}). Choose another port: advocacy serve --port",
)
_DAY = Text(fr="« {given} » : un jour comme 2026-03-31", en="“{given}”: a day such as 2026-03-31")
