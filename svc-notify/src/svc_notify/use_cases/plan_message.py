"""An event that concerns a citizen becomes one message, however often it comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.clock import Clock
from shared.events import InvalidEvent
from shared.ids import derived_id
from shared.tracing import current_request_id, current_traceparent
from svc_notify import metrics
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.dispatch.survey import Survey
from svc_notify.domain.delivery import Call, before
from svc_notify.domain.joining import turn
from svc_notify.domain.link import Link
from svc_notify.domain.message import Decided, Message, State, claimed
from svc_notify.domain.milestones import PUSHES, Milestone
from svc_notify.domain.policy import AWAIT_CONTACT
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.templates import Rendered, Template, Value, render
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages


@dataclass(frozen=True)
class Happening:
    """What an event says, ready to be told: ``sources`` fill the template's parameters.

    ``dossier_id`` names what it is about: a dossier, or an appointment (``apt_…``). ``agency_id``: whose it is.
    """

    event_id: str
    at: datetime
    citizen_id: str
    dossier_id: str
    milestone: Milestone
    sources: Mapping[str, Value]
    agency_id: str | None = None


class PlanMessage:
    """``joins``: whether what happens to one dossier within a minute is one message. ``draw`` is random in [0, 1)."""

    def __init__(
        self,
        *,
        messages: Messages,
        links: Links,
        survey: Survey,
        dispatchers: Dispatchers,
        joins: bool,
        clock: Clock,
        draw: Callable[[], float],
    ) -> None:
        self._messages = messages
        self._links = links
        self._survey = survey
        self._dispatchers = dispatchers
        self._joins = joins
        self._clock = clock
        self._draw = draw

    async def __call__(self, happening: Happening) -> None:
        now = self._clock.now()
        known = await self._survey.of_one(happening.citizen_id, happening.milestone, now)
        rendered = _render(known.template, happening)
        message = await self._in_turn(_message(happening, known.template, rendered, now))
        follows = before(message, known, message.created_at, self._draw())
        if follows.decision is not None:
            message = replace(message, decisions=(Decided(message.created_at, follows.decision),))
        if isinstance(follows, Call):
            new = await self._insert_and_send(replace(message, channel=follows.channel), follows)
        else:
            message = replace(
                message, state=follows.state, reason=follows.reason, due_at=follows.due_at, channel=follows.channel
            )
            new = await self._messages.insert(message)
        metrics.planned.labels(happening.milestone, "planned" if new else "repeated").inc()
        if new:
            for parameter in rendered.shortened:
                metrics.shortened.labels(happening.milestone, parameter).inc()
            if message.state is State.INBOX_ONLY:
                metrics.settled.labels(message.state, message.reason or "").inc()
                await self._look_again(message, known.link)

    async def _in_turn(self, message: Message) -> Message:
        """With its turn to speak, if it is of a dossier."""
        push = PUSHES[Milestone(message.milestone)]
        if not self._joins or push.purpose is not Purpose.DOSSIERS or not push.is_pushed:
            return message
        first = message.milestone == Milestone.ACKNOWLEDGED  # nothing was said of it before: no need to look
        latest = None if first else await self._messages.latest_turn(message.dossier_id)
        return replace(message, not_before=turn(latest, message.created_at))

    async def _insert_and_send(self, message: Message, call: Call) -> bool:
        """One write for a message that goes out at once: it is born claimed."""
        dispatcher = self._dispatchers.of(call.channel)
        reserved = dispatcher.reserve()
        if reserved is None:
            new = await self._messages.insert(message)
            if new:
                dispatcher.wake()
            return new
        message = claimed(message, *reserved)
        new = False
        try:
            new = await self._messages.insert(message)
        finally:
            if not new:
                dispatcher.give_back()
        if new:
            dispatcher.launch(message, call)
        return new

    async def _look_again(self, message: Message, seen: Link | None) -> None:
        """The contact may have changed after it was read and before the message was there to be released."""
        if message.reason in AWAIT_CONTACT and await self._links.get(message.citizen_id) != seen:
            await self._messages.release(message.citizen_id, self._clock.now())
            self._dispatchers.wake()


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
        agency_id=happening.agency_id,
    )
