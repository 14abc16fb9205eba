"""The ``advocacy`` command: its verbs, and what an error becomes."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from sqlalchemy.exc import SQLAlchemyError

from advocacy.cli import demo, help_pages, logs, panels, wrong_use
from advocacy.cli.commands import (
    advocates,
    appearance,
    changing,
    charter,
    collecting,
    connecting,
    content,
    converting,
    crisis,
    desk,
    following,
    granting,
    hooking,
    linking,
    measuring,
    networks,
    nudging,
    outbox,
    posting,
    proving,
    reporting,
    reviewing,
    setting_up,
    sharing,
    timing,
)
from advocacy.cli.opening import PROGRAM, chosen
from advocacy.cli.output import report_error
from advocacy.cli.speech import say, spoken
from advocacy.cli.trouble import machine_trouble
from advocacy.errors import AdvocacyError, ConfigurationError, InvalidInput, NotFound

FINE, FAILED, WRONG_USE = 0, 1, 2

app = typer.Typer(
    name="advocacy",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=say(
        "Prise de parole des salariés : histoires, charte, partages, liens suivis, rapport.",
        "Employee advocacy: stories, charter, shares, tracked links, report.",
    ),
)
for part in (
    setting_up,
    reviewing,
    charter,
    content,
    advocates,
    connecting,
    granting,
    sharing,
    nudging,
    appearance,
    timing,
    changing,
    outbox,
    desk,
    crisis,
    collecting,
    following,
    reporting,
    posting,
    proving,
    hooking,
    linking,
    measuring,
    converting,
    networks,
    demo,
):
    part.register(app)
panels.arrange(app)
help_pages.translate(app)


@app.callback()
def root(
    program: Annotated[
        str | None,
        typer.Option(
            "--program",
            "-C",
            metavar="WHERE",
            envvar=PROGRAM,
            help=say(
                "Dossier du programme, advocacy.toml ou base ; sinon le dossier courant ou un parent.",
                "Folder of the programme, its advocacy.toml or a database; else this folder or a parent.",
            ),
        ),
    ] = None,
) -> None:
    """Say which programme is meant."""
    chosen.where = program


def run(arguments: list[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    help_pages.speak(spoken())
    try:
        logs.listen()
        sys.exit(app(given, standalone_mode=False))
    except typer.Abort:
        sys.exit(FAILED)
    except typer.TyperException as error:
        sys.exit(_misread(error, as_json="--json" in given))
    except AdvocacyError as error:
        report_error(error, as_json="--json" in given)
        is_wrong_use = isinstance(error, InvalidInput | ConfigurationError | NotFound)
        sys.exit(WRONG_USE if is_wrong_use else FAILED)
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        sys.stderr.close()
        sys.exit(FINE)
    except (SQLAlchemyError, OSError) as error:
        report_error(machine_trouble(error), as_json="--json" in given)
        sys.exit(FAILED)


def _misread(error: Any, *, as_json: bool) -> int:
    """Tell what Typer could not read; where no verb was given, it shows the help."""
    if getattr(error, "ctx", None) is not None and type(error).__name__ == "NoArgsIsHelpError":
        error.show()
    else:
        report_error(wrong_use.told(error.format_message()), as_json=as_json)
    return WRONG_USE
