"""What Threads says of a post that it was given and nobody sees.

IN_PROGRESS ─▶ FINISHED ─publish─▶ PUBLISHED        GONE: it is forgotten, published or not
     └▶ ERROR      └─a day─▶ EXPIRED
"""

from __future__ import annotations

from advocacy.errors import ConnectorError, MediaLost, Rejected, TryLater
from advocacy.language import Text

DONE, FINISHED, AT_WORK, GONE = "PUBLISHED", "FINISHED", "IN_PROGRESS", "GONE"
_ERROR, _ENDED = "ERROR", "EXPIRED"
UNPUBLISHED = frozenset({FINISHED, AT_WORK, _ERROR, _ENDED})


def unpublished(status: str) -> ConnectorError:
    """What to do with a container that is neither `FINISHED` nor `DONE`.

    >>> unpublished("EXPIRED").text.en
    'Threads kept this prepared post for a day only and did not publish it; it is prepared again.'
    """
    match status:
        case "IN_PROGRESS":
            return TryLater(NOT_READY)
        case "EXPIRED":
            return MediaLost(_EXPIRED)
        case "ERROR":
            return Rejected(_REFUSED)
        case _:
            return Rejected(_OVER)


NOT_READY = Text(
    fr="Threads n’est pas prêt ; rien n’a été publié. On réessaiera.",
    en="Threads is not ready; nothing was published. It will be tried again.",
)
_EXPIRED = Text(
    fr="Threads n’a gardé ce post préparé qu’un jour, sans le publier ; il est préparé à nouveau.",
    en="Threads kept this prepared post for a day only and did not publish it; it is prepared again.",
)
_REFUSED = Text(
    fr="Threads ne peut rien faire de ce post ou de son image : changez-les puis acceptez à nouveau.",
    en="Threads can make nothing of this post or its image: change them, then accept again.",
)
_OVER = Text(
    fr="Threads ne garde un post préparé qu’un jour : acceptez ce partage à nouveau.",
    en="Threads keeps a prepared post for a day only: accept this share again.",
)
