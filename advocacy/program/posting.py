"""Reports that are sent by themselves: each period to each recipient once, through the usual connectors."""

from __future__ import annotations

import logging
import os
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from advocacy.connectors.base import Access, Outgoing, Secret
from advocacy.connectors.outgoing import Enclosure
from advocacy.errors import AdvocacyError, ConfigurationError, NotFound, OutcomeUnknown, TryLater
from advocacy.language import Language, Text
from advocacy.program.measuring import Measuring
from advocacy.program.owning import Owning
from advocacy.storage import report_sendings, reviews
from advocacy.storage.report_sendings import DUE, FAILED, SENT, UNKNOWN, Sending

if TYPE_CHECKING:
    from advocacy.connectors.base import Connector
    from advocacy.reach.report import Report
    from advocacy.settings.reports import ReportSchedule

log = logging.getLogger("advocacy.program")

LEASE = timedelta(minutes=10)
"""How long a sender may be silent; after it nobody knows whether the report arrived."""
AGAIN = timedelta(minutes=15)
"""After which a server that was away is tried again."""
PATIENCE = timedelta(days=2)
"""How long after it was due a report is still tried."""


class Posting(Measuring, Owning):
    """The part of `Program` that sends reports."""

    def send_reports(self, name: str | None = None) -> list[Sending]:
        """Send the reports that are due, as ``[reports.<name>]`` says; what became of each.

        Call it as often as you like, from as many processes: each report of a period goes to each recipient
        once. It is written down before it leaves; where no answer came, it is `unknown` and is not sent again
        unless a person asks for it (`resend_reports`). A publisher or a sweep calls it every minute.

        Args:
            name: only this one.

        Raises:
            NotFound: the settings have no report of that name.
            ConfigurationError: this database is a copy of another one (see `adopt`).
        """
        schedules = {name: self._schedule(name)} if name else dict(self.settings.reports)
        if not schedules:
            return []
        self.require_own_database()
        now = self.clock()
        with self.store.begin() as tx:
            report_sendings.give_up_silent(tx, now=now, reason=_SILENT)
            for each, schedule in schedules.items():
                report_sendings.plan(tx, self._reports_of(each, schedule), now=now)
            waiting = [one for one in report_sendings.due(tx, now=now) if one.report in schedules]
        letters: dict[tuple[str, date, str], Outgoing] = {}
        tried = [self._send_report(one, schedules[one.report], letters) for one in waiting]
        return [found for found in tried if found is not None]

    def report_sendings(self) -> list[Sending]:
        """Every report that was sent or is to be, newest period first; before its first send, too."""
        with self.store.read() as tx:
            written = report_sendings.select(tx)
        known = {_key(each) for each in written}
        planned = [
            one for name, each in self.settings.reports.items() for one in self._reports_of(name, each)
        ]
        return [*(one for one in planned if _key(one) not in known), *written]

    def resend_reports(self, name: str, *, by: str) -> int:
        """Have those of this name that failed or are in doubt sent once more; how many.

        Raises:
            NotFound: the settings have no report of that name.
        """
        self._schedule(name)
        with self.store.begin() as tx:
            count = report_sendings.again(tx, name, now=self.clock())
            reviews.note(tx, by=by, verb="resend", subject=f"report:{name}", now=self.clock())
        return count

    def _besides(self) -> None:
        """Send what is due; what is wrong with one thing must not stop publishing."""
        super()._besides()
        try:
            self.send_reports()
        except AdvocacyError as error:
            log.warning("reports were not sent: %s", type(error).__name__, extra={"action": "report"})

    def _schedule(self, name: str) -> ReportSchedule:
        if name not in self.settings.reports:
            known = ", ".join(sorted(self.settings.reports)) or "–"
            raise NotFound(_NO_REPORT.format(name=name, known=known))
        return self.settings.reports[name]

    def _reports_of(self, name: str, schedule: ReportSchedule) -> list[Sending]:
        from advocacy.reach.periods import last_period  # noqa: PLC0415 - heavy: imported on first use

        zone = ZoneInfo(schedule.timezone or self.settings.programme.timezone)
        period = last_period(schedule, zone=zone, now=self.clock())
        people = [("email", each) for each in schedule.email]
        chats = [(schedule.channel, schedule.to)] if schedule.channel else []
        return [
            Sending(
                report=name,
                first=period.first,
                last=period.last,
                network=network,
                recipient=recipient,
                due_at=period.due_at,
            )
            for network, recipient in [*people, *chats]
        ]

    def _send_report(
        self, one: Sending, schedule: ReportSchedule, letters: dict[tuple[str, date, str], Outgoing]
    ) -> Sending | None:
        """One attempt; None where another process has taken it. A network’s recipients get one letter."""
        frozen, speaker, access = "", None, None
        problem: AdvocacyError | None = None
        try:
            speaker, access = self._report_speaker(one)
            kind = (one.report, one.first, one.network)
            if kind not in letters:
                letters[kind] = self._report_letter(one, schedule)
            frozen = speaker.freeze(letters[kind], access, now=self.clock())
        except AdvocacyError as error:
            problem = error
        now = self.clock()
        with self.store.begin() as tx:
            if not report_sendings.claim(tx, one, now=now, until=now + LEASE):
                return None
        if problem is None and speaker is not None and access is not None:
            try:
                speaker.publish(frozen, access)
            except AdvocacyError as error:
                problem = error
        return self._settle_report(one, problem)

    def _settle_report(self, one: Sending, problem: AdvocacyError | None) -> Sending:
        now, due_at, to = self.clock(), None, SENT
        if isinstance(problem, TryLater) and now < one.due_at + PATIENCE:
            to, due_at = DUE, problem.until or now + AGAIN
        elif problem is not None:
            to = UNKNOWN if isinstance(problem, OutcomeUnknown) else FAILED
            log.warning("a report was not sent: %s", type(problem).__name__, extra={"action": "report"})
        reason = problem.text if problem else None
        with self.store.begin() as tx:
            report_sendings.settle(tx, one, to=to, now=now, due_at=due_at, reason=reason)
            return next(each for each in report_sendings.select(tx) if _is_same(each, one))

    def _report_speaker(self, one: Sending) -> tuple[Connector, Access]:
        """The connector, and what it needs to speak there.

        Raises:
            ConfigurationError: the network carries no messages to colleagues, or its secret is missing.
        """
        speaker = self.connector(one.network)
        if not speaker.capabilities.nudges:
            raise ConfigurationError(_NO_CHAT.format(network=one.network))
        host = speaker.home or str(self.settings.network(one.network).host or "")
        access = Access(account=one.recipient, host=host, secrets={})
        if speaker.secret_name:
            variable = secret_variable(one.report)
            if not os.environ.get(variable):
                raise ConfigurationError(_NO_SECRET.format(variable=variable))
            secret = {speaker.secret_name: Secret(os.environ[variable])}
            access = Access(account=one.recipient, host=host, secrets=secret)
        return speaker, speaker.identify(access)

    def _report_letter(self, one: Sending, schedule: ReportSchedule) -> Outgoing:
        from advocacy.reach.letter import in_short, subject, summary  # noqa: PLC0415 - heavy: imported on first use

        report: Report = self.report(
            campaign=schedule.campaign, since=one.first, until=one.last, language=schedule.language
        )
        mail = one.network == "email"
        page = Enclosure(
            name=f"{one.report}-{one.first}.html", kind="text/html", data=report.to_html().encode()
        )
        return Outgoing(
            share="",
            text=summary(report) if mail else in_short(report),
            language=Language.of(schedule.language),
            link=schedule.link or "",
            title=subject(report),
            enclosures=(page,) if mail else (),
        )


def secret_variable(report: str) -> str:
    """The environment variable that holds a chat's webhook address or token.

    >>> secret_variable("board-weekly")
    'ADVOCACY_REPORT_BOARD_WEEKLY_SECRET'
    """
    return f"ADVOCACY_REPORT_{report.upper().replace('-', '_')}_SECRET"


def _is_same(one: Sending, other: Sending) -> bool:
    names = ("report", "first", "last", "network", "recipient")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _key(one: Sending) -> tuple[object, ...]:
    return one.report, one.first, one.network, one.recipient


_NO_REPORT = Text(
    fr="Pas de rapport « {name} » dans les réglages ; il y a : {known} ([reports.<nom>])",
    en="No report “{name}” in the settings; there are: {known} ([reports.<name>])",
)
_NO_CHAT = Text(
    fr="{network} ne porte pas de messages aux collègues : email, slack_webhook, teams_workflow…",
    en="{network} carries no messages to colleagues: email, slack_webhook, teams_workflow…",
)
_NO_SECRET = Text(
    fr="Mettez l’adresse du webhook ou le jeton dans la variable {variable}.",
    en="Put the webhook's address or the token in the variable {variable}.",
)
_SILENT = Text(
    fr="Personne n’est revenu dire s’il est parti. S’il n’est pas arrivé : advocacy reports retry",
    en="Nobody came back to say whether it left. If it did not arrive: advocacy reports retry",
)
