"""One of a few words, as a caller gives it."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

Choice = TypeVar("Choice", bound=StrEnum)


def choice(kind: type[Choice], given: str, *, field: str) -> Choice:
    """The member of `kind` that `given` names.

    Raises:
        InvalidInput: there is none; the message lists them.

    >>> from advocacy.share import ShareState
    >>> choice(ShareState, "queued", field="state")
    <ShareState.QUEUED: 'queued'>
    """
    try:
        return kind(given)
    except ValueError:
        message = _UNKNOWN.format(given=given, known=", ".join(kind))
        raise InvalidInput(Mistake(field=field, message=message)) from None


_UNKNOWN = Text(fr="« {given} » n’en est pas : {known}", en="“{given}” is none of: {known}")
