"""Where a message stands before and after a call: state, reason, and when to look again."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from svc_notify.domain.link import Link
from svc_notify.domain.message import Message, State
from svc_notify.domain.outcomes import Outcome, OutcomeClass
from svc_notify.domain.policy import Facts, Verdict, decide, next_look
from svc_notify.domain.reasons import Reason
from svc_notify.domain.retry_ladder import LADDERS, next_day, next_morning
from svc_notify.domain.templates import Template, fits


@dataclass(frozen=True)
class Step:
    state: State
    reason: Reason | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Call:
    """The policy lets the message go to this OA user id."""

    recipient: str = field(repr=False)


_WAITS_BECAUSE = {
    OutcomeClass.RETRY: Reason.TEMPORARY_FAILURE,
    OutcomeClass.THROTTLED: Reason.THROTTLED,
    OutcomeClass.UNAVAILABLE: Reason.CHANNEL_UNAVAILABLE,
    OutcomeClass.UNCERTAIN: Reason.OUTCOME_UNCERTAIN,
    OutcomeClass.OPERATOR: Reason.OPERATOR_NEEDED,
    OutcomeClass.TOKEN_REJECTED: Reason.TOKEN_REJECTED,
    OutcomeClass.DEFER_TO_MORNING: Reason.NIGHT_HOURS,
    OutcomeClass.DEFER_TO_NEXT_DAY: Reason.QUOTA_SPENT,
}
_ENDS_BECAUSE = {OutcomeClass.RETRY: Reason.RETRIES_EXHAUSTED, OutcomeClass.UNCERTAIN: Reason.OUTCOME_UNKNOWN}


def before(message: Message, link: Link | None, template: Template, now: datetime) -> Step | Call:
    """What the policy makes of ``message`` now."""
    decision = decide(
        Facts(
            contact_known=link is not None,
            follows=link is not None and link.is_follower,
            has_oa_user_id=link is not None and link.oa_user_id is not None,
            template_approved=bool(template.zalo_template_id),
            parameters_fit=fits(template, message.params),
            useful=now < message.expires_at,
            waited=now - message.created_at,
        )
    )
    if decision.verdict is Verdict.SEND and link is not None and link.oa_user_id is not None:
        return Call(link.oa_user_id)
    if decision.verdict is Verdict.WAIT:
        return Step(State.DEFERRED, decision.reason, now + next_look(now - message.created_at))
    return Step(State.INBOX_ONLY, decision.reason)


def after(message: Message, outcome: Outcome, now: datetime, draw: float) -> Step:
    """The step that follows ``outcome``, which is not yet among ``message.attempts``. ``draw`` is random in [0, 1)."""
    kind = outcome.kind
    if kind is OutcomeClass.ACCEPTED:
        return Step(State.ACCEPTED)
    if kind is OutcomeClass.PERMANENT:
        return Step(State.UNDELIVERABLE, outcome.reason or Reason.UNKNOWN_ANSWER)
    if kind is OutcomeClass.OUR_BUG:
        return Step(State.UNDELIVERABLE, Reason.MALFORMED_REQUEST)
    if kind is OutcomeClass.TOKEN_REJECTED and _last(message) is OutcomeClass.TOKEN_REJECTED:
        kind = OutcomeClass.OPERATOR  # a fresh token was refused as well: another one would not help
    due_at = _due_at(kind, message.made(kind) + 1, now, draw)
    if due_at is None:
        return Step(State.UNDELIVERABLE, _ENDS_BECAUSE[kind])
    if due_at >= message.expires_at:
        return Step(State.UNDELIVERABLE, Reason.EXPIRED)
    return Step(State.DEFERRED, _WAITS_BECAUSE[kind], due_at)


def after_lost_claim(message: Message, now: datetime) -> Step:
    """A call was begun and never recorded. Its lease is over, so the provider is done with it: once more, at once."""
    step = after(message, Outcome(OutcomeClass.UNCERTAIN), now, 0.0)
    return replace(step, due_at=now) if step.state is State.DEFERRED else step


def _due_at(kind: OutcomeClass, n: int, now: datetime, draw: float) -> datetime | None:
    if kind is OutcomeClass.TOKEN_REJECTED:
        return now  # the dispatcher waits for the new token by itself
    if kind is OutcomeClass.DEFER_TO_MORNING:
        return next_morning(now, draw)
    if kind is OutcomeClass.DEFER_TO_NEXT_DAY:
        return next_day(now, draw)
    wait = LADDERS[kind].wait(n, draw)
    return None if wait is None else now + wait


def _last(message: Message) -> OutcomeClass | None:
    finished = [attempt.outcome for attempt in message.attempts if attempt.outcome]
    return finished[-1] if finished else None


def lease_for(call_timeout: timedelta) -> timedelta:
    """How long a claim holds: more than three calls, so that a live process always records in time."""
    return 3 * call_timeout + timedelta(seconds=1)
