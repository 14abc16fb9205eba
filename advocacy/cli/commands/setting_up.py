"""``advocacy init``, ``doctor``, ``schema``, ``upgrade``, ``key`` and ``demo``."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.table import Table

from advocacy.cli.opening import meant, open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.speech import say
from advocacy.content import Campaign, Story
from advocacy.documents import json_schema
from advocacy.errors import InvalidInput, Mistake, NotAllowed
from advocacy.language import Text
from advocacy.people import Advocate
from advocacy.program import Diagnosis, Health, settings_of
from advocacy.settings import DEFAULT_FILE, Settings
from advocacy.storage import Store


class Kind(StrEnum):
    """The files that people write."""

    STORY = "story"
    CHARTER = "charter"
    SETTINGS = "settings"
    CAMPAIGN = "campaign"
    ADVOCATE = "advocate"


key = typer.Typer(
    no_args_is_help=True, help=say("La clé qui scelle les jetons.", "The key that seals tokens.")
)
_SIGNS = {Health.FINE: "✓", Health.NOTICE: "!", Health.WRONG: "✗"}


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("init", help=say("Commence un programme dans un dossier.", "Start a programme in a folder."))(
        init
    )
    in_order = say(
        "Dit si tout est en ordre ; « advocacy check » est la même commande.",
        "Say whether all is in order; `advocacy check` is the same command.",
    )
    app.command("doctor", help=in_order)(doctor)
    app.command("check", help=in_order, hidden=True)(doctor)
    app.command("schema", help=say("Schéma JSON d’un fichier.", "JSON Schema of a file."))(schema)
    app.command("upgrade", help=say("Met la base à jour.", "Bring the database up to date."))(upgrade)
    app.add_typer(key, name="key")


@key.command("new", help=say("Fait une clé.", "Make a key."))
def key_new(*, as_json: AsJson = False) -> None:
    """Print a new key for ``ADVOCACY_KEY``."""
    from advocacy.vault import new_key  # noqa: PLC0415 - heavy: imported on first use

    made = new_key()
    show({"key": made}, made, as_json=as_json)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("Le dossier.", "The folder."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Write a small programme that works; nothing that exists is overwritten."""
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(Mistake(field="DIR", message=_NO_FOLDER.format(folder=folder)))
    if (folder / DEFAULT_FILE).exists():
        raise NotAllowed(
            fr=f"{folder} a déjà un {DEFAULT_FILE} ; rien n’a été changé.",
            en=f"{folder} has an {DEFAULT_FILE} already; nothing was changed.",
        )
    written = [_write(folder, name, content) for name, content in _starter()]
    show({"written": written}, _started(folder, written), as_json=as_json)


def doctor(*, as_json: AsJson = False) -> None:
    """Look at settings, charter, database, clock, networks and shares; exit code 1 when one is wrong."""
    with open_program() as program:
        found = program.doctor()
    show(found, _diagnoses(found), as_json=as_json)
    if any(one.health is Health.WRONG for one in found):
        raise typer.Exit(1)


def _diagnoses(found: list[Diagnosis]) -> Table:
    rows = [(_SIGNS[one.health], one.id, one.message, one.hint) for one in found]
    return table("", ["", "id", say("constat", "finding"), say("à faire", "to do")], rows)


def schema(
    kind: Annotated[Kind, typer.Argument(help=say("Quel fichier.", "Which file."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Print the JSON Schema of a file, for an editor; it is JSON with or without ``--json``."""
    del as_json
    show(json_schema(_model(kind)), None, as_json=True)


def upgrade(*, as_json: AsJson = False) -> None:
    """Bring an older database up to this program's version, in one transaction; back it up first."""
    settings = settings_of(meant())
    store = Store.for_upgrade(settings.database.url)
    before = store.version()
    store.upgrade()
    after = store.version()
    store.close()
    told = say("schéma {before} → {after}", "schema {before} → {after}").format(before=before, after=after)
    show({"before": before, "after": after}, told, as_json=as_json)


def _model(kind: Kind) -> type[BaseModel]:
    if kind is Kind.CHARTER:
        from advocacy.charter.document import charter_model  # noqa: PLC0415 - heavy: imported on first use

        return charter_model()
    models: dict[Kind, type[BaseModel]] = {
        Kind.STORY: Story,
        Kind.CAMPAIGN: Campaign,
        Kind.SETTINGS: Settings,
        Kind.ADVOCATE: Advocate,
    }
    return models[kind]


def _starter() -> Iterator[tuple[str, str]]:
    """The files of a small programme that works, by their path in it."""
    root = resources.files("advocacy.cli") / "starter"
    folders = [("", root)]
    while folders:
        path, folder = folders.pop()
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            name = f"{path}{entry.name}"
            if entry.is_dir():
                folders.append((f"{name}/", entry))
            else:
                yield name, entry.read_text(encoding="utf-8")


def _write(folder: Path, name: str, content: str) -> str:
    """Write one file of the starter, unless one of that name is there."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), path.open("x", encoding="utf-8") as new:
        new.write(content)
    return str(path)


def _started(folder: Path, written: list[str]) -> str:
    enter = [] if folder.resolve() == Path.cwd() else [f"cd {shlex.quote(str(folder))}"]
    key = say("# la clé des jetons : gardez-la ailleurs", "# the key of the tokens: keep it elsewhere")
    steps = [*enter, f"export ADVOCACY_KEY=$(advocacy key new)  {key}", "advocacy doctor"]
    return "\n".join([*written, say("Ensuite :", "Next:"), *(f"  {step}" for step in steps)])


_NO_FOLDER = Text(
    fr="{folder} est un fichier : nommez un dossier, nouveau ou vide",
    en="{folder} is a file: name a folder, a new or an empty one",
)
