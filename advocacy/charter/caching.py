"""What is worked out once for one text, by one thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class cached_property(Generic[T]):  # noqa: N801  like the library's, which takes a lock at each first use
    """What is worked out when first asked for, by one thread."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work, self.__doc__, self._name = work, work.__doc__, work.__name__

    def __get__(self, instance: Any, _owner: Any) -> T:
        value = instance.__dict__[self._name] = self._work(instance)
        return value
