"""The events of reports, supporters and questions, as other services get them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.events import Event, new_event
from svc_feedback import SERVICE
from svc_feedback.domain.announcements import (
    announce_alert,
    announce_answer,
    announce_publication,
    announce_published,
    announce_question,
    announce_report,
    announce_support,
)
from svc_feedback.domain.events import QUESTION_PUBLISHED, QUESTION_WITHDRAWN, QuestionPublished, event_type
from svc_feedback.domain.merging import rateable_until
from svc_feedback.domain.question import Question
from svc_feedback.domain.report import Report
from svc_feedback.domain.support import Support
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class FeedbackEvents:
    rules: Rules

    def step(self, report: Report, name: str) -> Event:
        """The event of the last step of ``report``."""
        category, agency = self._facts(report)
        payload = announce_report(report, name, category, agency, report.changed_at)
        return _event(report.id, report.version, report.changed_at, name, payload)

    def alert(self, report: Report, at: datetime) -> Event:
        """The event of the alert that ``report`` has just been given."""
        category, agency = self._facts(report)
        name = f"report_{report.given_alerts[-1].level}"
        return _event(report.id, report.version, at, name, announce_alert(report, category, agency, at))

    def publication(self, report: Report, at: datetime) -> Event:
        category, agency = self._facts(report)
        name = "report_published" if report.publication else "report_unpublished"
        return _event(report.id, report.version, at, name, announce_publication(report, category, agency, at))

    def joined(self, support: Support, at: datetime) -> Event:
        category = self.rules.category(support.category)
        return _event(support.id, support.version, at, "report_joined", announce_support(support, category, at))

    def joined_ended(self, support: Support, main: Report, at: datetime, *, resolved: bool) -> Event:
        """``support`` as it is; the write raises its version. ``main`` is what they follow."""
        about_staff = self.rules.category(main.category).about_staff
        rate_until = rateable_until(main, at, about_staff=about_staff) if support.own_code else None
        payload = announce_support(support, self.rules.category(support.category), at, rate_until)
        name = f"report_{'merged' if support.own_code else 'joined'}_{'resolved' if resolved else 'ended'}"
        return _event(support.id, support.version + 1, at, name, payload)

    def question(self, question: Question, name: str, at: datetime) -> Event:
        """The event of the last step of ``question`` or of an alert."""
        field = self.rules.question_fields.get(question.field, "")
        agency = self.rules.agency_name(question.agency_id)
        payload = announce_question(question, name, field, agency, at)
        return _event(question.id, question.version, at, name, payload)

    def published(self, before: Question, after: Question, at: datetime) -> list[Event]:
        """What readers of published answers are told of the change, if anything."""
        payload = announce_answer(before, after)
        if payload is None:
            return []
        type_name = QUESTION_PUBLISHED if isinstance(payload, QuestionPublished) else QUESTION_WITHDRAWN
        return [_event_of(type_name, after.id, after.version, at, payload)]

    def published_again(self, question: Question) -> list[Event]:
        """What readers of published answers are told of ``question`` as it stands, with the time of its decision."""
        published, decided = question.published_answer, question.publication
        if published is None or decided is None:
            return []
        payload = announce_published(published)
        return [_event_of(QUESTION_PUBLISHED, question.id, question.version, decided.at, payload)]

    def _facts(self, report: Report) -> tuple[Any, str | None]:
        return self.rules.category(report.category), self.rules.agency_name(report.agency_id)


def _event(subject: str, version: int, at: datetime, name: str, payload: object) -> Event:
    return _event_of(event_type(name), subject, version, at, payload)


def _event_of(type_name: str, subject: str, version: int, at: datetime, payload: object) -> Event:
    return new_event(type_name, source=SERVICE, subject=subject, version=version, at=at, payload=payload)
