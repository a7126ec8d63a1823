"""An event that concerns a citizen becomes one message, however often it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.clock import Clock
from shared.events import InvalidEvent
from shared.ids import derived_id
from shared.tracing import current_request_id, current_traceparent
from svc_notify import metrics
from svc_notify.dispatch.dispatcher import Dispatcher
from svc_notify.domain.delivery import Call, before
from svc_notify.domain.link import Link
from svc_notify.domain.message import Message, State, claimed
from svc_notify.domain.milestones import Milestone
from svc_notify.domain.policy import AWAIT_CONTACT
from svc_notify.domain.templates import Rendered, Template, Value, render
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.template_files import Templates


@dataclass(frozen=True)
class Happening:
    """What an event says, ready to be told: ``sources`` fill the template's parameters.

    ``dossier_id`` names what it is about: a dossier, or an appointment (``apt_…``).
    """

    event_id: str
    at: datetime
    citizen_id: str
    dossier_id: str
    milestone: Milestone
    sources: Mapping[str, Value]


class PlanMessage:
    def __init__(
        self, messages: Messages, links: Links, templates: Templates, dispatcher: Dispatcher, clock: Clock
    ) -> None:
        self._messages = messages
        self._links = links
        self._templates = templates
        self._dispatcher = dispatcher
        self._clock = clock

    async def __call__(self, happening: Happening) -> None:
        template = self._templates[happening.milestone]
        rendered = _render(template, happening)
        link = await self._links.get(happening.citizen_id)
        now = self._clock.now()
        message = _message(happening, template, rendered, now)
        follows = before(message, link, template, now)
        if isinstance(follows, Call):
            new = await self._insert_and_send(message, follows)
        else:
            message = replace(message, state=follows.state, reason=follows.reason, due_at=follows.due_at)
            new = await self._messages.insert(message)
        metrics.planned.labels(happening.milestone, "planned" if new else "repeated").inc()
        if new:
            for parameter in rendered.shortened:
                metrics.shortened.labels(happening.milestone, parameter).inc()
            if message.state is State.INBOX_ONLY:
                metrics.settled.labels(message.state, message.reason or "").inc()
                await self._look_again(message, link)

    async def _insert_and_send(self, message: Message, call: Call) -> bool:
        """One write for a message that goes out at once: it is born claimed."""
        reserved = self._dispatcher.reserve()
        if reserved is None:
            new = await self._messages.insert(message)
            if new:
                self._dispatcher.wake()
            return new
        message = claimed(message, *reserved)
        new = False
        try:
            new = await self._messages.insert(message)
        finally:
            if not new:
                self._dispatcher.give_back()
        if new:
            self._dispatcher.launch(message, call)
        return new

    async def _look_again(self, message: Message, seen: Link | None) -> None:
        """The contact may have changed after it was read and before the message was there to be released."""
        if message.reason in AWAIT_CONTACT and await self._links.get(message.citizen_id) != seen:
            await self._messages.release(message.citizen_id, self._clock.now())
            self._dispatcher.wake()


def _render(template: Template, happening: Happening) -> Rendered:
    try:
        return render(template, happening.sources)
    except KeyError as error:
        raise InvalidEvent(f"{happening.milestone}: nothing to say for {error}") from error


def _message(happening: Happening, template: Template, rendered: Rendered, now: datetime) -> Message:
    return Message(
        id=derived_id("msg", happening.event_id, happening.citizen_id, happening.milestone),
        citizen_id=happening.citizen_id,
        dossier_id=happening.dossier_id,
        milestone=happening.milestone,
        template_version=template.version,
        title=rendered.title,
        body=rendered.body,
        plain_text=rendered.plain_text,
        params=rendered.params,
        event_id=happening.event_id,
        request_id=current_request_id(),
        traceparent=current_traceparent(),
        at=happening.at,
        created_at=now,
        expires_at=happening.at + template.useful_life,
        state=State.PLANNED,
        due_at=now,
    )
