"""Tells whose reports and questions an officer may see, and in which roles they act on one."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from shared.command import Command
from shared.identity import ADMINISTRATOR, PROVINCE, Caller, staff_with
from svc_feedback.domain.alerts import Level
from svc_feedback.domain.parties import Party
from svc_feedback.domain.question import Question
from svc_feedback.domain.report import Report
from svc_feedback.domain.transition import Actor
from svc_feedback.store.given_alerts import AlertsSeen
from svc_feedback.store.reports import ReportSummary
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.open_report import OpenedReport
from svc_feedback.use_cases.take_question_step import QuestionStepCommand
from svc_feedback.use_cases.take_report_step import ReportStepCommand

COORDINATOR, HANDLER, APPROVER = "feedback_coordinator", "feedback_handler", "feedback_approver"
_ACTORS = {COORDINATOR: Actor.COORDINATOR, HANDLER: Actor.HANDLER, APPROVER: Actor.APPROVER}

Officer = Annotated[Caller, staff_with(COORDINATOR, HANDLER, APPROVER, ADMINISTRATOR)]
Worker = Annotated[Caller, staff_with(COORDINATOR, HANDLER, APPROVER)]
"""Who works on reports and questions."""


_ALERTS: Mapping[str, Sequence[Level]] = {
    HANDLER: tuple(Level),
    COORDINATOR: (Level.OVERDUE, Level.ESCALATED),
    APPROVER: (Level.OVERDUE, Level.ESCALATED),
    ADMINISTRATOR: (Level.ESCALATED,),
}
"""Whom an alert is for: who works on it hears of all, the others of what has gone wrong. What no agency has yet is the
coordinators' own work."""


def alerts_seen(officer: Caller) -> AlertsSeen:
    levels = frozenset(level for role, levels in _ALERTS.items() if officer.units(role) for level in levels)
    return AlertsSeen(levels, waiting_for_agency=bool(officer.units(COORDINATOR)))


def scope(officer: Caller) -> Scope:
    """Coordinators see what happened in their communes, the others what their agencies have to do."""
    if officer.covers_province(COORDINATOR, APPROVER, ADMINISTRATOR):
        return Scope.everything()
    return Scope(agencies=officer.units(HANDLER, APPROVER), communes=officer.units(COORDINATOR))


def _actors(officer: Caller, agency_id: str | None, commune: str | None) -> frozenset[Actor]:
    places = {COORDINATOR: commune, HANDLER: agency_id, APPROVER: agency_id}
    held = {
        actor
        for role, actor in _ACTORS.items()
        if PROVINCE in (units := officer.units(role)) or (places[role] is not None and places[role] in units)
    }
    return frozenset(held)


def report_actors(officer: Caller, report: Report | ReportSummary) -> frozenset[Actor]:
    return _actors(officer, report.agency_id, report.place.commune)


def question_actors(officer: Caller, question: Question) -> frozenset[Actor]:
    return _actors(officer, question.agency_id, question.commune)


def may_look_at_reporter(officer: Caller, opened: OpenedReport) -> bool:
    """What is hidden from the agency is hidden from whoever also belongs to it, to one that would have it by the rules,
    or to one that has had the report or what it was merged into: a commune's coordinator sits in the same office.
    """
    both = [report for report in (opened.report, opened.main) if report]
    actors = {actor for report in both for actor in report_actors(officer, report)}
    if not opened.report.hidden_from_agency:
        return bool(actors)
    agencies = {opened.suggested, *(report.agency_id for report in both)}
    agencies |= {entry.agency_id for report in both for entry in report.timeline}
    return Actor.COORDINATOR in actors and not agencies & officer.units(COORDINATOR, HANDLER, APPROVER)


def acting(officer: Caller) -> Party:
    """The officer as a party, called as they are at the time of the act."""
    return Party("staff", officer.id, officer.name)


def report_step_command(report_id: str, officer: Caller, command: Command, seen: int | None) -> ReportStepCommand:
    """What ``officer`` asks for."""
    return ReportStepCommand(
        report_id, acting(officer), scope(officer), lambda report: report_actors(officer, report), command, seen
    )


def question_step_command(question_id: str, officer: Caller, command: Command, seen: int | None) -> QuestionStepCommand:
    return QuestionStepCommand(
        question_id, acting(officer), scope(officer), lambda question: question_actors(officer, question), command, seen
    )


def citizens_report(report_id: str, citizen: Caller, command: Command, seen: int | None) -> ReportStepCommand:
    """What ``citizen`` asks for, of their own only."""
    by, own = Party("citizen", citizen.id), Scope(citizen_id=citizen.id)
    return ReportStepCommand(report_id, by, own, lambda _report: frozenset({Actor.CITIZEN}), command, seen)


def citizens_question(question_id: str, citizen: Caller, command: Command, seen: int | None) -> QuestionStepCommand:
    by, own = Party("citizen", citizen.id), Scope(citizen_id=citizen.id)
    return QuestionStepCommand(question_id, by, own, lambda _question: frozenset({Actor.CITIZEN}), command, seen)
