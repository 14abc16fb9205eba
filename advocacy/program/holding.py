"""Which charter holds: the version activated last; before any activation, the working copy.

working copy (a file) ──advocacy charter activate, by every role──▶ active version (in the database)
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from advocacy.program.base import Base
from advocacy.program.charter_files import whole_of
from advocacy.storage import charters

if TYPE_CHECKING:
    from advocacy.charter import Charter
    from advocacy.charter.gathering import Whole


class Holding(Base):
    """The part of `Program` that knows the charter."""

    @property
    def charter(self) -> Charter:
        """The charter by which everything is reviewed now.

        Raises:
            InvalidInput: with every mistake of the working copy, while no version is active.
        """
        version = self.active_charter
        if version is None:
            return self._working_charter
        if version not in self._kept_charters:
            self._kept_charters[version] = self._compiled(version)
        return self._kept_charters[version]

    @property
    def active_charter(self) -> str | None:
        """The hash of the active version; None while the working copy itself is used."""
        with self.store.read() as tx:
            return charters.active(tx)

    def kept_charter(self, version: str) -> Whole:
        """The text of the version of that hash, with its packs as they were.

        Raises:
            NotFound: no such version is kept.
        """
        from advocacy.charter.sources import SourceText, whole_of  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            files = charters.files_of(tx, version)
        return whole_of([SourceText.model_validate(file) for file in files])

    def charter_source(self) -> tuple[str, str]:
        """The text and the name of the working copy: its file, or the pack `core` without one.

        Raises:
            NotFound: there is no such file.
        """
        from advocacy.documents import read_text  # noqa: PLC0415 - heavy: imported on first use

        path = self.settings.charter.file
        return (_CORE, "charter.yaml") if path is None else (read_text(path), str(path))

    @cached_property
    def _working_whole(self) -> Whole:
        """The working copy as it was when it was first asked for."""
        text, name = self.charter_source()
        return whole_of(text, name=name)

    @cached_property
    def _working_charter(self) -> Charter:
        from advocacy.charter import Charter  # noqa: PLC0415 - heavy: imported on first use

        return Charter.of(self._working_whole)

    def _compiled(self, version: str) -> Charter:
        from advocacy.charter import Charter  # noqa: PLC0415 - heavy: imported on first use

        return Charter.of(self.kept_charter(version))

    @cached_property
    def _kept_charters(self) -> dict[str, Charter]:
        return {}


_CORE = """
title: {fr: Règles communes, en: Common rules}
packs: [core]
"""
"""The charter of a programme that has none of its own."""
