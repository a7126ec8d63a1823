"""THE table of a question. The states and their numbers are those of public-services 3.6."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from shared.state_table import Bound, StateTable
from svc_feedback.domain.transition import Actor
from svc_feedback.domain.transition import Transition as Row

MAX_STEPS = 100
"""Steps after which a question is only led on to its answer."""


class QuestionState(IntEnum):
    RECEIVED = 0
    WAITING_ANSWER = 1
    ANSWERED = 2
    VIOLATION = 3
    RETURNED = 4


class QuestionAction(StrEnum):
    ASK = "ask"
    ASSIGN = "assign"
    RETURN = "return"
    MARK_VIOLATION = "mark-violation"
    ASSIGN_OFFICER = "assign-officer"
    DRAFT_ANSWER = "draft-answer"
    APPROVE_ANSWER = "approve-answer"
    REJECT_ANSWER = "reject-answer"
    CONFIRM_ANSWER = "confirm-answer"
    RATE = "rate"


class QuestionWhen(StrEnum):
    """What must hold beside the state."""

    ALWAYS = "always"
    HAS_DRAFT = "an answer waits for approval"
    NOT_RATED = "never rated before"
    OUTDATED = "citizens say that the answer no longer holds"


@dataclass(frozen=True)
class QuestionContext:
    """All that the table asks of a question. ``outdated``: citizens say that its answer no longer holds.
    ``wrote_draft``: who asks wrote the answer that waits. ``steps``: how many it has had.
    """

    state: QuestionState
    has_draft: bool = False
    rated: bool = False
    outdated: bool = False
    wrote_draft: bool = False
    steps: int = 0


QuestionTransition = Row[QuestionState, QuestionAction, QuestionWhen]
_S, _A, _W = QuestionState, QuestionAction, QuestionWhen


def _row(
    source: QuestionState | None,
    action: QuestionAction,
    by: Actor,
    target: QuestionState,
    event: str,
    note: str = "",
    when: QuestionWhen = QuestionWhen.ALWAYS,
    *,
    apart: bool = False,
) -> QuestionTransition:
    return Row(source, action, frozenset({by}), target, f"question_{event}", when, note, apart)


def _assigned_from(state: QuestionState, note: str = "to the unit that answers") -> QuestionTransition:
    return _row(state, _A.ASSIGN, Actor.COORDINATOR, _S.WAITING_ANSWER, "assigned", note)


def _violation_from(state: QuestionState) -> QuestionTransition:
    return _row(state, _A.MARK_VIOLATION, Actor.COORDINATOR, _S.VIOLATION, "refused", "with reason")


ROWS: tuple[QuestionTransition, ...] = (
    _row(None, _A.ASK, Actor.CITIZEN, _S.RECEIVED, "received", "the time to answer starts"),
    #
    _assigned_from(_S.RECEIVED),
    _violation_from(_S.RECEIVED),
    #
    _row(
        _S.WAITING_ANSWER,
        _A.ASSIGN_OFFICER,
        Actor.HANDLER,
        _S.WAITING_ANSWER,
        "officer_assigned",
        "inside the agency, or to nobody",
    ),
    _row(_S.WAITING_ANSWER, _A.DRAFT_ANSWER, Actor.HANDLER, _S.WAITING_ANSWER, "answer_drafted", "waits for approval"),
    _row(
        _S.WAITING_ANSWER,
        _A.APPROVE_ANSWER,
        Actor.APPROVER,
        _S.ANSWERED,
        "answered",
        "published or private",
        _W.HAS_DRAFT,
        apart=True,
    ),
    _row(
        _S.WAITING_ANSWER,
        _A.REJECT_ANSWER,
        Actor.APPROVER,
        _S.WAITING_ANSWER,
        "answer_rejected",
        "with reason",
        _W.HAS_DRAFT,
    ),
    _row(_S.WAITING_ANSWER, _A.RETURN, Actor.HANDLER, _S.RETURNED, "returned", "to the coordinator, with a note"),
    _row(_S.WAITING_ANSWER, _A.RETURN, Actor.COORDINATOR, _S.RETURNED, "returned", "taken back, with a note"),
    _assigned_from(_S.WAITING_ANSWER, "to another agency"),
    #
    _row(_S.ANSWERED, _A.DRAFT_ANSWER, Actor.HANDLER, _S.ANSWERED, "answer_drafted", "a new text for an old answer"),
    _row(
        _S.ANSWERED,
        _A.APPROVE_ANSWER,
        Actor.APPROVER,
        _S.ANSWERED,
        "answer_renewed",
        "replaces the old text",
        _W.HAS_DRAFT,
        apart=True,
    ),
    _row(_S.ANSWERED, _A.REJECT_ANSWER, Actor.APPROVER, _S.ANSWERED, "answer_rejected", "with reason", _W.HAS_DRAFT),
    _row(
        _S.ANSWERED,
        _A.CONFIRM_ANSWER,
        Actor.HANDLER,
        _S.ANSWERED,
        "answer_confirmed",
        "it still holds, with a note",
        _W.OUTDATED,
    ),
    _row(_S.ANSWERED, _A.RATE, Actor.CITIZEN, _S.ANSWERED, "rated", "once", _W.NOT_RATED),
    #
    _assigned_from(_S.RETURNED),
    _violation_from(_S.RETURNED),
)

_HOLDS: Mapping[QuestionWhen, Callable[[QuestionContext], bool]] = {
    QuestionWhen.ALWAYS: lambda context: True,
    QuestionWhen.HAS_DRAFT: lambda context: context.has_draft,
    QuestionWhen.NOT_RATED: lambda context: not context.rated,
    QuestionWhen.OUTDATED: lambda context: context.outdated,
}

_ONCE = frozenset({QuestionAction.RATE, QuestionAction.APPROVE_ANSWER})
"""They stay in their state, and need something that is there once."""
_LEADS_BACK = frozenset({QuestionAction.RETURN, QuestionAction.REJECT_ANSWER})


def leads_on(row: QuestionTransition, context: QuestionContext) -> bool:
    """Whether it brings a question nearer to its answer: no step that does can be taken for ever."""
    if row.action is QuestionAction.DRAFT_ANSWER:
        return row.source is not QuestionState.ANSWERED and not context.has_draft
    return row.action not in _LEADS_BACK and (row.target is not row.source or row.action in _ONCE)


QUESTION_TABLE: StateTable[QuestionTransition, QuestionAction, QuestionContext] = StateTable(
    rows=ROWS,
    state_of=lambda context: context.state,
    holds=lambda row, context: _HOLDS[row.when](context),
    same_person=lambda row, context: row.apart and context.wrote_draft,
    bound=Bound(MAX_STEPS, taken=lambda context: context.steps, leads_on=leads_on),
)

OPEN_QUESTION_STATES = (_S.RECEIVED, _S.WAITING_ANSWER, _S.RETURNED)
