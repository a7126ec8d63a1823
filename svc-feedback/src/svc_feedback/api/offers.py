"""The steps that are open with a report or a question, each with the request that takes it."""

from collections.abc import Mapping
from datetime import datetime

from shared.clock import Clock
from shared.identity import Caller
from shared.offers import Offer, OffersOf
from svc_feedback.api.officers import question_actors, report_actors
from svc_feedback.domain.publication import publishable_in
from svc_feedback.domain.question import Question
from svc_feedback.domain.question_states import QUESTION_TABLE, QuestionState
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import TABLE, Action, StepContext
from svc_feedback.domain.transition import Actor
from svc_feedback.store.reports import ReportSummary
from svc_feedback.use_cases.rules import Rules

_OWN_PATHS: Mapping[Action, str] = {
    Action.ANSWER: "answer",
    Action.WITHDRAW: "withdrawal",
    Action.RATE: "rating",
    Action.REOPEN: "reopening",
}


def own_report_offers(report: Report, now: datetime, rules: Rules, main: Report | None = None) -> list[Offer]:
    """What its citizen may do now, with what it was merged into. They need not say which version they saw."""
    base, labels = f"/v1/reports/{report.id}", rules.wording.report_actions
    context = report.context_at(now, report.citizen_id or "", rates_main=rules.rates_main(report, main, now))
    return [
        Offer.of(action.value, labels[action], f"{base}/{_OWN_PATHS[action]}", version=report.version)
        for action in TABLE.allowed(context, {Actor.CITIZEN})
    ]


def staff_report_offers(report: Report | ReportSummary, officer: Caller, now: datetime, rules: Rules) -> list[Offer]:
    """Every step that this officer may take now, with its name and the request that takes it."""
    actors = report_actors(officer, report)
    base, wording = f"/v1/staff/reports/{report.id}", rules.wording

    def offer(name: str, label: str) -> Offer:
        return Offer.of(name, label, f"{base}/{name}", version=report.version, needs_if_match=True)

    if isinstance(report, Report):
        context = report.context_at(now, officer.id)
    else:
        context = _officers_context(report, officer.id, now)
    found = [offer(action.value, wording.report_actions[action]) for action in TABLE.allowed(context, actors)]
    category = rules.category(report.category)
    if Actor.APPROVER in actors and report.may_publish and not category.about_staff:
        if report.is_published:
            found.append(offer("unpublish", wording.unpublish))
        if report.lacks_publication and report.state in publishable_in(category):
            found.append(offer("publish", wording.publish))
    return found


def _officers_context(summary: ReportSummary, by: str, now: datetime) -> StepContext:
    """The context as far as officers' steps depend on it: a list does not show how a citizen has rated a report."""
    may_extend = not summary.extended and now < summary.resolved_by
    return StepContext(summary.state, may_extend=may_extend, wrote_result=summary.result_by == by)


def joined_offers(report_id: str, rules: Rules) -> list[Offer]:
    """What somebody may do who has joined the report of somebody else."""
    return [Offer.of("leave", rules.wording.leave, f"/v1/reports/{report_id}/support", method="DELETE")]


def own_question_offers(question: Question, rules: Rules) -> list[Offer]:
    """What its citizen may do: rate the answer."""
    return [
        Offer.of(action.value, rules.wording.question_actions[action], f"/v1/questions/{question.id}/rating")
        for action in QUESTION_TABLE.allowed(question.context_for(question.citizen_id), {Actor.CITIZEN})
    ]


def staff_question_offers(question: Question, officer: Caller, rules: Rules) -> list[Offer]:
    """Every step that this officer may take now, with its name and the request that takes it."""
    actors = question_actors(officer, question)
    base, wording = f"/v1/staff/questions/{question.id}", rules.wording

    def offer(name: str, label: str) -> Offer:
        return Offer.of(name, label, f"{base}/{name}", version=question.version, needs_if_match=True)

    found = [
        offer(action.value, wording.question_actions[action])
        for action in QUESTION_TABLE.allowed(question.context_for(officer.id), actors)
    ]
    if Actor.APPROVER in actors and question.may_publish and question.state is QuestionState.ANSWERED:
        name, label = ("unpublish", wording.unpublish) if question.publication else ("publish", wording.publish)
        found.append(offer(name, label))
    return found


def offers_of(rules: Rules, clock: Clock) -> OffersOf:
    """Whoever calls: its citizen or an officer."""

    def of_report(report: Report, caller: Caller) -> list[Offer]:
        if caller.kind == "citizen":
            return own_report_offers(report, clock.now(), rules)
        return staff_report_offers(report, caller, clock.now(), rules)

    def of_question(question: Question, caller: Caller) -> list[Offer]:
        if caller.kind == "citizen":
            return own_question_offers(question, rules)
        return staff_question_offers(question, caller, rules)

    return {Report: of_report, Question: of_question}
