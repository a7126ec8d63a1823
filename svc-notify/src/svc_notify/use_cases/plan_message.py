"""An event that concerns a citizen becomes one message, however often it comes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from shared.clock import Clock
from shared.events import InvalidEvent
from shared.ids import derived_id
from shared.tracing import current_request_id, current_traceparent
from svc_notify import metrics
from svc_notify.dispatch.delivery_contexts import DeliveryContextReader
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.domain.coalescing import earliest_push
from svc_notify.domain.delivery import Call, plan_delivery
from svc_notify.domain.link import Link
from svc_notify.domain.message import Decided, Message, State, claimed
from svc_notify.domain.milestones import Push
from svc_notify.domain.notification import Notification
from svc_notify.domain.policy import AWAIT_CONTACT
from svc_notify.domain.templates import Rendered, Template, render
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages


@dataclass(frozen=True)
class PlanMessage:
    """``coalescing``: whether what happens to one dossier within a minute is one push. ``draw`` is random in [0, 1)."""

    messages: Messages
    links: Links
    contexts: DeliveryContextReader
    dispatchers: Dispatchers
    coalescing: bool
    clock: Clock
    draw: Callable[[], float]

    async def __call__(self, notification: Notification) -> None:
        now = self.clock.now()
        context = await self.contexts.for_new(
            notification.citizen_id, notification.milestone, now, notification.contact
        )
        rendered = _render(context.template, notification)
        message = await self._coalesced(_message(notification, context.template, rendered, now), context.push)
        planned = plan_delivery(message, context, message.created_at, self.draw())
        if planned.decision is not None:
            message = replace(message, decisions=(Decided(message.created_at, planned.decision),))
        if isinstance(planned, Call):
            new = await self._insert_and_send(replace(message, channel=planned.channel), planned)
        else:
            message = replace(
                message,
                state=planned.state,
                reason=planned.reason,
                due_at=planned.due_at,
                held_until=planned.held_until,
                channel=planned.channel,
            )
            new = await self.messages.insert(message)
        metrics.planned.labels(notification.milestone, "planned" if new else "repeated").inc()
        if new:
            for parameter in rendered.shortened:
                metrics.shortened.labels(notification.milestone, parameter).inc()
            if message.state is State.INBOX_ONLY:
                metrics.settled.labels(message.state, message.reason or "").inc()
                await self._look_again(message, context.link)

    async def _coalesced(self, message: Message, push: Push) -> Message:
        """The message with the time before which it is not pushed, if its milestone coalesces."""
        if not self.coalescing or not push.coalesces:
            return message
        latest = None if push.is_first else await self.messages.latest_push(message.subject_id)
        return replace(message, not_before=earliest_push(latest, message.created_at))

    async def _insert_and_send(self, message: Message, call: Call) -> bool:
        """One write for a message that goes out at once: it is born claimed."""
        dispatcher = self.dispatchers.of(call.channel)
        reserved = dispatcher.reserve()
        if reserved is None:
            new = await self.messages.insert(message)
            if new:
                dispatcher.wake()
            return new
        message = claimed(message, *reserved)
        new = False
        try:
            new = await self.messages.insert(message)
        finally:
            if not new:
                dispatcher.give_back()
        if new:
            dispatcher.launch(message, call)
        return new

    async def _look_again(self, message: Message, seen: Link | None) -> None:
        """The contact may have changed after it was read and before the message was there to be released."""
        if message.reason in AWAIT_CONTACT and await self.links.get(message.citizen_id) != seen:
            await self.messages.release(message.citizen_id, self.clock.now())
            self.dispatchers.wake()


def _render(template: Template, notification: Notification) -> Rendered:
    try:
        return render(template, notification.values)
    except KeyError as error:
        raise InvalidEvent(f"{notification.milestone}: nothing to say for {error}") from error


def _message(notification: Notification, template: Template, rendered: Rendered, now: datetime) -> Message:
    return Message(
        id=derived_id("msg", notification.event_id, notification.citizen_id, notification.milestone),
        citizen_id=notification.citizen_id,
        subject_id=notification.subject_id,
        milestone=notification.milestone,
        template_version=template.version,
        title=rendered.title,
        body=rendered.body,
        plain_text=rendered.plain_text,
        params=rendered.params,
        event_id=notification.event_id,
        request_id=current_request_id(),
        traceparent=current_traceparent(),
        at=notification.at,
        created_at=now,
        expires_at=notification.at + template.useful_life,
        state=State.PLANNED,
        due_at=now,
        agency_id=notification.agency_id,
        contact=notification.contact,
        href=notification.href,
    )
