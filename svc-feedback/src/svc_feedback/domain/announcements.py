"""The payloads by which other services learn of a step or an alert."""

from datetime import datetime
from typing import Any

from svc_feedback.domain.categories import Category
from svc_feedback.domain.events import (
    PAYLOADS,
    QuestionChanged,
    QuestionPublished,
    QuestionRated,
    QuestionWithdrawn,
    ReportAlert,
    ReportChanged,
    ReportRated,
    SupportChanged,
)
from svc_feedback.domain.question import PublishedAnswer, Question
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.domain.report import CITIZEN_SEES, Report, Shown
from svc_feedback.domain.report_states import State
from svc_feedback.domain.support import Support


def announce_report(
    report: Report, name: str, category: Category, agency_name: str | None, at: datetime
) -> ReportChanged:
    """The payload of ``name``, which the last step of ``report`` caused."""
    facts = _facts(report, category, agency_name, at)
    if PAYLOADS[name] is ReportRated:
        return ReportRated(**facts, level=report.ratings[-1].level)
    entry = report.timeline[-1]
    shown = entry.by.kind != "citizen" and CITIZEN_SEES[entry.action] is Shown.WHOLE and not category.about_staff
    return ReportChanged(**{**facts, "reason": entry.text if shown else None})


def announce_publication(report: Report, category: Category, agency_name: str | None, at: datetime) -> ReportChanged:
    return ReportChanged(**_facts(report, category, agency_name, at))


def announce_alert(report: Report, category: Category, agency_name: str | None, at: datetime) -> ReportAlert:
    """What is announced of the alert that ``report`` has just been given."""
    alert = report.given_alerts[-1]
    facts = _facts(report, category, agency_name, at)
    return ReportAlert(**facts, clock=alert.clock.value, clock_due_at=alert.due_at)


def _facts(report: Report, category: Category, agency_name: str | None, at: datetime) -> dict[str, Any]:
    return {
        "citizen_id": report.citizen_id,
        "code": report.code,
        "state": report.state.value,
        "category_name": None if category.about_staff else category.name,
        "agency_id": report.agency_id,
        "agency_name": None if category.about_staff else agency_name,
        "handling_class": report.handling_class.value,
        "occurred_at": at,
        "received_by": report.clocks.received_by,
        "resolved_by": report.clocks.resolved_by,
        "reason": None,
        "answer_until": report.answer_until,
        "reopen_until": report.reopen_until if report.state is State.RESOLVED and not report.reopened else None,
    }


def announce_support(
    support: Support, category: Category, at: datetime, rate_until: datetime | None = None
) -> SupportChanged:
    return SupportChanged(
        citizen_id=support.citizen_id,
        code=support.own_code,
        category_name=None if category.about_staff else category.name,
        occurred_at=at,
        rate_until=rate_until,
    )


def announce_question(
    question: Question, name: str, field_name: str, agency_name: str | None, at: datetime
) -> QuestionChanged:
    """The payload of ``name``: of the last step or of an alert."""
    entry = question.timeline[-1]
    refused = entry.action is QuestionAction.MARK_VIOLATION
    facts: dict[str, Any] = {
        "citizen_id": question.citizen_id,
        "code": question.code,
        "state": int(question.state),
        "field_name": field_name,
        "agency_id": question.agency_id,
        "agency_name": agency_name,
        "occurred_at": at,
        "answer_by": question.answer_by,
        "reason": entry.text if refused else None,
    }
    if PAYLOADS[name] is QuestionRated:
        assert question.rating is not None, "the step gives it"
        return QuestionRated(**facts, level=question.rating.level)
    return QuestionChanged(**facts)


def announce_answer(before: Question, after: Question) -> QuestionPublished | QuestionWithdrawn | None:
    """What the change from ``before`` to ``after`` means to those who read published answers: mostly nothing."""
    was, now = before.published_answer, after.published_answer
    if was == now:
        return None
    return QuestionWithdrawn() if now is None else announce_published(now)


def announce_published(published: PublishedAnswer) -> QuestionPublished:
    return QuestionPublished(title=published.shown.title, question=published.shown.text, answer=published.answer.text)
