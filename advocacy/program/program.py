"""The running whole: opening it, and every verb of every stage."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from advocacy.clock import Clock, utc_now
from advocacy.program.answering import Answering
from advocacy.program.charters import Charters
from advocacy.program.checking import Checking
from advocacy.program.collecting import Collecting
from advocacy.program.consenting import Consenting
from advocacy.program.content import Content
from advocacy.program.crediting import Crediting
from advocacy.program.delivering import Delivering
from advocacy.program.exporting import Exporting
from advocacy.program.following import Following
from advocacy.program.hooking import Hooking
from advocacy.program.importing import Importing
from advocacy.program.installation import identify
from advocacy.program.linking import Linking
from advocacy.program.own_posts import OwnPosts
from advocacy.program.posting import Posting
from advocacy.program.retaining import Retaining
from advocacy.settings import DEFAULT_FILE
from advocacy.storage import Store

if TYPE_CHECKING:
    from advocacy.settings import Settings


class Program(
    Content,
    Charters,
    Checking,
    Delivering,
    Collecting,
    Following,
    Importing,
    Crediting,
    Exporting,
    Retaining,
    OwnPosts,
    Posting,
    Linking,
    Hooking,
    Consenting,
    Answering,
):
    """An advocacy programme: the door to everything.

    Story → review → approval → offer → acceptance → publishing → clicks → report: the verbs come in that
    order. Values that go in and out are frozen; every error is an `AdvocacyError` that says what to do.

    >>> with Program.open("sqlite://") as program:
    ...     program.stories()
    []
    """

    @classmethod
    def open(
        cls, where: str | Path = DEFAULT_FILE, *, settings: Settings | None = None, clock: Clock = utc_now
    ) -> Self:
        """Open a programme.

        Args:
            where: its folder, its ``advocacy.toml``, or just a database (``advocacy.db``,
                ``postgresql://…``), which is made when it is new. A SQLite file that the ``advocacy.toml``
                beside it names has the settings of that.
            settings: all of them, in place of what `where` says.
            clock: where the time comes from.

        Raises:
            NotFound: there is no such settings file.
            InvalidInput: with every mistake of the settings file.
            ConfigurationError: the database is of another version, or cannot be reached.
        """
        found = settings or settings_of(where)
        store = Store.open(found.database.url)
        return cls(store, found, installation=identify(store), clock=clock)

    def close(self) -> None:
        """Give every connection back."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def settings_of(where: str | Path) -> Settings:
    """The settings of a folder, of a settings file, or the usual ones for a bare database.

    A database whose folder has a settings file that names it is opened with those settings: its protections
    hold whichever of the two is named.

    Raises:
        NotFound: there is no such file.
        InvalidInput: with every mistake of the file.
    """
    from advocacy.settings import Settings  # noqa: PLC0415 - heavy: imported on first use

    if "://" not in str(where):
        path = Path(where)
        if path.is_dir():
            return Settings.load(path / DEFAULT_FILE)
        if path.suffix == ".toml":
            return Settings.load(path)
        if (beside := path.absolute().parent / DEFAULT_FILE).is_file():
            found = Settings.load(beside)
            if found.database.url.removeprefix("sqlite:///") == str(path.absolute()):
                return found
    usual = Settings()
    database = usual.database.model_copy(update={"url": str(where)})
    return usual.model_copy(update={"database": database})
