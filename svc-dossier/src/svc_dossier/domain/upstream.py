"""What a one-stop or national system says of a dossier, and what follows from it here.

The upstream system is the source of truth, but its messages come late, twice and out of order: nothing is applied
backwards, and what cannot be applied is kept and shown, never dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.schedules import UPSTREAM_GIVEN_UP_AFTER, UPSTREAM_STATUS_WAIT
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.transitions import BOUND, ROWS, TABLE, Action, Actor, State, Transition

AHEAD = timedelta(hours=1)
"""How far the sender's clock may be before ours."""


class StatusOutcome(StrEnum):
    APPLIED = "applied"
    SAME = "same"
    """The dossier is in that state already."""
    LATE = "late"
    """A newer status came before."""
    FLAGGED = "flagged"
    """The state cannot be reached by a step from here: an officer has to look."""
    UNKNOWN = "unknown"
    """No dossier has this code; it may come to have it."""


@dataclass(frozen=True)
class StatusDecision:
    """``transition`` is the step to take when the outcome is ``APPLIED`` and was not before."""

    outcome: StatusOutcome
    transition: Transition | None = None


_APPLICABLE = frozenset(
    {Action.ACCEPT, Action.REFUSE, Action.TRANSFER, Action.CONFIRM_SUPPLEMENT, Action.STOP, Action.COMPLETE}
    | {Action.RETURN_RESULT}
)
"""Steps that need nothing but a word. A supplement or a payment must say what is asked: an officer does that here."""

_EVENTS: Mapping[State, str] = {
    State.ACCEPTED: "accepted",
    State.REFUSED: "refused",
    State.PROCESSING: "processing_started",
    State.WITHDRAWN: "withdrawn",
    State.STOPPED: "stopped",
    State.COMPLETED: "completed",
    State.RETURNED: "returned",
}
"""What is announced of a followed dossier; in other states the portal itself asks the citizen."""
FOLLOWED = "followed"


def decide(dossier: Dossier, status: State, said_at: datetime, event_id: str) -> StatusDecision:
    """What ``status``, which holds in the upstream system since ``said_at``, does to ``dossier``.

    The same event gives the same decision however often it comes.
    """
    if dossier.step_of(event_id):
        return StatusDecision(StatusOutcome.APPLIED)
    if dossier.upstream is not None and dossier.upstream.event_id == event_id:
        return _FLAG if dossier.upstream.flagged else StatusDecision(StatusOutcome.SAME)
    if dossier.upstream is not None and said_at < dossier.upstream.said_at:
        return StatusDecision(StatusOutcome.LATE)
    if status is dossier.state:
        return StatusDecision(StatusOutcome.SAME)
    if dossier.handed_off:
        forward = leads(dossier.state, status, accepted=dossier.accepted_at is not None)
        step = _follow(dossier.state, status)
        possible = forward and BOUND.allows(step, dossier.context)
        return StatusDecision(StatusOutcome.APPLIED, step) if possible else _FLAG
    steps = (
        transition
        for transition in TABLE.possible(dossier.context)
        if transition.target is status and transition.action in _APPLICABLE
    )
    transition = next(steps, None)
    return StatusDecision(StatusOutcome.APPLIED, transition) if transition else _FLAG


_FLAG = StatusDecision(StatusOutcome.FLAGGED)


def is_ahead(said_at: datetime, received_at: datetime) -> bool:
    """Whether the sender's clock is wrong: such a status would make all that follows late."""
    return said_at > received_at + AHEAD


def retry_at(outcome: StatusOutcome, received_at: datetime, tries: int, now: datetime) -> datetime | None:
    """When a status is decided on again after so many ``tries``; ``None`` for never."""
    if outcome is not StatusOutcome.UNKNOWN or now - received_at > UPSTREAM_GIVEN_UP_AFTER:
        return None
    return now + UPSTREAM_STATUS_WAIT.longest(tries + 1)


def _follow(source: State, target: State) -> Transition:
    """The portal decided; steps between may have been missed."""
    by, event = frozenset({Actor.UPSTREAM}), _EVENTS.get(target, FOLLOWED)
    return Transition(source, Action.FOLLOW, by, target, event, "as the national portal says")


def leads(source: State, target: State, *, accepted: bool) -> bool:
    """Whether one step of the table, or several that only go forward, lead from ``source`` to ``target``."""
    direct = any(
        transition.source is source
        and transition.target is target
        and not (accepted and transition.target is State.REGISTERED)
        for transition in ROWS
    )
    seen, further = {source}, [source]
    while further:
        state = further.pop()
        for transition in ROWS:
            if transition.source is state and transition.target not in seen and not _back(transition):
                seen.add(transition.target)
                further.append(transition.target)
    return direct or (target in seen and target is not source)


def _back(transition: Transition) -> bool:
    """Steps through which a path would come back to where it has been."""
    paid_again = transition.source is State.PAYMENT_REQUESTED and transition.target is State.ACCEPTED
    asked_at_the_end = transition.source is State.COMPLETED and transition.target is not State.RETURNED
    return transition.target is State.REGISTERED or paid_again or asked_at_the_end
