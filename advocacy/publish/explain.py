"""Why a share goes out at its moment, in words for its author and for the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from advocacy.language import Text, day, told_moment
from advocacy.people.hours import told as told_spans
from advocacy.publish.calendar import MINUTE, Calendar, Closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decided about a slot."""

    share: str
    network: str
    local: datetime
    calendar: Calendar
    earliest: datetime
    place: int
    """Which of the open days it is, from 1."""
    days: int
    """Over how many it was spread."""
    colleagues: int
    alike: int
    gap: timedelta
    alike_gap: timedelta
    per_day: int
    loosened: bool


def why(facts: Facts) -> Text:
    """The reasons, one sentence each, in French and English."""
    parts = [_when(facts), *_spread(facts), *_gaps(facts), *_skipped(facts)]
    return Text(fr=" ".join(part.fr for part in parts), en=" ".join(part.en for part in parts))


def chosen(at: datetime) -> Text:
    """Why, where the person chose the moment."""
    return _CHOSEN.format(at=told_moment(at))


def missed(slot: datetime, to: datetime) -> Text:
    """Why a share that missed its slot goes out at another moment."""
    return _MISSED.format(slot=told_moment(slot), to=told_moment(to))


def too_late(slot: datetime, hours: int) -> Text:
    """Why a share that missed its slot is held."""
    return _TOO_LATE.format(slot=told_moment(slot), hours=hours)


def _when(facts: Facts) -> Text:
    spans = told_spans(facts.calendar.hours.week[facts.local.weekday()])
    hours = _OWN_HOURS if facts.calendar.is_own else _HOURS
    return hours.format(at=told_moment(facts.local), hours=spans)


def _spread(facts: Facts) -> list[Text]:
    if facts.days <= 1 or not facts.colleagues:
        return []
    text = _SPREAD if facts.place <= facts.days else _AFTER
    return [
        text.format(place=facts.place, days=facts.days, colleagues=facts.colleagues, network=facts.network)
    ]


def _gaps(facts: Facts) -> list[Text]:
    found = []
    if facts.colleagues and facts.gap >= MINUTE:
        found.append(_GAP.format(gap=span(facts.gap), network=facts.network))
    if facts.alike and facts.alike_gap >= MINUTE:
        found.append(_ALIKE.format(gap=span(facts.alike_gap), alike=facts.alike))
    if facts.loosened:
        found.append(_LOOSENED)
    return found


def _skipped(facts: Facts) -> list[Text]:
    """The days before it that were closed for leave or a holiday, three at most."""
    days = facts.calendar.days(facts.earliest, facts.local)
    closed = [(each, reason) for each in days if (reason := facts.calendar.closed(each)) in _REASONS]
    if not closed:
        return []
    told = [
        Text(fr=f"{day(each, 'fr')} ({_REASONS[reason].fr})", en=f"{day(each, 'en')} ({_REASONS[reason].en})")
        for each, reason in closed[:3]
        if reason is not None
    ]
    more = "…" if len(closed) > len(told) else ""
    return [
        Text(
            fr=f"Jours évités : {', '.join(each.fr for each in told)}{more}.",
            en=f"Days left out: {', '.join(each.en for each in told)}{more}.",
        )
    ]


def span(length: timedelta) -> Text:
    """A length of time in words.

    >>> span(timedelta(hours=4)).en, span(timedelta(minutes=90)).fr
    ('4 h', '1 h 30')
    """
    minutes = length // MINUTE
    hours, rest = divmod(minutes, 60)
    if not hours:
        return Text(fr=f"{minutes} min", en=f"{minutes} min")
    return Text(
        fr=f"{hours} h" + (f" {rest:02}" if rest else ""), en=f"{hours} h" + (f" {rest:02}" if rest else "")
    )


_REASONS = {Closed.LEAVE: Text(fr="absence", en="leave"), Closed.HOLIDAY: Text(fr="jour férié", en="holiday")}
_HOURS = Text(
    fr="Le {at}, pendant les heures de travail ({hours}).", en="On {at}, in working hours ({hours})."
)
_OWN_HOURS = Text(
    fr="Le {at}, pendant les heures que vous avez choisies ({hours}).",
    en="On {at}, in the hours that you chose ({hours}).",
)
_SPREAD = Text(
    fr="Jour {place} des {days} sur lesquels {colleagues} autres partages sur {network} sont étalés.",
    en="Day {place} of the {days} that {colleagues} other shares on {network} are spread over.",
)
_AFTER = Text(
    fr="Les {days} premiers jours étaient pris : c’est le jour {place}.",
    en="The first {days} days were taken: this is day {place}.",
)
_GAP = Text(
    fr="Au moins {gap} avant et après un autre partage sur {network}.",
    en="At least {gap} before and after another share on {network}.",
)
_ALIKE = Text(
    fr="Au moins {gap} des {alike} qui disent presque la même chose.",
    en="At least {gap} from the {alike} that say nearly the same.",
)
_LOOSENED = Text(
    fr="Il n’y avait pas la place pour les écarts habituels.",
    en="There was no room for the usual gaps.",
)
_CHOSEN = Text(fr="Vous avez choisi ce moment : le {at}.", en="You chose this moment: {at}.")
_MISSED = Text(
    fr="Prévu le {slot}, mais rien ne tournait à ce moment ; il part le {to}, dans vos heures.",
    en="Planned for {slot}, but nothing was running then; it goes out on {to}, in your hours.",
)
_TOO_LATE = Text(
    fr="Prévu le {slot}, il n’a pas pu partir et il est en retard de plus de {hours} h : rien n’est envoyé. "
    "Un nouveau moment : advocacy schedule ; l’envoyer quand même : advocacy release late",
    en="Planned for {slot}, it could not go out and is more than {hours} h late: nothing is sent. "
    "A new moment: advocacy schedule; send it all the same: advocacy release late",
)
