"""What another installed package brings by an entry point, or a clear word about what it does wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Any, TypeVar

from advocacy.documents import Unfit
from advocacy.errors import AdvocacyError, ConfigurationError
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.charter.checks.base import Matcher
    from advocacy.charter.reading import Hit, Reading

A = TypeVar("A")
T = TypeVar("T")


def brought(point: EntryPoint, understood: Callable[[Any], T]) -> T:
    """What `point` leads to, as `understood` takes it.

    Raises:
        ConfigurationError: it cannot be loaded or is not what it should be.

    >>> brought(EntryPoint(name="gone", value="advocacy.charter:Gone", group="advocacy.checks"), str)
    Traceback (most recent call last):
    advocacy.errors.ConfigurationError: “gone = advocacy.charter:Gone” (advocacy.checks) does not load: ...
    """
    try:
        return understood(point.load())
    except Exception as error:  # the code of others, which may raise anything
        package = point.dist.name if point.dist else ""
        why = f"{type(error).__name__}: {error}"
        where = f"{point.group}, {package}" if package else point.group
        raise ConfigurationError(
            _BROKEN.format(name=point.name, value=point.value, where=where, why=why)
        ) from error


def watched(work: Callable[[A], T], kind: str) -> Callable[[A], T]:
    """`work` of a check of that `kind`, which another package brings; what it raises is told with its name.

    Raises:
        ConfigurationError: it broke; what this library raises passes as it is.

    >>> watched(lambda text: 1 // 0, "odd")("a")
    Traceback (most recent call last):
    advocacy.errors.ConfigurationError: The check “odd” broke: ZeroDivisionError: ...
    """

    def run(given: A) -> T:
        try:
            return work(given)
        except (AdvocacyError, Unfit):
            raise
        except Exception as error:  # the code of others, which may raise anything
            raise ConfigurationError(
                _BROKE.format(kind=kind, why=f"{type(error).__name__}: {error}")
            ) from error

    return run


def watched_matcher(matcher: Matcher, kind: str) -> Matcher:
    """`matcher` of a check of that `kind`, which says whose fault it is when it breaks."""

    def found(reading: Reading) -> list[Hit]:
        return list(matcher.find(reading))

    return replace(
        matcher,
        find=watched(found, kind),
        sign=matcher.sign and watched(matcher.sign, kind),
        gate=matcher.gate and watched(matcher.gate, kind),
    )


_BROKE = Text(
    fr="La vérification « {kind} » a échoué : {why}. Corrigez son paquet, ou ôtez-la de la charte.",
    en="The check “{kind}” broke: {why}. Mend its package, or take it out of the charter.",
)
_BROKEN = Text(
    fr="« {name} = {value} » ({where}) ne se charge pas : {why}. Corrigez ce paquet, ou désinstallez-le.",
    en="“{name} = {value}” ({where}) does not load: {why}. Mend that package, or uninstall it.",
)
