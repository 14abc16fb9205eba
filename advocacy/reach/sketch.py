"""A list of followers as a few kilobytes of keyed hashes: enough to count unions, too little to name one."""

from __future__ import annotations

import heapq
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from advocacy.errors import InvalidInput, Mistake
from advocacy.reach.wording import text

TOP = 2**64
"""Hashes are whole numbers below this."""

_HEAD = struct.Struct(">4s8sIQI")
_MARK = b"AUD1"
_SHORTEST_KEY, _FEWEST = 1, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceSketch:
    """The `k` smallest keyed hashes of a list of ids, and how many ids there were.

    Without the key nobody can ask whether a given person is in it; with the key deleted, neither can we.

    >>> followers = AudienceSketch.of((f"did:{n}" for n in range(5000)), key=b"0123456789abcdef")
    >>> followers.size, len(followers.to_bytes())
    (5000, 8220)
    """

    size: int
    """Distinct ids in the list; estimated where ids came more than once in a list longer than the sketch."""
    k: int
    key_id: bytes
    """Tells keys apart without telling them."""
    hashes: tuple[int, ...] = field(repr=False)
    """The smallest, in order; all of them when there are no more than `k`."""

    @classmethod
    def of(cls, ids: Iterable[str], *, key: bytes, k: int = 1024) -> AudienceSketch:
        """Read the ids once, keeping `k` hashes in memory.

        Args:
            ids: of one list, such as the followers of one account, in any order.
            key: of the programme, at most 64 bytes; ``secrets.token_bytes(32)`` draws a good one, a short one
                can be tried out. Sketches of different keys cannot be counted together.
            k: how many hashes are kept; the error of an estimate falls with its square root.

        Raises:
            InvalidInput: the key is empty or too long, or `k` below 16.
        """
        _require(key, k)
        seen: dict[int, int] = {}
        largest: list[int] = []
        total, threshold = 0, TOP
        for id_ in ids:
            total += 1
            hashed = int.from_bytes(blake2b(id_.encode(), digest_size=8, key=key).digest())
            if hashed >= threshold:
                continue
            if hashed in seen:
                seen[hashed] += 1
                continue
            seen[hashed] = 1
            heapq.heappush(largest, -hashed)
            if len(seen) > k:
                del seen[-heapq.heappop(largest)]
                threshold = -largest[0] + 1
        repeats = sum(seen.values()) / len(seen) if seen else 1
        return cls(
            size=len(seen) if len(seen) < k else max(round(total / repeats), k),
            k=k,
            key_id=_key_id(key),
            hashes=tuple(sorted(seen)),
        )

    @property
    def is_complete(self) -> bool:
        """Whether every id of the list is in it."""
        return self.size <= len(self.hashes)

    @property
    def threshold(self) -> int:
        """Every id of the list whose hash is below this is in `sample`."""
        return TOP if self.is_complete else self.hashes[-1]

    @property
    def sample(self) -> tuple[int, ...]:
        """A uniform sample of the list, as hashes; the last one kept only says where it ends."""
        return self.hashes if self.is_complete else self.hashes[:-1]

    def merge(self, other: AudienceSketch) -> AudienceSketch:
        """The sketch of both lists together, as if they had been one.

        `unique_audience` tells more from the sketches themselves, whose sizes it knows; merge those that
        need not be told apart any more.

        Raises:
            InvalidInput: the sketches were made with different keys.

        >>> one, other = (AudienceSketch.of(ids, key=b"0123456789abcdef") for ids in (["a", "b"], ["b", "c"]))
        >>> one.merge(other).size
        3
        """
        if self.key_id != other.key_id:
            raise InvalidInput(Mistake(field="sketches", message=OTHER_KEY))
        if self == other:
            return self
        k, ends = min(self.k, other.k), [TOP]
        ends += [sketch.threshold for sketch in (self, other) if not sketch.is_complete]
        met = sorted({hashed for hashed in (*self.hashes, *other.hashes) if hashed <= min(ends)})
        hashes, is_complete = tuple(met[:k]), len(ends) == 1 and len(met) <= k
        size = len(hashes) if is_complete else max(round((k - 1) * TOP / hashes[-1]), k + 1)
        return AudienceSketch(size=size, k=k, key_id=self.key_id, hashes=hashes)

    def to_bytes(self) -> bytes:
        """The sketch as it is stored: 28 bytes, and 8 for each hash."""
        head = _HEAD.pack(_MARK, self.key_id, self.k, self.size, len(self.hashes))
        return head + struct.pack(f">{len(self.hashes)}Q", *self.hashes)

    @classmethod
    def from_bytes(cls, stored: bytes) -> AudienceSketch:
        """The sketch that `to_bytes` stored.

        Raises:
            InvalidInput: these bytes are not a sketch.
        """
        if len(stored) < _HEAD.size or stored[:4] != _MARK:
            raise InvalidInput(Mistake(message=_NOT_A_SKETCH))
        _mark, key_id, k, size, count = _HEAD.unpack_from(stored)
        if len(stored) != _HEAD.size + 8 * count:
            raise InvalidInput(Mistake(message=_NOT_A_SKETCH))
        return cls(size=size, k=k, key_id=key_id, hashes=struct.unpack_from(f">{count}Q", stored, _HEAD.size))


def _key_id(key: bytes) -> bytes:
    return blake2b(b"the name of this key", digest_size=8, key=key).digest()


def _require(key: bytes, k: int) -> None:
    if not _SHORTEST_KEY <= len(key) <= blake2b.MAX_KEY_SIZE:
        raise InvalidInput(Mistake(field="key", message=_KEY_LENGTH.format(length=len(key))))
    if k < _FEWEST:
        raise InvalidInput(Mistake(field="k", message=_TOO_FEW.format(k=k)))


OTHER_KEY = text(
    fr="les esquisses n’ont pas la même clé : refaites-les avec celle du programme",
    en="the sketches were made with different keys: make them again with the programme's",
)
_KEY_LENGTH = text(
    fr="clé de 1 à 64 octets attendue, pas {length} : secrets.token_bytes(32)",
    en="key of 1 to 64 bytes expected, not {length}: secrets.token_bytes(32)",
)
_TOO_FEW = text(fr="au moins 16, pas {k}", en="at least 16, not {k}")
_NOT_A_SKETCH = text(fr="ces octets ne sont pas une esquisse", en="these bytes are not a sketch")
