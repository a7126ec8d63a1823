"""What people read about states, steps, flags and levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from shared.clock import VIETNAM
from shared.labels import whole
from svc_feedback.catalogue.data_files import read
from svc_feedback.domain.alerts import Clock, Level
from svc_feedback.domain.merging import Followed, followed
from svc_feedback.domain.parties import PartyKind
from svc_feedback.domain.question import Question
from svc_feedback.domain.question_states import QuestionAction, QuestionState
from svc_feedback.domain.rating import AnswerRating, Satisfaction
from svc_feedback.domain.report import Flag, Report
from svc_feedback.domain.report_states import Action, PublicGroup, State
from svc_feedback.domain.texts import EmergencyNumber
from svc_feedback.domain.transition import Actor
from svc_feedback.store.given_alerts import About


@dataclass(frozen=True)
class StateText:
    """``after`` is said in place of ``next`` where that reason or action led here."""

    label: str
    next: str
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wording:
    report_states: Mapping[State, StateText]
    followed: Mapping[Followed, str]
    rate_followed: str
    joined: Mapping[Followed, str]
    leave: str
    report_actions: Mapping[Action, str]
    question_states: Mapping[QuestionState, StateText]
    question_actions: Mapping[QuestionAction, str]
    publish: str
    unpublish: str
    publication_duty: str
    result_readers: Mapping[str, str]
    levels: Mapping[Satisfaction, str]
    answer_levels: Mapping[AnswerRating, str]
    flags: Mapping[Flag, str]
    alerts: Mapping[Level, str]
    alert_kinds: Mapping[str, str]
    alert_clocks: Mapping[str, str]
    roles: Mapping[str, str]
    parties: Mapping[str, str]
    public_groups: Mapping[PublicGroup, str]
    anonymous: str
    citizen: str
    emergency: str
    urgent: str
    late: Mapping[str, str]
    """The text that stands in place of one that names a moment which has passed, by the name of that moment."""

    @classmethod
    def load(cls) -> "Wording":
        """Raises ``KeyError``, ``TypeError`` or ``ValueError`` when a state, an action or another code has no words."""
        data = read("wording.yaml")
        publication = data["publication"]
        return cls(
            report_states={state: StateText(**data["report_states"][state.value]) for state in State},
            followed={how: data["followed"][how.value] for how in Followed},
            rate_followed=data["rate_followed"],
            joined={how: data["joined"][how.value] for how in Followed},
            leave=data["leave"],
            report_actions={action: data["report_actions"][action.value] for action in Action},
            question_states={state: StateText(**data["question_states"][state.value]) for state in QuestionState},
            question_actions={action: data["question_actions"][action.value] for action in QuestionAction},
            publish=publication["publish"],
            unpublish=publication["unpublish"],
            publication_duty=publication["duty"],
            result_readers={who: data["result_readers"][who] for who in ("sender", "merged", "public")},
            levels={level: data["levels"][level.value] for level in Satisfaction},
            answer_levels={level: data["answer_levels"][level.value] for level in AnswerRating},
            flags={flag: data["flags"][flag.value] for flag in Flag},
            alerts={level: data["alerts"][level.value] for level in Level},
            alert_kinds=whole(data["alert_kinds"], get_args(About)),
            alert_clocks=whole(data["alert_clocks"], Clock),
            roles=whole(data["roles"], Actor),
            parties=whole(data["parties"], get_args(PartyKind)),
            public_groups={group: data["public_groups"][group.value] for group in PublicGroup},
            anonymous=data["anonymous"],
            citizen=data["citizen"],
            emergency=data["emergency"],
            urgent=data["urgent"],
            late={
                name: data["late"][name]
                for name in ("received_by", "resolved_by", "reopen_until", "answer_until", "answer_by")
            },
        )

    def report_next(self, report: Report, agencies: Mapping[str, str], now: datetime) -> str:
        clocks = report.clocks
        promised = {
            "received_by": clocks.received_by,
            "resolved_by": clocks.resolved_by,
            "reopen_until": report.reopen_until,
            "answer_until": report.answer_until or now,
        }
        said = self.urgent if report.urgent else self._said_of(report)
        agency = agencies.get(report.agency_id or "", "Đơn vị được giao")
        moments = {name: in_words(moment) for name, moment in promised.items()}
        return self._still_true(said, promised, now).format(agency=agency, **moments)

    def _said_of(self, report: Report) -> str:
        text, step = self.report_states[report.state], report.timeline[-1]
        rated = report.ratings[-1].level if step.action is Action.RATE else Satisfaction.SATISFIED
        led_here = (
            step.reason_code or "",
            "dissatisfied" if Satisfaction(rated).is_dissatisfied else "",
            "reopened" if report.reopened and step.action is Action.APPROVE else "",
            step.action,
        )
        return next((text.after[each] for each in led_here if each in text.after), text.next)

    def followed_next(self, main: Report, *, may_rate: bool) -> str:
        """What comes next for a citizen whose report was merged into ``main``."""
        said = self.rate_followed if may_rate else self.followed[followed(main.state)]
        return said.format(reopen_until=in_words(main.reopen_until))

    def result_read_by(self, merged: int, *, published: bool) -> str:
        """Who reads the result, once it is approved, of a report that so many others were merged into."""
        who = "public" if published else "merged" if merged else "sender"
        return self.result_readers[who].format(merged=merged)

    def question_next(self, question: Question, agencies: Mapping[str, str], now: datetime) -> str:
        agency = agencies.get(question.agency_id or "", "Cơ quan được giao")
        state = self.question_states[question.state]
        # It is rated once, whatever officers do with the answer afterwards.
        said = state.after.get(QuestionAction.RATE, state.next) if question.rating else state.next
        text = self._still_true(said, {"answer_by": question.answer_by}, now)
        return text.format(agency=agency, answer_by=in_words(question.answer_by))

    def _still_true(self, text: str, promised: Mapping[str, datetime], now: datetime) -> str:
        """``text``, or what is said when it promises a moment that has passed."""
        late = (name for name, moment in promised.items() if f"{{{name}}}" in text and moment <= now)
        return next((self.late[name] for name in late), text)

    def call_at_once(self, numbers: Sequence[EmergencyNumber]) -> str:
        said = ", ".join(f"{number.number} ({number.label})" for number in numbers)
        return self.emergency.format(numbers=said)


def in_words(moment: datetime) -> str:
    """``16 giờ 30, ngày 27/11/2026``, as the app writes it too."""
    return f"{moment.astimezone(VIETNAM):%H giờ %M, ngày %d/%m/%Y}"
