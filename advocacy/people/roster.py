"""The file of advocates (``advocates.csv``): who takes part, all of them or none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from advocacy.documents import Node, Path, attempt, near_miss, read_csv
from advocacy.errors import InvalidInput, Mistake, refusal
from advocacy.language import Text
from advocacy.people.advocate import Advocate
from advocacy.people.profile import Profile

COLUMNS = tuple(name for name in Advocate.model_fields if name != "profiles")
"""The columns that are not a network’s."""

_FRENCH = {
    "nom": "name",
    "prénom": "first_name",
    "courriel": "email",
    "langue": "language",
    "fuseau": "timezone",
    "équipe": "team",
    "pays": "country",
    "ville": "city",
    "poste": "job",
    "auteur": "author",
    "étiquettes": "tags",
    "arrivée": "joined",
    "horaires": "hours",
    "congés": "leave",
}


def read_advocates(
    text: str,
    *,
    name: str,
    networks: Collection[str] | None = None,
    language: str = "en",
    timezone: str = "UTC",
) -> tuple[Advocate, ...]:
    r"""Everyone in `text`, a CSV file called `name`.

    A column that is no field is a network’s: it holds an account (we publish with a grant),
    ``hand-off`` or ``hand-off:account`` (the person posts). With `networks`, only these are taken.
    `language` and `timezone` stand for what a row leaves out.

    Raises:
        InvalidInput: with every mistake of the file; nobody is taken over.

    >>> people = read_advocates("id,name,team,bluesky\nada,Ada Morel,sales,ada.bsky.social\n", name="a.csv")
    >>> people[0].profiles[0].network
    'bluesky'
    """
    table = read_csv(text, name=name)
    columns = dict.fromkeys(column for row in table.data for column in row)
    mistakes = list(_wrong_columns(columns, name, networks))
    refusal(mistakes)
    defaults = {"language": language, "timezone": timezone}
    found = [_advocate(row, defaults, mistakes) for row in table.children()]
    mistakes.extend(_repeated(table, found))
    refusal(sorted(mistakes, key=lambda mistake: mistake.line or 0))
    if not found:
        raise InvalidInput(Mistake(message=_NOBODY, file=name, line=1))
    return tuple(advocate for advocate in found if advocate is not None)


def _wrong_columns(
    columns: Collection[str], name: str, networks: Collection[str] | None
) -> Iterable[Mistake]:
    """Columns named twice, or neither a field nor a network (with no list of them: near a field)."""
    for column in columns:
        if _field(column) != column and _field(column) in columns:
            text = _AGAIN.format(column=_field(column))
            yield Mistake(message=text, file=name, line=1, field=column)
        if _field(column) in COLUMNS or (networks is not None and column in networks):
            continue
        hint = near_miss(column, [*COLUMNS, *(networks or ())])
        looks_like_network = re.fullmatch(r"[a-z][a-z0-9_]*", column) is not None
        if networks is not None or not looks_like_network or _is_near(hint):
            yield Mistake(message=_UNKNOWN_COLUMN, file=name, line=1, field=column, hint=hint)


def _is_near(hint: Text | None) -> bool:
    return hint is not None and hint.en.startswith("did you")


def _field(column: str) -> str:
    return _FRENCH.get(column, column)


def _advocate(row: Node, defaults: Mapping[str, str], mistakes: list[Mistake]) -> Advocate | None:
    written = {_field(column): column for column in row.data}
    found: list[Mistake] = []
    values = {field: row.data[column] for field, column in written.items() if field in COLUMNS}
    if "tags" in values:
        values["tags"] = re.split(r"[\s,;|]+", values["tags"].strip(" ,;|"))
    if "leave" in values:
        values["leave"] = tuple(re.split(r"[\s,;|]+", values["leave"].strip(" ,;|")))
    if len(values.get("country", "")) == len("FR"):
        values["country"] = values["country"].upper()
    values["profiles"] = tuple(_profiles(row, found))
    advocate = attempt(_row_node(row, {**defaults, **values}), Advocate, found)
    mistakes.extend(replace(mistake, field=_column(mistake.field, written)) for mistake in found)
    return None if found else advocate


def _profiles(row: Node, mistakes: list[Mistake]) -> Iterable[Profile]:
    for column, cell in row.data.items():
        if _field(column) in COLUMNS:
            continue
        wrong: list[Mistake] = []
        profile = attempt(_row_node(row, Profile.parts(column, cell)), Profile, wrong)
        mistakes.extend(replace(mistake, field=column) for mistake in wrong)
        if profile is not None:
            yield profile


def _row_node(row: Node, data: object) -> Node:
    here: Mapping[Path, int] = {(): row.line()}
    return Node(data=data, name=row.name, keys=here, values=here)


def _column(field: str | None, written: Mapping[str, str]) -> str | None:
    """The column as it is called in the file, without the number of a tag."""
    bare = (field or "").split("[")[0]
    return written.get(bare, bare) or None


def _repeated(table: Node, found: list[Advocate | None]) -> Iterable[Mistake]:
    """An id, an e-mail address or an account belongs to one person."""
    first: dict[tuple[str, str], int] = {}
    for row, advocate in zip(table.children(), found, strict=True):
        for field, value in _unique(advocate) if advocate else ():
            line = first.setdefault((field, value.casefold()), row.line())
            if line != row.line():
                text = _TWICE.format(value=value, first=line)
                yield Mistake(message=text, file=table.name, line=row.line(), field=field)


def _unique(advocate: Advocate) -> Iterable[tuple[str, str]]:
    yield "id", advocate.id
    if advocate.email:
        yield "email", advocate.email
    for profile in advocate.profiles:
        if profile.account:
            yield profile.network, profile.account


_UNKNOWN_COLUMN = Text(fr="colonne inconnue", en="unknown column")
_AGAIN = Text(
    fr="c’est encore la colonne « {column} » : gardez-en une",
    en="this is the column “{column}” again: keep one",
)
_TWICE = Text(
    fr="« {value} » est déjà à la ligne {first} : chacun a le sien",
    en="“{value}” is already on line {first}: everyone has their own",
)
_NOBODY = Text(
    fr="personne dans ce fichier : une ligne par personne", en="nobody in this file: one row a person"
)
