"""Where signed messages may go."""

from __future__ import annotations

from pydantic import Field

from advocacy.documents import Line
from advocacy.settings.sections import Section


class Webhooks(Section):
    """The webhooks themselves are added by ``advocacy webhooks add``: their secrets have no place here."""

    allow_private_hosts: tuple[Line, ...] = Field(
        default=(),
        description="Names or addresses of own servers that may be private or without https; all others must "
        "be public.",
    )
