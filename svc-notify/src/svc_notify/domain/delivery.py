"""What is done with a message now, and what follows from an answer: state, reason, channel, when to look again."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from svc_notify.domain.link import Link
from svc_notify.domain.message import Message, State
from svc_notify.domain.milestones import Push
from svc_notify.domain.outcomes import MAY_HAVE_ARRIVED, DeliveryOutcome, OutcomeClass, Quota
from svc_notify.domain.policy import (
    FREE_WINDOW,
    LOW_QUOTA,
    REPLY_WINDOW,
    Channel,
    Decision,
    Facts,
    PushAction,
    decide,
    next_look,
)
from svc_notify.domain.preferences import Preferences, Purpose
from svc_notify.domain.reasons import HELD_ON_PURPOSE, Reason
from svc_notify.domain.retry_ladder import LADDERS, WAITS_FOR_RECEIPT, QuietHours, next_day, next_morning
from svc_notify.domain.templates import Template, fits

CS_TEXT_LIMIT = 2_000
"""Characters (contract 4.2)."""


@dataclass(frozen=True)
class DeliveryContext:
    """What a decision about a message depends on beside the message: how its milestone is pushed, its citizen, other
    messages of its subject, and what the channels can do now.

    ``templates``: channels on which its template is usable. ``superseded_by`` is the id of the newer message that is
    pushed instead. ``quiet_hours`` ``None``: there are none. ``named_phone`` (``84900000001``): the event's own.
    """

    push: Push
    link: Link | None
    preferences: Preferences
    template: Template
    channels: Set[Channel]
    templates: Set[Channel]
    low_quota: Set[Channel] = frozenset()
    replies_bought: Quota | None = None
    quiet_hours: QuietHours | None = None
    superseded_by: str | None = None
    named_phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Step:
    """``channel`` ``None``: it stays where it is."""

    state: State
    reason: Reason | None = None
    due_at: datetime | None = None
    channel: Channel | None = None
    decision: Decision | None = None
    superseded_by: str | None = None

    @property
    def held_until(self) -> datetime | None:
        """When it is due, if it is held on purpose until then."""
        return self.due_at if self.reason in HELD_ON_PURPOSE else None


@dataclass(frozen=True)
class Call:
    """The policy lets the message go: to this id, on this channel."""

    channel: Channel
    recipient: str = field(repr=False)
    decision: Decision


_DEFERRED_BECAUSE = {
    OutcomeClass.RETRY: Reason.TEMPORARY_FAILURE,
    OutcomeClass.THROTTLED: Reason.THROTTLED,
    OutcomeClass.UNAVAILABLE: Reason.CHANNEL_UNAVAILABLE,
    OutcomeClass.UNCERTAIN: Reason.OUTCOME_UNCERTAIN,
    OutcomeClass.SERVER_ERROR: Reason.OUTCOME_UNCERTAIN,
    OutcomeClass.OPERATOR: Reason.OPERATOR_NEEDED,
    OutcomeClass.TOKEN_REJECTED: Reason.TOKEN_REJECTED,
    OutcomeClass.DEFER_TO_MORNING: Reason.NIGHT_HOURS,
    OutcomeClass.DEFER_TO_NEXT_DAY: Reason.QUOTA_SPENT,
}
_REFUSED = frozenset({OutcomeClass.PERMANENT, OutcomeClass.OUR_BUG})


def plan_delivery(message: Message, context: DeliveryContext, now: datetime, draw: float) -> Step | Call:
    """What the policy makes of ``message`` now. ``draw`` is random in [0, 1)."""
    decision = decide(facts(message, context, now))
    if decision.action is PushAction.SEND and decision.channel is not None:
        return Call(decision.channel, _recipient(decision.channel, message, context), decision)
    if decision.action is PushAction.WAIT:
        until = _until(decision.reason, message, now, draw)
        return Step(State.DEFERRED, decision.reason, until, decision.channel, decision)
    tried = bool(refusals(message)) and decision.reason not in (Reason.COALESCED, Reason.NOT_A_MILESTONE)
    state = State.UNDELIVERABLE if tried else State.INBOX_ONLY
    return Step(state, decision.reason, decision=decision, superseded_by=context.superseded_by)


def facts(message: Message, context: DeliveryContext, now: datetime) -> Facts:
    push, link = context.push, context.link
    return Facts(
        urgency=push.urgency,
        channels=context.channels,
        wanted=_wanted(context),
        templates=context.templates,
        low_quota=context.low_quota,
        refused=refusals(message),
        is_pushed=push.is_pushed,
        is_news=push.purpose in (Purpose.WARNINGS, Purpose.NEWS),
        useful=now < message.expires_at,
        superseded=context.superseded_by is not None,
        held=message.not_before is not None and now < message.not_before,
        parameters_fit=fits(context.template, message.params),
        text_fits=len(message.title) + len(message.body) + 2 <= CS_TEXT_LIMIT,
        quiet=context.quiet_hours is not None and context.quiet_hours.hold(now),
        contact_known=link is not None,
        follows=link is not None and link.is_follower,
        has_oa_user_id=link is not None and link.oa_user_id is not None,
        in_reply_window=link is not None and _interacted_within(REPLY_WINDOW, link, now),
        in_free_window=link is not None and _in_free_window(link, now),
        replies_left=context.replies_bought is not None and context.replies_bought.remaining > 0,
        replies_low=context.replies_bought is not None and _low(context.replies_bought),
        has_phone=context.named_phone is not None or (link is not None and link.phone is not None),
        phone_named=context.named_phone is not None,
        waited=now - message.created_at,
    )


def _wanted(context: DeliveryContext) -> Set[Channel]:
    """What whoever holds the account has chosen does not bind the phone that the event names."""
    wanted = {one for one in context.channels if context.preferences.allows(context.push.purpose, one)}
    return wanted | {Channel.ZNS} if context.named_phone else wanted


def refusals(message: Message) -> Mapping[Channel, Reason]:
    """Channels that said no to this very message, in the order they were asked, each with its reason."""
    since = [one for one in message.attempts if message.afresh_at is None or one.begun_at >= message.afresh_at]
    said = {one.channel: one.reason or Reason.UNKNOWN_ANSWER for one in since if one.outcome in _REFUSED}
    failed = Counter(one.channel for one in since if one.outcome is OutcomeClass.RETRY)
    tries = LADDERS[OutcomeClass.RETRY].tries or 0
    ended = [channel for channel, times in failed.items() if times >= tries]
    return said | dict.fromkeys((one for one in ended if one not in said), Reason.RETRIES_EXHAUSTED)


def next_step(
    message: Message, outcome: DeliveryOutcome, now: datetime, draw: float, spare: Channel | None = None
) -> Step:
    """The step that follows ``outcome``, which is not yet among ``message.attempts``. ``draw`` is random in [0, 1).

    When the channel says no, or again and again that it cannot, ``spare`` is asked at once; not where a call may have
    arrived.
    """
    kind, channel = outcome.kind, message.attempts[-1].channel
    if kind is OutcomeClass.ACCEPTED:
        return Step(State.ACCEPTED)
    if kind is OutcomeClass.TOKEN_REJECTED and _last(message) is OutcomeClass.TOKEN_REJECTED:
        kind = OutcomeClass.OPERATOR  # a fresh token was refused as well: another one would not help
    due_at = None if kind in _REFUSED else _due_at(kind, channel, message.made(kind, channel) + 1, now, draw)
    if due_at is None and kind in MAY_HAVE_ARRIVED:
        return Step(State.UNDELIVERABLE, Reason.OUTCOME_UNKNOWN)
    if due_at is None:
        reason = (reason_of(outcome) or Reason.UNKNOWN_ANSWER) if kind in _REFUSED else Reason.RETRIES_EXHAUSTED
        if spare is None or message.perhaps_sent:
            return Step(State.UNDELIVERABLE, reason)
        return Step(State.DEFERRED, reason, now, spare)
    if due_at >= message.expires_at:
        return Step(State.UNDELIVERABLE, Reason.EXPIRED)
    return Step(State.DEFERRED, _DEFERRED_BECAUSE[kind], due_at)


def reason_of(outcome: DeliveryOutcome) -> Reason | None:
    """Why, when the channel said no."""
    return Reason.MALFORMED_REQUEST if outcome.kind is OutcomeClass.OUR_BUG else outcome.reason


def step_after_lost_claim(message: Message, now: datetime) -> Step:
    """A call was begun and never recorded. Its lease is over, so the provider is done with it: once more, at once,
    unless Zalo has told that it arrived, or may still tell.
    """
    if message.delivered_at is not None or message.seen_at is not None:
        return Step(State.ACCEPTED)
    step = next_step(message, DeliveryOutcome(OutcomeClass.UNCERTAIN), now, 0.0)
    if step.state is not State.DEFERRED or message.attempts[-1].channel in WAITS_FOR_RECEIPT:
        return step
    return replace(step, due_at=now)


def _recipient(channel: Channel, message: Message, context: DeliveryContext) -> str:
    link = context.link
    if link is None or channel is Channel.CONSOLE:
        return message.citizen_id
    if channel is Channel.ZNS:
        return context.named_phone or link.phone or ""
    return link.zalo_user_id if channel is Channel.ZALO_MINI_APP else link.oa_user_id or ""


def _in_free_window(link: Link, now: datetime) -> bool:
    interacted, spent = link.last_interaction_at, link.free_spent_at
    return _interacted_within(FREE_WINDOW, link, now) and (spent is None or interacted is None or spent < interacted)


def _interacted_within(window: timedelta, link: Link, now: datetime) -> bool:
    return link.last_interaction_at is not None and now < link.last_interaction_at + window


def _low(left: Quota) -> bool:
    return left.remaining < LOW_QUOTA * (left.total or 1)


def _until(reason: Reason | None, message: Message, now: datetime, draw: float) -> datetime:
    if reason is Reason.NIGHT_HOURS:
        return next_morning(now, draw)
    if reason is Reason.QUOTA_KEPT:
        return next_day(now, draw)
    if reason is Reason.HELD_TO_COALESCE and message.not_before is not None:
        return message.not_before
    return now + next_look(now - message.created_at)


def _due_at(kind: OutcomeClass, channel: Channel, n: int, now: datetime, draw: float) -> datetime | None:
    if kind is OutcomeClass.TOKEN_REJECTED:
        return now  # the dispatcher waits for the new token by itself
    if kind is OutcomeClass.DEFER_TO_MORNING:
        return next_morning(now, draw)
    if kind is OutcomeClass.DEFER_TO_NEXT_DAY:
        return next_day(now, draw)
    ladder = LADDERS[kind]
    if kind in MAY_HAVE_ARRIVED and channel in WAITS_FOR_RECEIPT:
        ladder = replace(ladder, floor=max(ladder.floor, WAITS_FOR_RECEIPT[channel]))
    wait = ladder.wait(n, draw)
    return None if wait is None else now + wait


def _last(message: Message) -> OutcomeClass | None:
    finished = [attempt.outcome for attempt in message.attempts if attempt.outcome]
    return finished[-1] if finished else None


def let_go_at(message: Message) -> datetime:
    """When the push could go: at its event, or at the end of what held it on purpose, the night or a coalescing."""
    nights = [one.at for one in message.decisions if one.decision.reason is Reason.NIGHT_HOURS]
    nights += [one.at for one in message.attempts if one.at and one.outcome is OutcomeClass.DEFER_TO_MORNING]
    ends = [next_morning(at, 1.0) for at in nights]  # the messages of a night go within ten minutes
    if message.not_before is not None and message.not_before > message.created_at:
        ends.append(message.not_before)
    return max([message.at, *ends])


def lease_for(call_timeout: timedelta) -> timedelta:
    """How long a claim holds: more than three calls, so that a live process always records in time."""
    return 3 * call_timeout + timedelta(seconds=1)
