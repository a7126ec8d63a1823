"""THE table: every step a dossier may take. Nothing else in the service decides what is legal.

States and numbers: the ten statuses synchronised with Cổng Dịch vụ công quốc gia. No official transition matrix is
published; this one follows from their meanings and from Nghị định 61/2018/NĐ-CP.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

from shared.state_table import Bound, StateTable

MAX_STEPS = 200
"""Steps after which a dossier is only led on to its end."""


class State(IntEnum):
    REGISTERED = 1
    ACCEPTED = 2
    REFUSED = 3
    PROCESSING = 4
    SUPPLEMENT_REQUESTED = 5
    PAYMENT_REQUESTED = 6
    WITHDRAWN = 7
    STOPPED = 8
    COMPLETED = 9
    RETURNED = 10


class Action(StrEnum):
    SUBMIT = "submit"
    RECEIVE = "receive"
    HAND_OFF = "hand_off"
    ENTER_CODE = "enter_code"
    ACCEPT = "accept"
    REFUSE = "refuse"
    TRANSFER = "transfer"
    REQUEST_SUPPLEMENT = "request_supplement"
    SUPPLEMENT = "supplement"
    CONFIRM_SUPPLEMENT = "confirm_supplement"
    REQUEST_PAYMENT = "request_payment"
    SETTLE_PAYMENT = "settle_payment"
    WITHDRAW = "withdraw"
    STOP = "stop"
    COMPLETE = "complete"
    RETURN_RESULT = "return_result"
    POSTPONE = "postpone"
    FOLLOW = "follow"
    """A dossier of the national portal goes where the portal says: see ``domain/upstream.py``."""


class Actor(StrEnum):
    CITIZEN = "citizen"
    ONE_STOP = "one_stop"
    SPECIALIST = "specialist"
    PAYMENT = "payment"
    UPSTREAM = "upstream"


class When(StrEnum):
    """What must hold beside the state."""

    ALWAYS = "always"
    BEFORE_ACCEPTANCE = "never accepted before"
    AFTER_ACCEPTANCE = "accepted before"
    ASKED_FROM_TARGET = "payment was asked in the state returned to"
    HANDED_OFF = "handed to the national portal, which has not confirmed a code yet"
    NOT_POSTPONED = "has a due date, never postponed before"


class ClockEffect(Enum):
    """What a step does to the processing time."""

    NONE = ""
    START = "start"
    STOP = "stop"
    RESUME = "resume"
    POSTPONE = "postpone"


@dataclass(frozen=True)
class StepContext:
    """All that the table asks of a dossier."""

    state: State
    accepted: bool = False
    payment_asked_in: State | None = None
    may_postpone: bool = False
    handed_off: bool = False
    """The national portal decides; here the dossier is only followed."""
    has_code: bool = False
    """Issued here, or confirmed by the national portal."""
    supplement_sent: bool = False
    """The citizen has answered the office's request, and the office has not looked yet."""
    steps: int = 0
    """How many it has had."""


@dataclass(frozen=True)
class Transition:
    source: State | None
    action: Action
    by: frozenset[Actor]
    target: State
    event: str
    note: str
    when: When = When.ALWAYS
    clock: ClockEffect = ClockEffect.NONE


CITIZEN = frozenset({Actor.CITIZEN})
ONE_STOP = frozenset({Actor.ONE_STOP})
SPECIALIST = frozenset({Actor.SPECIALIST})
OFFICER = ONE_STOP | SPECIALIST
PAYMENT = frozenset({Actor.PAYMENT})


def _supplement_from(source: State) -> Transition:
    event, note = "supplement_requested", "one complete request"
    target = State.SUPPLEMENT_REQUESTED
    return Transition(source, Action.REQUEST_SUPPLEMENT, OFFICER, target, event, note, clock=ClockEffect.STOP)


def _supplemented_to(target: State, note: str, when: When) -> Transition:
    return Transition(State.SUPPLEMENT_REQUESTED, Action.SUPPLEMENT, CITIZEN, target, "supplemented", note, when)


def _withdrawal_from(source: State) -> Transition:
    return Transition(source, Action.WITHDRAW, CITIZEN, State.WITHDRAWN, "withdrawn", "", clock=ClockEffect.STOP)


def _stop_from(source: State) -> Transition:
    return Transition(source, Action.STOP, OFFICER, State.STOPPED, "stopped", "with reason", clock=ClockEffect.STOP)


def _postponed_in(state: State) -> Transition:
    note = "form 04: apology, new due date, once"
    return Transition(
        state, Action.POSTPONE, OFFICER, state, "postponed", note, When.NOT_POSTPONED, ClockEffect.POSTPONE
    )


def _payment_from(source: State, by: frozenset[Actor], note: str, clock: ClockEffect) -> Transition:
    target = State.PAYMENT_REQUESTED
    return Transition(source, Action.REQUEST_PAYMENT, by, target, "payment_requested", note, clock=clock)


def _settled_to(target: State, clock: ClockEffect) -> Transition:
    source, action, when = State.PAYMENT_REQUESTED, Action.SETTLE_PAYMENT, When.ASKED_FROM_TARGET
    return Transition(source, action, PAYMENT, target, "payment_settled", "on payment confirmed", when, clock)


_S, _A, _W, _C = State, Action, When, ClockEffect

# Each row: from, action, by, to, event, note, and what holds beside it. Ordered as an officer reads it, by state.
ROWS: tuple[Transition, ...] = (
    Transition(None, _A.SUBMIT, CITIZEN | ONE_STOP, _S.REGISTERED, "submitted", "online, or by post to be checked"),
    Transition(
        None, _A.RECEIVE, ONE_STOP, _S.ACCEPTED, "accepted", "complete, at the counter or by post", clock=_C.START
    ),
    Transition(None, _A.HAND_OFF, CITIZEN, _S.REGISTERED, "handed_off", "filed at the national portal, followed here"),
    #
    Transition(_S.REGISTERED, _A.ENTER_CODE, CITIZEN, _S.REGISTERED, "code_entered", "national code", _W.HANDED_OFF),
    Transition(_S.REGISTERED, _A.ACCEPT, ONE_STOP, _S.ACCEPTED, "accepted", "code, receipt, due date", clock=_C.START),
    Transition(_S.REGISTERED, _A.REFUSE, ONE_STOP, _S.REFUSED, "refused", "with reason"),
    Transition(
        _S.REGISTERED, _A.REQUEST_SUPPLEMENT, ONE_STOP, _S.SUPPLEMENT_REQUESTED, "supplement_requested", "no clock yet"
    ),
    Transition(_S.REGISTERED, _A.WITHDRAW, CITIZEN, _S.WITHDRAWN, "withdrawn", ""),
    #
    Transition(_S.ACCEPTED, _A.TRANSFER, ONE_STOP, _S.PROCESSING, "processing_started", "handed to the specialist"),
    _supplement_from(_S.ACCEPTED),
    _payment_from(_S.ACCEPTED, OFFICER, "fee or tax due", _C.STOP),
    _withdrawal_from(_S.ACCEPTED),
    _stop_from(_S.ACCEPTED),
    _postponed_in(_S.ACCEPTED),
    #
    Transition(
        _S.PROCESSING, _A.COMPLETE, SPECIALIST, _S.COMPLETED, "completed", "result at the one-stop", clock=_C.STOP
    ),
    _supplement_from(_S.PROCESSING),
    _payment_from(_S.PROCESSING, OFFICER, "fee or tax due", _C.STOP),
    _withdrawal_from(_S.PROCESSING),
    _stop_from(_S.PROCESSING),
    _postponed_in(_S.PROCESSING),
    #
    _supplemented_to(_S.REGISTERED, "back to the queue", _W.BEFORE_ACCEPTANCE),
    _supplemented_to(_S.SUPPLEMENT_REQUESTED, "waits for the officer's check", _W.AFTER_ACCEPTANCE),
    Transition(
        _S.SUPPLEMENT_REQUESTED,
        _A.CONFIRM_SUPPLEMENT,
        ONE_STOP,
        _S.PROCESSING,
        "processing_started",
        "checked complete",
        _W.AFTER_ACCEPTANCE,
        _C.RESUME,
    ),
    _withdrawal_from(_S.SUPPLEMENT_REQUESTED),
    _stop_from(_S.SUPPLEMENT_REQUESTED),
    #
    _settled_to(_S.ACCEPTED, _C.RESUME),
    _settled_to(_S.PROCESSING, _C.RESUME),
    _settled_to(_S.COMPLETED, _C.NONE),
    _withdrawal_from(_S.PAYMENT_REQUESTED),
    _stop_from(_S.PAYMENT_REQUESTED),
    #
    Transition(_S.COMPLETED, _A.RETURN_RESULT, ONE_STOP, _S.RETURNED, "returned", "in person, by post or online"),
    _payment_from(_S.COMPLETED, ONE_STOP, "only if the fee is collected on return", _C.NONE),
)

FINAL = frozenset(State) - {transition.source for transition in ROWS}
RUNNING = frozenset({State.ACCEPTED, State.PROCESSING})
"""States in which the office's clock runs."""
OPEN = tuple(state for state in State if state not in FINAL)

_HOLDS: Mapping[When, Callable[[Transition, StepContext], bool]] = {
    When.ALWAYS: lambda transition, context: True,
    When.BEFORE_ACCEPTANCE: lambda transition, context: not context.accepted,
    When.AFTER_ACCEPTANCE: lambda transition, context: context.accepted,
    When.ASKED_FROM_TARGET: lambda transition, context: context.payment_asked_in is transition.target,
    When.NOT_POSTPONED: lambda transition, context: context.may_postpone,
    When.HANDED_OFF: lambda transition, context: context.handed_off and not context.has_code,
}
_FOLLOWED = frozenset({Action.ENTER_CODE, Action.WITHDRAW})
"""All that can be done here with a dossier of the national portal, and only until it confirms the code."""


def acting(roles: frozenset[Actor], *, has_account: bool) -> frozenset[Actor]:
    """The roles in which an officer acts: the one-stop also hands in and withdraws for somebody who has no account."""
    return roles | CITIZEN if not has_account and Actor.ONE_STOP in roles else roles


def _elsewhere(transition: Transition, context: StepContext) -> bool:
    return context.handed_off and (context.has_code or transition.action not in _FOLLOWED)


def _holds(transition: Transition, context: StepContext) -> bool:
    return _HOLDS[transition.when](transition, context) and not _elsewhere(transition, context)


_ASKED = frozenset({State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED})
"""What these wait for, the office may ask for again and again."""


def leads_on(transition: Transition, context: StepContext) -> bool:
    """Whether it brings a dossier nearer to its end: no step that does can be taken for ever."""
    if transition.action is Action.SUPPLEMENT:
        return not context.supplement_sent
    if transition.action is Action.POSTPONE:  # once; the law owes the citizen its apology, however long it took
        return True
    return transition.target is not transition.source and transition.target not in _ASKED


BOUND: Bound[Transition, StepContext] = Bound(MAX_STEPS, taken=lambda context: context.steps, leads_on=leads_on)
TABLE: StateTable[Transition, Action, StepContext] = StateTable(
    rows=ROWS, state_of=lambda context: context.state, holds=_holds, bound=BOUND
)
