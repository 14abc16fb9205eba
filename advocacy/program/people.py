"""Who takes part, and the accounts they connect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from advocacy.connectors import registry
from advocacy.errors import NotAllowed
from advocacy.language import Text
from advocacy.program.granting import Granting
from advocacy.share import ShareState
from advocacy.storage import advocates, erasing, reviews, shares

if TYPE_CHECKING:
    from advocacy.accounts import TakenBack
    from advocacy.people.advocate import Advocate


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import changed."""

    new: int
    known: int
    left: tuple[str, ...] = ()
    """Who is in the file and has left: nobody is taken back, for each person joins by choice (`rejoin`)."""
    erased: tuple[str, ...] = ()
    """Ids in the file that were erased: nobody takes them again, for figures would have a name again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What leaving ended."""

    cancelled: int
    """Shares that were waiting."""
    taken_back: tuple[TakenBack, ...]
    """Consents; where a network was not told, the person takes theirs back there."""
    erased: bool
    finishing: bool = False
    """Whether something of theirs is on its way, and is erased when its answer is in."""


class People(Granting):
    """The part of `Program` that knows the advocates."""

    def import_advocates(self, source: str | Path | Iterable[Advocate], *, by: str = "programme") -> Imported:
        """Take over everyone in a CSV file (or a list); importing again changes nothing.

        Whoever has left stays away, though the file still names them; whoever was erased comes back under a
        new id only. Hours and leave that a person said
        themselves (`set_hours`) stay where the file says none.

        Raises:
            InvalidInput: with every mistake of the file; then nobody is taken over.
            NotFound: there is no such file.
        """
        people = self._read(source) if isinstance(source, str | Path) else tuple(source)
        now = self.clock()
        with self.store.begin() as tx:
            erased = erasing.erased(tx)
            gone = advocates.gone(tx) - erased
            left = tuple(person.id for person in people if person.id in gone)
            spent = tuple(person.id for person in people if person.id in erased)
            known = advocates.everyone(tx)
            new = sum(advocates.put(tx, _with_own_hours(person, known), now=now) for person in people)
            if new:
                reviews.note(tx, by=by, verb="import", subject="advocates", now=now, detail={"new": new})
        return Imported(new=new, known=len(people) - new - len(left) - len(spent), left=left, erased=spent)

    def advocates(self) -> list[Advocate]:
        """Everyone who takes part now, by id."""
        with self.store.read() as tx:
            return advocates.select(tx)

    def leave(self, advocate: str, *, by: str, erase: bool = False) -> Left:
        """Take part no longer: what waits is cancelled, and every consent is taken back, on the networks too.

        What is already published stays: it is the person's own.

        Args:
            advocate: who leaves.
            by: who says so.
            erase: whether what we know of the person goes as well: name, address, accounts and words. The
                figures of what they published stay, under their id, which nobody takes again. What is
                on its way to a network at that moment is erased when its answer is in: `publish` and `sweep`
                see to it.

        Raises:
            NotAllowed: `by` is someone else.
        """
        if by != advocate:
            raise NotAllowed(fr="Chacun part de lui-même.", en="Each person leaves by their own choice.")
        self.advocate(advocate)
        now = self.clock()
        with self.store.begin() as tx:
            self.accounts.retire(tx, advocate)
            ended = [
                shares.move(tx, share.id, ShareState.CANCELLED)
                for share in shares.select(tx, advocate=advocate)
            ]
            advocates.leave(tx, advocate, now=now, erase=erase)
            if erase:
                erasing.erase(tx, advocate)
            reviews.note(
                tx, by=by, verb="leave", subject=f"advocate:{advocate}", now=now, detail={"erase": erase}
            )
        taken_back = self.accounts.take_back(self.connector, advocate)
        self._finish_erasing()
        with self.store.read() as tx:
            finishing = advocate in erasing.unfinished(tx)
        return Left(cancelled=sum(ended), taken_back=tuple(taken_back), erased=erase, finishing=finishing)

    def rejoin(self, advocate: str, *, by: str) -> Advocate:
        """Take part again after having left; accounts are to be connected anew.

        Raises:
            NotAllowed: `by` is someone else, or they were erased: they join anew, under another id.
            NotFound: nobody of that id was ever there.
        """
        if by != advocate:
            raise NotAllowed(
                fr="Chacun revient de lui-même.", en="Each person comes back by their own choice."
            )
        with self.store.begin() as tx:
            now = self.clock()
            if advocate in erasing.erased(tx):
                raise NotAllowed(_ERASED.format(advocate=advocate))
            if advocates.rejoin(tx, advocate, now=now):
                reviews.note(tx, by=by, verb="rejoin", subject=f"advocate:{advocate}", now=now)
        return self.advocate(advocate)

    def _read(self, source: str | Path) -> tuple[Advocate, ...]:
        from advocacy.documents import read_text  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.people.roster import read_advocates  # noqa: PLC0415 - heavy: imported on first use

        programme = self.settings.programme
        return read_advocates(
            read_text(source),
            name=str(source),
            networks=registry.networks(),
            language=programme.languages[0],
            timezone=programme.timezone,
        )


_ERASED = Text(
    fr="« {advocate} » a été effacé : sous cet identifiant, les chiffres gardés auraient de nouveau un nom. "
    "Qui revient commence à neuf, sous un autre identifiant : advocacy advocate import",
    en="“{advocate}” was erased: under that id, the figures that were kept would have a name again. Who "
    "comes back begins anew, under another id: advocacy advocate import",
)


def _with_own_hours(person: Advocate, known: Mapping[str, Advocate]) -> Advocate:
    """The person as given, with the hours and leave that are known where none are given."""
    before = known.get(person.id)
    silent = {"hours", "leave"} - person.model_fields_set
    return person.model_copy(update={name: getattr(before, name) for name in silent}) if before else person
