"""THE table of a report: every step it may take. Nothing else in the service decides what is possible.

The states are those of public-services 3.4. Three are added: DA_DONG, because a citizen confirms a result or lets the
days for reopening pass, and CHUYEN_CAP_TREN, because what belongs to a body outside this system is referred, not
refused, and DA_RUT, because a citizen may take a report back until an agency has it, or others have joined it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.state_table import Bound, StateTable
from svc_feedback.domain.transition import Actor
from svc_feedback.domain.transition import Transition as Row

MAX_STEPS = 200
"""Steps after which a report is only led on to its end."""


class State(StrEnum):
    WAITING_TRIAGE = "CHO_TIEP_NHAN"
    WAITING_INFORMATION = "CHO_BO_SUNG"
    ACCEPTED = "DA_TIEP_NHAN"
    ASSIGNED = "DA_PHAN_CONG"
    SENT_BACK = "CHUYEN_TRA"
    IN_PROGRESS = "DANG_XU_LY"
    WAITING_APPROVAL = "CHO_DUYET_KET_QUA"
    RESOLVED = "HOAN_THANH"
    REOPENED = "MO_LAI"
    CLOSED = "DA_DONG"
    REFUSED = "TU_CHOI"
    REFERRED = "CHUYEN_CAP_TREN"
    MERGED = "GOP_TRUNG"
    WITHDRAWN = "DA_RUT"


class Action(StrEnum):
    SEND = "send"
    ACCEPT = "accept"
    ASK = "ask"
    ANSWER = "answer"
    REFUSE = "refuse"
    REFER = "refer"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    ASSIGN = "assign"
    ASSIGN_OFFICER = "assign-officer"
    RECLASSIFY = "reclassify"
    START = "start"
    SEND_BACK = "send-back"
    NOTE_PROGRESS = "note-progress"
    EXTEND = "extend"
    SUBMIT_RESULT = "submit-result"
    APPROVE = "approve"
    REJECT_RESULT = "reject-result"
    RATE = "rate"
    REOPEN = "reopen"
    CLOSE = "close"


class When(StrEnum):
    """What must hold beside the state."""

    ALWAYS = "always"
    NOT_EXTENDED = "never extended before, and not yet due"
    IN_TIME = "within the days for it"
    MAY_REOPEN_AFTER_RATING = "the rating is dissatisfied and it was never reopened, within the days for it"
    NOT_DISSATISFIED = "not rated since it was resolved, and not dissatisfied, within the days for it"
    DISSATISFIED_AGAIN = "the rating is dissatisfied and it was reopened before, within the days for it"
    ALONE = "nobody else has joined it"
    RATES_MAIN = "the result that it follows is not rated yet, within the days for it"
    MAY_REOPEN = "rated dissatisfied, never reopened, within the days for it"


@dataclass(frozen=True)
class StepContext:
    """All that the table asks of a report. ``in_time``: what its citizen may do within some days, they still may, even
    if the system has not gone on by itself yet. ``extended``: it was before. ``dissatisfied_now``: a citizen is giving
    such a rating. ``rates_main``: they may rate the result of what this report was merged into. ``wrote_result``: who
    asks wrote the result that waits. ``alone``: no other citizen relies on it. ``steps``: how many it has had.
    """

    state: State
    in_time: bool = True
    may_extend: bool = False
    extended: bool = False
    may_reopen: bool = False
    rated: bool = False
    dissatisfied_now: bool = False
    reopened: bool = False
    wrote_result: bool = False
    alone: bool = True
    rates_main: bool = False
    steps: int = 0


Transition = Row[State, Action, When]
_S, _A, _W = State, Action, When
_CITIZEN, _COORDINATOR, _HANDLER, _APPROVER = Actor.CITIZEN, Actor.COORDINATOR, Actor.HANDLER, Actor.APPROVER


def _row(
    source: State | None,
    action: Action,
    by: Actor,
    target: State,
    event: str,
    note: str = "",
    when: When = When.ALWAYS,
    *,
    apart: bool = False,
) -> Transition:
    return Row(source, action, frozenset({by}), target, f"report_{event}", when, note, apart)


def _reclassified_in(state: State) -> Transition:
    return _row(state, _A.RECLASSIFY, _COORDINATOR, state, "reclassified", "only shortens what was promised")


def _merged_from(state: State) -> Transition:
    return _row(state, _A.MERGE, _COORDINATOR, _S.MERGED, "merged", "follows the report it is merged into")


def _referred_from(state: State) -> Transition:
    return _row(state, _A.REFER, _COORDINATOR, _S.REFERRED, "referred", "to a body outside this system")


def _refused_from(state: State) -> Transition:
    return _row(state, _A.REFUSE, _COORDINATOR, _S.REFUSED, "refused", "with reason")


def _withdrawn_from(state: State) -> Transition:
    return _row(state, _A.WITHDRAW, _CITIZEN, _S.WITHDRAWN, "withdrawn", "until an agency has it", _W.ALONE)


def _assigned_from(state: State, note: str = "") -> Transition:
    return _row(state, _A.ASSIGN, _COORDINATOR, _S.ASSIGNED, "assigned", note)


def _given_to_officer_in(state: State) -> Transition:
    return _row(state, _A.ASSIGN_OFFICER, _HANDLER, state, "officer_assigned", "inside the agency, or to nobody")


ROWS: tuple[Transition, ...] = (
    _row(None, _A.SEND, _CITIZEN, _S.WAITING_TRIAGE, "received", "both clocks start"),
    #
    _row(_S.WAITING_TRIAGE, _A.ACCEPT, _COORDINATOR, _S.ACCEPTED, "accepted", "category and class confirmed"),
    _row(_S.WAITING_TRIAGE, _A.ASK, _COORDINATOR, _S.WAITING_INFORMATION, "information_requested", "the clock stops"),
    _refused_from(_S.WAITING_TRIAGE),
    _referred_from(_S.WAITING_TRIAGE),
    _merged_from(_S.WAITING_TRIAGE),
    _withdrawn_from(_S.WAITING_TRIAGE),
    #
    _row(
        _S.WAITING_INFORMATION,
        _A.ANSWER,
        _CITIZEN,
        _S.WAITING_TRIAGE,
        "information_given",
        "the clock goes on",
        _W.IN_TIME,
    ),
    _refused_from(_S.WAITING_INFORMATION),
    _row(_S.WAITING_INFORMATION, _A.REFUSE, Actor.SYSTEM, _S.REFUSED, "refused", "no answer within the days for it"),
    _withdrawn_from(_S.WAITING_INFORMATION),
    #
    _assigned_from(_S.ACCEPTED),
    _reclassified_in(_S.ACCEPTED),
    _referred_from(_S.ACCEPTED),
    _merged_from(_S.ACCEPTED),
    _withdrawn_from(_S.ACCEPTED),
    #
    _row(_S.ASSIGNED, _A.START, _HANDLER, _S.IN_PROGRESS, "started"),
    _row(_S.ASSIGNED, _A.SEND_BACK, _HANDLER, _S.SENT_BACK, "sent_back", "not competent, with reason"),
    _given_to_officer_in(_S.ASSIGNED),
    _assigned_from(_S.ASSIGNED, "to another agency"),
    _reclassified_in(_S.ASSIGNED),
    _merged_from(_S.ASSIGNED),
    #
    _assigned_from(_S.SENT_BACK),
    _refused_from(_S.SENT_BACK),
    _referred_from(_S.SENT_BACK),
    _merged_from(_S.SENT_BACK),
    #
    _row(_S.IN_PROGRESS, _A.NOTE_PROGRESS, _HANDLER, _S.IN_PROGRESS, "progress_noted", "with pictures"),
    _row(_S.IN_PROGRESS, _A.EXTEND, _HANDLER, _S.IN_PROGRESS, "extended", "with reason", _W.NOT_EXTENDED),
    _row(_S.IN_PROGRESS, _A.SUBMIT_RESULT, _HANDLER, _S.WAITING_APPROVAL, "result_submitted", "with pictures"),
    _given_to_officer_in(_S.IN_PROGRESS),
    _reclassified_in(_S.IN_PROGRESS),
    #
    _row(_S.WAITING_APPROVAL, _A.APPROVE, _APPROVER, _S.RESOLVED, "resolved", "the clock stops", apart=True),
    _row(_S.WAITING_APPROVAL, _A.REJECT_RESULT, _APPROVER, _S.IN_PROGRESS, "result_rejected", "with reason"),
    #
    _row(_S.RESOLVED, _A.RATE, _CITIZEN, _S.RESOLVED, "rated", "may be reopened", _W.MAY_REOPEN_AFTER_RATING),
    _row(_S.RESOLVED, _A.RATE, _CITIZEN, _S.CLOSED, "closed", "confirmed by the citizen", _W.NOT_DISSATISFIED),
    _row(
        _S.RESOLVED,
        _A.RATE,
        _CITIZEN,
        _S.CLOSED,
        "closed_dissatisfied",
        "noted; it is not reopened twice",
        _W.DISSATISFIED_AGAIN,
    ),
    _row(_S.RESOLVED, _A.REOPEN, _CITIZEN, _S.REOPENED, "reopened", "once; the clock starts anew", _W.MAY_REOPEN),
    _row(_S.RESOLVED, _A.CLOSE, Actor.SYSTEM, _S.CLOSED, "closed", "the days for reopening have passed"),
    #
    _assigned_from(_S.REOPENED),
    #
    _row(_S.MERGED, _A.RATE, _CITIZEN, _S.MERGED, "rated", "the result that it follows", _W.RATES_MAIN),
)

_HOLDS: Mapping[When, Callable[[StepContext], bool]] = {
    When.ALWAYS: lambda context: True,
    When.NOT_EXTENDED: lambda context: context.may_extend,
    When.IN_TIME: lambda context: context.in_time,
    When.MAY_REOPEN_AFTER_RATING: lambda context: (
        context.in_time and not context.rated and context.dissatisfied_now and not context.reopened
    ),
    When.NOT_DISSATISFIED: lambda context: context.in_time and not context.rated and not context.dissatisfied_now,
    When.DISSATISFIED_AGAIN: lambda context: (
        context.in_time and not context.rated and context.dissatisfied_now and context.reopened
    ),
    When.RATES_MAIN: lambda context: context.rates_main,
    When.ALONE: lambda context: context.alone,
    When.MAY_REOPEN: lambda context: context.in_time and context.may_reopen,
}

_LEADS_BACK = frozenset({Action.ASK, Action.SEND_BACK, Action.REJECT_RESULT})


def leads_on(row: Transition, context: StepContext) -> bool:
    """Whether it brings a report nearer to its end: no step that does can be taken for ever."""
    return row.action not in _LEADS_BACK and (row.target is not row.source or row.action is Action.RATE)


TABLE: StateTable[Transition, Action, StepContext] = StateTable(
    rows=ROWS,
    state_of=lambda context: context.state,
    holds=lambda row, context: _HOLDS[row.when](context),
    same_person=lambda row, context: row.apart and context.wrote_result,
    bound=Bound(MAX_STEPS, taken=lambda context: context.steps, leads_on=leads_on),
)

FINAL = frozenset(State) - {row.source for row in ROWS if row.target is not row.source}
OPEN = tuple(state for state in State if state not in FINAL and state is not State.RESOLVED)
"""What somebody still has to do something about."""
RUNNING = frozenset(OPEN) - {State.WAITING_INFORMATION}
"""States in which the clock of the result runs."""


def promised_by(state: State, resolved_by: datetime) -> datetime | None:
    """When it will be resolved; ``None`` while that clock stands still, and when nothing more comes."""
    return resolved_by if state in RUNNING else None


def is_overdue(state: State, due_at: datetime, now: datetime) -> bool:
    """Whether a clock runs that has run out; ``due_at`` is when."""
    return state in RUNNING and due_at < now


SUPPORTABLE = frozenset(OPEN) - {State.WAITING_INFORMATION}
"""What another citizen may join with “me too”."""
WITHDRAWABLE = frozenset(row.source for row in ROWS if row.action is Action.WITHDRAW and row.source)
"""What its citizen can still take back; a report never comes to such a state again."""

ANNOUNCED_TO_SUPPORTERS = frozenset({State.RESOLVED, *FINAL} - {State.CLOSED, State.MERGED})
"""What those who joined a report hear of: its result, or that there will be none."""


class PublicGroup(StrEnum):
    """Public lists know these two only."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


PUBLIC_GROUPS = {
    **dict.fromkeys(
        (
            State.ACCEPTED,
            State.ASSIGNED,
            State.SENT_BACK,
            State.IN_PROGRESS,
            State.WAITING_APPROVAL,
            State.REOPENED,
        ),
        PublicGroup.IN_PROGRESS,
    ),
    State.RESOLVED: PublicGroup.COMPLETED,
    State.CLOSED: PublicGroup.COMPLETED,
}
"""A report in another state is not shown to the public, whatever was decided about it before."""
HAS_RESULT = frozenset(state for state, group in PUBLIC_GROUPS.items() if group is PublicGroup.COMPLETED)
"""Its result is approved."""
