"""What another installed package brings by an entry point, or a clear word about what it does wrong."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any, TypeVar

from advocacy.errors import ConfigurationError
from advocacy.language import Text

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


_BROKEN = Text(
    fr="« {name} = {value} » ({where}) ne se charge pas : {why}. Corrigez ce paquet, ou désinstallez-le.",
    en="“{name} = {value}” ({where}) does not load: {why}. Mend that package, or uninstall it.",
)
