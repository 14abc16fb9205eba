"""Versions of the charter: proposing one, agreeing by role, and which one holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advocacy.charter.version import Activation, Version, standing, version_of
from advocacy.content.edition import Approval
from advocacy.errors import InvalidInput, Mistake, NotAllowed
from advocacy.language import Text
from advocacy.program.acknowledging import Acknowledging
from advocacy.program.charter_files import whole_in, whole_of
from advocacy.program.disputing import Disputing
from advocacy.program.exempting import Exempting
from advocacy.program.replaying import Replaying
from advocacy.program.reviewing import network_facts
from advocacy.storage import charters, reviews

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from advocacy.charter import Charter
    from advocacy.charter.gathering import Whole
    from advocacy.charter.trials import Trials
    from advocacy.documents import Node


class Charters(Exempting, Disputing, Acknowledging, Replaying):
    """The part of `Program` that governs the charter."""

    def activate_charter(self, file: str | Path | None = None, *, by: str, role: str) -> Activation:
        """One role agrees to a version; with the last one it holds. Saying it twice changes nothing.

        It is the content that one agrees to: `elsewhere` of what comes back says who agreed to other content
        under the same number, and has still to agree to this one.

        Args:
            file: the charter; else the working copy that the settings name.
            by: who agrees; nobody speaks for two roles.
            role: one of the roles of `settings.approval`.

        Raises:
            InvalidInput: the file has mistakes, an example fails or is missing, protected speech is
                touched, or its `version` is already that of other content that held.
            NotAllowed: the role has no say, or `by` spoke for another role.
        """
        self._require_say(role)
        whole = self._whole(file)
        charter = self._tried(whole)
        if self.active_charter == charter.hash:
            return self._activation_of(charter.hash)
        version = version_of(charter, self.clock())
        return self._agree(whole, version, Approval(role=role, by=by, at=self.clock()))

    def charter_activations(self) -> list[Activation]:
        """Every version that was proposed, oldest first, with who agreed and since when it held.

        Who agrees to other content under the same number, while neither holds, takes their word along.
        """
        with self.store.read() as tx:
            return standing(charters.activations(tx))

    def _agree(self, whole: Whole, version: Version, approval: Approval) -> Activation:
        with self.store.begin() as tx:
            charters.one_at_a_time(tx)
            if charters.active(tx) != version.hash:  # somebody else may have been faster
                self._approve(tx, whole, version, approval)
        return self._activation_of(version.hash)

    def _approve(self, tx: Connection, whole: Whole, version: Version, approval: Approval) -> None:
        from advocacy.charter.sources import sources_of  # noqa: PLC0415 - heavy: imported on first use

        _require_own_number(charters.namesakes(tx, version), version, whole.files[-1].node)
        charters.put(tx, version, [source.model_dump() for source in sources_of(whole)])
        number = charters.propose(tx, version.hash, by=approval.by, now=approval.at)
        given = _standing(tx, number)
        if any(one.by == approval.by and one.role != approval.role for one in given):
            raise NotAllowed(_TWO_PEOPLE.format(by=approval.by))
        noted: dict[str, Any] = {"by": approval.by, "subject": _subject(version), "now": approval.at}
        if all(one.role != approval.role for one in given):
            charters.approve(tx, number, approval)
            reviews.note(tx, verb="agree", detail={"role": approval.role}, **noted)
        agreed = {one.role for one in _standing(tx, number)}
        if agreed.issuperset(self.settings.approval.roles):
            charters.activate(tx, number, now=approval.at)
            reviews.note(tx, verb="activate", **noted)

    def _activation_of(self, version: str) -> Activation:
        """The last proposal of that version."""
        return [each for each in self.charter_activations() if each.version.hash == version][-1]

    def _whole(self, file: str | Path | None) -> Whole:
        if file is not None:
            return whole_in(file)
        text, name = self.charter_source()
        return whole_of(text, name=name)

    def _tried(self, whole: Whole) -> Charter:
        """The charter of `whole`, once every example and protected post went as it should."""
        from advocacy.charter.rehearsal import Rehearsal  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.charter.trials import tried  # noqa: PLC0415

        rehearsal = Rehearsal.of(whole)
        wrong = list(_wrong(tried(rehearsal, facts_of=network_facts)))
        if wrong:
            raise InvalidInput(*wrong[:_MOST_TOLD])
        return rehearsal.charter


def _standing(tx: Connection, number: int) -> tuple[Approval, ...]:
    """The agreements that count for the proposal of that number."""
    return next(each.approvals for each in standing(charters.activations(tx)) if each.id == number)


def _require_own_number(others: list[Version], version: Version, node: Node) -> None:
    if others:
        message = _TAKEN.format(version=version.version, hash=others[0].hash[:12])
        raise InvalidInput(node.mistake(message, ("version",)))


def _wrong(trials: Trials) -> Iterator[Mistake]:
    """Why a version cannot be activated, protected speech first; each where it stands."""
    for touched in trials.touched:
        yield touched.place.mistake(touched.message)
    for untested in trials.untested:
        yield untested.place.mistake(untested.message)
    for failed in trials.failed:
        yield replace(failed.trial.place.mistake(failed.problems[0]), field=failed.trial.name)


def _subject(version: Version) -> str:
    return f"charter:{version.stamp}"


_MOST_TOLD = 20
_TWO_PEOPLE = Text(
    fr="{by} a déjà approuvé pour un autre rôle : il faut deux personnes.",
    en="{by} has approved for another role already: it takes two people.",
)
_TAKEN = Text(
    fr="la version {version} a déjà été activée avec un autre contenu ({hash}) : changez « version: »",
    en="version {version} was activated with other content already ({hash}): change “version:”",
)
