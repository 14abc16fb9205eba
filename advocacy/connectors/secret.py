"""Tokens, which show themselves to nobody by accident."""

from __future__ import annotations


class Secret:
    """A token that shows itself to nobody by accident; `reveal()` gives it.

    >>> Secret("s3cr3t"), str(Secret("s3cr3t"))
    (Secret(…), 'Secret(…)')
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The token itself, for a request header and nothing else."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled: keep it in the vault")
