"""The .xlsx that LinkedIn lets a member download of their own posts, in French or English.

DISCOVERY            the period, then totals of the account
TOP POSTS            address, day, engagements │ address, day, impressions; up to fifty of each
ENGAGEMENT           by day, of the account
FOLLOWERS, … DEMOGRAPHICS   of the account: left out

or, of one post:  Post URL │ Post date │ Impressions │ Members reached │ Reactions …, one a line
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from advocacy.connectors import linkedin_headings as words
from advocacy.connectors.exports import Export, ExportedPost
from advocacy.connectors.linkedin_headings import plain
from advocacy.documents.workbook import Cell, Sheet, read_workbook
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

SAME_MOMENT = timedelta(seconds=10)
"""How far apart the ids of one post may be: the share and the activity that shows it are made in turn."""

_ID = re.compile(r"(?:urn:li:)?\b(activity|share|ugcPost)[:-](\d{15,20})")
_GAP = re.compile(r"\d*")


def read_export(path: Path) -> Export:
    """The posts of a download, with the days they were counted for.

    Raises:
        MissingExtra: openpyxl is not installed.
        InvalidInput: it is none, or has a sheet, column, date or number that nobody knows; every one is told.
    """
    book = _Book(str(path))
    for sheet in read_workbook(path):
        book.take(sheet)
    return book.export()


def is_same(post: ExportedPost, remote_id: str, published_at: datetime | None) -> bool:
    """Whether a post of the download is the one that is known by `remote_id`, published at that moment.

    LinkedIn gives a post two numbers, one as a share and one as an activity. Each tells the moment it was
    drawn, to the millisecond: two that were drawn within ten seconds are of one post of that member.
    """
    if post.remote_id == remote_id:
        return True
    moment = _moment_of(remote_id) or published_at
    return post.made_at is not None and moment is not None and abs(post.made_at - moment) <= SAME_MOMENT


def _moment_of(urn: str) -> datetime | None:
    found = _ID.search(urn)
    return datetime.fromtimestamp((int(found[2]) >> 22) / 1000, UTC) if found else None


@dataclass
class _Found:
    """One post as its lines are read."""

    url: str
    day: _Written | None = None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Written:
    """A date as it stands in a cell, and where; what its figures mean depends on the language."""

    value: Cell
    sheet: str
    row: int

    def read(self, *, day_first: bool) -> date | None:
        if isinstance(self.value, datetime):
            return self.value.date()
        if isinstance(self.value, date):
            return self.value
        parts = [int(part) for part in re.findall(r"\d+", str(self.value))]
        if len(parts) != 3:  # noqa: PLR2004 - day, month, year
            return None
        order = parts if parts[0] > 31 else [parts[2], *(reversed(parts[:2]) if day_first else parts[:2])]  # noqa: PLR2004 - a year
        try:
            return date(*order)
        except ValueError:
            return None


class _Book:
    """The sheets as they are read, and everything wrong in them."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: dict[str, _Found] = {}
        self._period: list[_Written] = []
        self._days: list[_Written] = []
        self._left_out: list[str] = []
        self._mistakes: list[Mistake] = []
        self._has_posts = self._is_french = self._is_of_one = False

    def take(self, sheet: Sheet) -> None:
        """Read one sheet, as its name says."""
        name = plain(sheet.name)
        self._is_french |= name in ("decouverte", "meilleurs posts", "abonnes") or "donnees" in name
        if name in words.PERIOD:
            self._read_period(sheet)
        elif name in words.POSTS:
            self._read_posts(sheet)
        elif name in words.DAILY:
            self._days = [_Written(cells[0], sheet.name, row) for row, cells in sheet.rows[1:] if cells[0]]
            self._left_out.append(sheet.name)
        elif name in words.OF_ONE:
            self._read_one(sheet)
        elif any(word in name for word in words.ACCOUNT):
            self._left_out.append(sheet.name)
        else:
            self._wrong(_SHEET.format(sheet=sheet.name), sheet.name, None)

    def export(self) -> Export:
        """What was read, its dates understood.

        Raises:
            InvalidInput: with everything wrong.
        """
        if not self._has_posts and not self._mistakes:
            self._wrong(_NO_POSTS, None, None)
        day_first = self._day_first()
        posts = tuple(self._posts(day_first=day_first))
        since, until = self._span(day_first=day_first)
        if self._mistakes:
            raise InvalidInput(*self._mistakes)
        return Export(posts=posts, since=since, until=until, left_out=tuple(self._left_out))

    def _read_period(self, sheet: Sheet) -> None:
        for row, cells in sheet.rows:
            written = [str(cell) for cell in cells if cell is not None]
            dates = re.findall(r"\d+[/.-]\d+[/.-]\d+", " ".join(written))
            if len(dates) == 2:  # noqa: PLR2004 - first and last
                self._period = [_Written(each, sheet.name, row) for each in dates]
                return

    def _read_posts(self, sheet: Sheet) -> None:
        """Tables side by side, under a line of headings; each begins with the address of a post."""
        self._has_posts = True
        tables: list[dict[str, int]] = []
        for row, cells in sheet.rows:
            if not tables:
                if any(plain(cell) in words.ADDRESS for cell in cells):
                    tables = self._tables(sheet.name, row, cells)
                continue
            for columns in tables:
                self._read_line(sheet.name, row, cells, columns)
        if not tables and len(sheet.rows) > 1:
            self._wrong(_NO_HEADINGS, sheet.name, None)

    def _tables(self, sheet: str, row: int, cells: Iterable[Cell]) -> list[dict[str, int]]:
        tables: list[dict[str, int]] = []
        for place, cell in enumerate(cells):
            heading = plain(cell)
            if heading in words.ADDRESS:
                tables.append({"url": place})
            elif heading in words.DAY and tables:
                tables[-1]["day"] = place
            elif heading in words.NAMES and tables:
                tables[-1][words.NAMES[heading]] = place
            elif not _GAP.fullmatch(heading):  # some downloads have a figure between the tables
                self._wrong(_COLUMN.format(column=cell), sheet, row)
        return tables

    def _read_line(self, sheet: str, row: int, cells: tuple[Cell, ...], columns: Mapping[str, int]) -> None:
        url = str(_at(cells, columns["url"]) or "").strip()
        if _GAP.fullmatch(url):
            return
        if (post := self._post(url, sheet, row)) is None:
            return
        if (day := _at(cells, columns.get("day"))) is not None:
            post.day = _Written(day, sheet, row)
        for name in columns.keys() - {"url", "day"}:
            self._count(post, name, _at(cells, columns[name]), sheet, row)

    def _read_one(self, sheet: Sheet) -> None:
        """One post: a name and a value on each line."""
        self._has_posts = self._is_of_one = True
        lines = {plain(cells[0]): (row, _at(cells, 1)) for row, cells in sheet.rows if cells[0] is not None}
        address = next((lines[name] for name in words.ADDRESS if name in lines), None)
        post = self._post(str(address[1]), sheet.name, address[0]) if address else None
        if post is None:
            self._wrong(_NO_ADDRESS, sheet.name, None)
            return
        for heading, (row, value) in lines.items():
            if heading in words.DAY and value is not None:
                post.day = _Written(value, sheet.name, row)
            elif heading in words.NAMES:
                self._count(post, words.NAMES[heading], value, sheet.name, row)

    def _post(self, url: str, sheet: str, row: int) -> _Found | None:
        found = _ID.search(unquote(url))
        if found is None:
            self._wrong(_ADDRESS_WRONG.format(url=url[:120]), sheet, row)
            return None
        return self._found.setdefault(f"urn:li:{found[1]}:{found[2]}", _Found(url=url.partition("?")[0]))

    def _count(self, post: _Found, name: str, value: Cell, sheet: str, row: int) -> None:
        """A count; one that is not there, or a dash, is unknown and not 0."""
        if isinstance(value, int | float) and value >= 0 and value == int(value):
            post.counts[name] = int(value)
            return
        written = str(value if value is not None else "").strip()
        if re.fullmatch(r"\d{1,3}([,.\s\u00a0\u202f']\d{3})*|\d+", written):
            post.counts[name] = int(re.sub(r"\D", "", written))
        elif written not in ("", "-", "–", "—"):
            self._wrong(_NUMBER.format(value=written[:60]), sheet, row)

    def _day_first(self) -> bool:
        """Whether dates begin with the day: as the ids of the posts prove, else as the language has it."""
        proven = [
            order
            for urn, post in self._found.items()
            for order in (True, False)
            if post.day is not None and _agrees(post.day.read(day_first=order), _moment_of(urn))
        ]
        ahead = proven.count(True) - proven.count(False)
        return self._is_french if ahead == 0 else ahead > 0

    def _posts(self, *, day_first: bool) -> Iterator[ExportedPost]:
        for urn, post in self._found.items():
            made_at = _moment_of(urn)
            day = post.day.read(day_first=day_first) if post.day else made_at and made_at.date()
            if post.day is not None and (day is None or not _agrees(day, made_at)):
                self._wrong(_DATE.format(value=post.day.value), post.day.sheet, post.day.row)
            elif day is not None:
                yield ExportedPost(url=post.url, remote_id=urn, day=day, made_at=made_at, counts=post.counts)

    def _span(self, *, day_first: bool) -> tuple[date | None, date | None]:
        if self._is_of_one:
            return None, None
        read = [each.read(day_first=day_first) for each in self._period or self._days]
        known = [day for day in read if day is not None]
        if not known:
            if self._has_posts:
                self._wrong(_NO_PERIOD, None, None)
            return None, None
        return min(known), max(known)

    def _wrong(self, message: Text, sheet: str | None, row: int | None) -> None:
        field_name = sheet and (f"{sheet}!{row}" if row else sheet)
        self._mistakes.append(Mistake(message=message, file=self._file, line=row, field=field_name))


def _agrees(day: date | None, moment: datetime | None) -> bool:
    """Whether it may be the day of that moment, somewhere on Earth."""
    return day is not None and (moment is None or abs((day - moment.date()).days) <= 1)


def _at(cells: tuple[Cell, ...], place: int | None) -> Cell:
    return None if place is None or place >= len(cells) else cells[place]


_SHEET = Text(
    fr="feuille inconnue « {sheet} » ; attendues : DÉCOUVERTE, ENGAGEMENT, MEILLEURS POSTS, ABONNÉS, "
    "DONNÉES DÉMOGRAPHIQUES",
    en="unknown sheet “{sheet}”; expected: DISCOVERY, ENGAGEMENT, TOP POSTS, FOLLOWERS, DEMOGRAPHICS",
)
_COLUMN = Text(
    fr="colonne inconnue « {column} » ; attendues : URL du post, Date de publication, Interactions, "
    "Impressions",
    en="unknown column “{column}”; expected: Post URL, Post publish date, Engagements, Impressions",
)
_NO_POSTS = Text(
    fr="pas de feuille MEILLEURS POSTS : exportez « Contenu », dans les statistiques de votre profil",
    en="no sheet TOP POSTS: export “Content” from the analytics of your profile",
)
_NO_HEADINGS = Text(
    fr="pas de ligne de titres avec « URL du post »", en="no line of headings with “Post URL”"
)
_NO_ADDRESS = Text(fr="l’adresse du post manque", en="the address of the post is missing")
_NO_PERIOD = Text(
    fr="la période manque : gardez la feuille DÉCOUVERTE (ou ENGAGEMENT) telle quelle",
    en="the period is missing: keep the sheet DISCOVERY (or ENGAGEMENT) as it is",
)
_ADDRESS_WRONG = Text(
    fr="ce n’est pas l’adresse d’un post de LinkedIn : « {url} »",
    en="not the address of a LinkedIn post: “{url}”",
)
_NUMBER = Text(fr="nombre entier attendu, pas « {value} »", en="whole number expected, not “{value}”")
_DATE = Text(
    fr="date illisible, ou d’un autre jour que le post : « {value} »",
    en="a date that cannot be read, or of another day than the post: “{value}”",
)
