"""Gives the alerts about clocks that run out: each once, whatever is restarted.

That an alert was given and the event that carries it are one write, against the version that was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.errors import VersionConflict
from shared.metrics import MeasuredGauge, counter
from shared.reference.followed_calendar import FollowedCalendar
from svc_feedback.domain.alerts import Clock as AlertClock
from svc_feedback.domain.alerts import Level
from svc_feedback.domain.question import Question
from svc_feedback.domain.report import Report
from svc_feedback.store.questions import Questions
from svc_feedback.store.reports import Reports
from svc_feedback.use_cases.feedback_events import FeedbackEvents

BATCH = 200

_given = counter("feedback_alerts_total", "Alerts given about a clock", clock=AlertClock, level=Level)
_late = MeasuredGauge(
    "feedback_oldest_alert_seconds", "How late the oldest alert is that was still to be given", ["about"]
)


@dataclass(frozen=True)
class GiveAlerts:
    reports: Reports
    questions: Questions
    calendars: FollowedCalendar
    events: FeedbackEvents
    clock: Clock

    async def __call__(self) -> bool:
        """One batch of each kind; whether there may be more."""
        reports, questions = await self._about_reports(), await self._about_questions()
        return reports or questions

    async def _about_reports(self) -> bool:
        now, given = self.clock.now(), 0
        waiting = await self.reports.alerting(now, BATCH)
        _measure_late("reports", waiting, now)
        for report in waiting:
            after = report.alerted(self.calendars.current)
            try:
                await self.reports.save_alert(after, self.events.alert(after, now))
            except VersionConflict:
                continue  # somebody was faster, or its outbox is full: the next look decides anew
            alert = after.given_alerts[-1]
            _given.labels(alert.clock, alert.level).inc()
            given += 1
        return len(waiting) == BATCH and given > 0

    async def _about_questions(self) -> bool:
        now, given = self.clock.now(), 0
        waiting = await self.questions.alerting(now, BATCH)
        _measure_late("questions", waiting, now)
        for question in waiting:
            after = question.alerted(self.calendars.current)
            alert = after.given_alerts[-1]
            try:
                await self.questions.save_alert(after, self.events.question(after, f"question_{alert.level}", now))
            except VersionConflict:
                continue
            _given.labels(alert.clock, alert.level).inc()
            given += 1
        return len(waiting) == BATCH and given > 0


def _measure_late(about: str, waiting: Sequence[Report] | Sequence[Question], now: datetime) -> None:
    oldest = waiting[0].alert if waiting else None
    _late.labels(about).set((now - oldest.at).total_seconds() if oldest else 0.0)
