"""What a reader must know below a table: why something is not shown, and how it is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advocacy.language import Text, day
from advocacy.reach.breakdown import Breakdown
from advocacy.reach.labels import Labels
from advocacy.reach.metrics import Behind, measure
from advocacy.reach.privacy import Partition
from advocacy.reach.table import Note, joined
from advocacy.reach.wording import text
from advocacy.storage.days import date_of


def notes(breakdown: Breakdown, dimension: str, labels: Labels) -> Iterator[Note]:
    """The notes of one table, each a sentence or two."""
    told = _Notes(breakdown, dimension, labels)
    if dimension == "team":
        yield from told.teams()
    yield from told.clicks()
    yield from told.answers()


def withheld(breakdown: Breakdown, labels: Labels) -> list[Note]:
    """Why a number that stands alone is not shown."""
    return [*_Notes(breakdown, "campaign", labels).clicks()]


def reasons(breakdown: Breakdown, language: str) -> dict[str, str]:
    """Why each team that is not shown is not."""
    groups = breakdown.team_groups
    few, kept = (said.format(n=breakdown.min_group).say(language) for said in (_FEW, _KEPT))
    return dict.fromkeys(groups.small, few) | dict.fromkeys(groups.absorbed, kept)


class _Notes:
    def __init__(self, breakdown: Breakdown, dimension: str, labels: Labels) -> None:
        self._breakdown = breakdown
        self._dimension = dimension
        self._labels = labels
        self._names = breakdown.columns(dimension)

    def teams(self) -> Iterator[Note]:
        """Which teams are kept back, and why; what is rounded."""
        groups = self._breakdown.team_groups
        yield from self._kept_back(groups, _SMALL_TEAM, about=self._names)
        about = [name for name in self._names if measure(name).behind is not Behind.AUTHORS]
        if about:
            yield self._note(_ROUNDED_TEAM, about=about)

    def clicks(self) -> Iterator[Note]:
        """Why clicks of a group, a day or everything are missing."""
        about = [name for name in self._names if measure(name).behind is Behind.AUTHORS]
        if not about:
            return
        is_counted = any(measure(name).counts for name in about)
        if self._breakdown.is_pilot:
            yield self._note(_PILOT, about=about)
        elif self._breakdown.awaited:
            waiting = self._named("campaign", self._breakdown.awaited)
            yield self._note(_AWAITED_COUNTS if is_counted else _AWAITED, about=about, campaigns=waiting)
        if self._dimension in {"story", "network", "team"} and self._breakdown.entered:
            groups = self._breakdown.following(self._dimension)
            if self._dimension != "team" or groups.together != self._breakdown.teams.together:
                late = self._breakdown.figures.release.late(self._dimension, self._breakdown.entered)
                why = _SMALL_COUNTS if is_counted else _SMALL_CLICKS
                yield from self._kept_back(groups, why, about=about, late=late)
                if late & groups.small:
                    yield self._late(late & groups.small, _LATE_COUNTS if is_counted else _LATE, about)
        if self._dimension == "day":
            said = _OPENING_COUNTS if is_counted else _OPENING
            for campaign in sorted(self._breakdown.entered):
                yield from self._opening(campaign, said, about)

    def answers(self) -> Iterator[Note]:
        """That answers are rounded, or not shown."""
        about = [name for name in self._names if measure(name).behind is Behind.INVITED]
        if about:
            yield self._note(_ROUNDED_ANSWERS, about=about)
        if about and self._breakdown.unanswered:
            few = self._named("campaign", self._breakdown.unanswered)
            yield self._note(_FEW_ASKED, about=about, campaigns=few)

    def _kept_back(
        self, groups: Partition, why: Text, *, about: Iterable[str], late: frozenset[str] = frozenset()
    ) -> Iterator[Note]:
        if groups.small - late:
            yield self._note(why, about=about, groups=self._named(self._dimension, groups.small - late))
        if groups.absorbed:
            named = self._named(self._dimension, groups.absorbed)
            yield self._note(_ABSORBED, about=about, groups=named)

    def _late(self, groups: frozenset[str], said: Text, about: Iterable[str]) -> Note:
        """Which groups had too few authors when the report begins; when enough of a team posted is theirs."""
        figures, entered = self._breakdown.figures, self._breakdown.entered
        start, least = None, self._breakdown.min_group
        if self._dimension != "team":
            start = figures.release.first_start(figures.authors, self._dimension, entered, least=least)
        later = text(fr="", en="")
        if start is not None and start <= max(figures.authors.first_posts().values()):
            later = _LATER.format(start=day(date_of(start), self._labels.language))
        return self._note(said, about=about, groups=self._named(self._dimension, groups), later=later)

    def _opening(self, campaign: str, said: Text, about: Iterable[str]) -> Iterator[Note]:
        opening = self._breakdown.figures.release.openings[campaign]
        days = [self._breakdown.figures.days.get(name, {}) for name in about]
        first = min((day_ for counted in days for name, day_ in counted if name == campaign), default=opening)
        if first < opening:
            named = self._labels.of("campaign", campaign)
            opened = day(date_of(opening), self._labels.language)
            yield self._note(said, about=about, day=opened, campaign=named)

    def _named(self, dimension: str, groups: Iterable[str]) -> str:
        named = tuple(self._labels.of(dimension, group) for group in sorted(groups))
        return joined(named, self._labels.language)

    def _note(self, said: Text, *, about: Iterable[str], **values: object) -> Note:
        filled = said.format(n=self._breakdown.min_group, **values)
        return Note(text=filled.say(self._labels.language), about=frozenset(about))


_FEW = text(fr="non montré : moins de {n} personnes", en="not shown: fewer than {n} people")
_KEPT = text(fr="montré avec les autres, plus bas", en="shown with the others, below")
_SMALL_TEAM = text(
    fr="Non montré : {groups}, moins de {n} personnes.",
    en="Not shown: {groups}, fewer than {n} people.",
)
_SMALL_CLICKS = text(
    fr="Clics non montrés : {groups}, moins de {n} auteurs.",
    en="Clicks not shown: {groups}, fewer than {n} authors.",
)
_LATE = text(
    fr="Clics non montrés : {groups}, moins de {n} auteurs avant le début de ce rapport ; soustrait d’un "
    "rapport plus long, il donnerait leurs clics.{later}",
    en="Clicks not shown: {groups}, fewer than {n} authors before this report begins; taken from a longer "
    "report, it would give their clicks away.{later}",
)
_LATE_COUNTS = text(
    fr="Non montré : {groups}, connu de moins de {n} auteurs avant le début de ce rapport ; soustrait d’un "
    "rapport plus long, il donnerait leurs chiffres.{later}",
    en="Not shown: {groups}, known of fewer than {n} authors before this report begins; taken from a longer "
    "report, it would give their figures away.{later}",
)
_LATER = text(
    fr=" Un rapport qui commence le {start} les montre.", en=" A report that begins on {start} shows them."
)
_ABSORBED = text(
    fr="Retenu aussi : {groups}, sinon une soustraction donnerait le chiffre manquant.",
    en="Kept back as well: {groups}, for otherwise a subtraction would give the missing figure.",
)
_AWAITED = text(
    fr="Clics pas encore comptés : {campaigns}, moins de {n} auteurs.",
    en="Clicks not counted yet: {campaigns}, fewer than {n} authors.",
)
_SMALL_COUNTS = text(
    fr="Non montré : {groups}, connu de moins de {n} auteurs.",
    en="Not shown: {groups}, known of fewer than {n} authors.",
)
_AWAITED_COUNTS = text(
    fr="Pas encore compté : {campaigns}. Connu de moins de {n} auteurs : chacun permet de le lire ou non, et "
    "tous les réseaux ne le disent pas.",
    en="Not counted yet: {campaigns}. Known of fewer than {n} authors: each lets it be read or not, and not "
    "every network tells.",
)
_OPENING_COUNTS = text(
    fr="{campaign} : ce qui est d’avant le {day}, où il fut connu d’un {n}e auteur, est compté ce jour-là.",
    en="{campaign}: what is from before {day}, when it was known of a {n}th author, is counted on that day.",
)
_PILOT = text(
    fr="Moins de {n} auteurs jusqu’ici : les clics sont dits en tout, et pas dans le détail.",
    en="Fewer than {n} authors so far: clicks are told in all, and not broken down.",
)
_FEW_ASKED = text(
    fr="Réponses pas encore comptées : {campaigns}, moins de {n} personnes invitées.",
    en="Answers not counted yet: {campaigns}, fewer than {n} people were asked.",
)
_OPENING = text(
    fr="{campaign} : les clics d’avant le {day}, jour du {n}e auteur, sont comptés ce jour-là.",
    en="{campaign}: clicks from before {day}, when its {n}th author posted, are counted on that day.",
)
_ROUNDED_TEAM = text(
    fr="Par équipe, partages, posts et participation sont arrondis par trois, pour que personne "
    "n’y apparaisse seul.",
    en="By team, shares, posts and participation are rounded to threes, so that no one person shows.",
)
_ROUNDED_ANSWERS = text(
    fr="Dans le détail, les réponses sont arrondies par trois ; la dernière ligne est exacte quand elle "
    "couvre tout le programme.",
    en="In a breakdown, answers are rounded to threes; the last row is exact when it covers the whole "
    "programme.",
)
