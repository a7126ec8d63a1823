"""A broadcast becomes messages, a batch at a time, in the pace that was approved.

Each batch is stored before the cursor moves, and the id of a message follows from broadcast and citizen: whatever is
killed in between, nobody is left out and nobody gets it twice.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from shared.clock import Clock
from shared.ids import derived_id
from shared.tracing import current_request_id, current_traceparent
from svc_notify import metrics
from svc_notify.domain.broadcast import Action, Broadcast, Entry, Kind, Progress, State, places
from svc_notify.domain.message import Lane, Message
from svc_notify.domain.message import State as MessageState
from svc_notify.domain.milestones import Milestone
from svc_notify.domain.template_versions import Templates
from svc_notify.domain.templates import Rendered, Template, render
from svc_notify.store.audiences import Audiences
from svc_notify.store.broadcast_messages import BroadcastMessages
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.store.messages import Messages

BATCH = 50
"""A batch holds up what one citizen is told meanwhile; fifty take a few milliseconds."""
BY = "system"
MILESTONES: Mapping[Kind, Milestone] = {
    Kind.WARNING: Milestone.PUBLIC_WARNING,
    Kind.NOTICE: Milestone.PUBLIC_NOTICE,
}


class PlanBroadcast:
    """``on_planned`` is called when there is something new to send."""

    def __init__(
        self,
        *,
        broadcasts: Broadcasts,
        messages: Messages,
        planned: BroadcastMessages,
        audiences: Audiences,
        templates: Templates,
        clock: Clock,
        on_planned: Callable[[], None],
    ) -> None:
        self._broadcasts = broadcasts
        self._messages = messages
        self._planned = planned
        self._audiences = audiences
        self._templates = templates
        self._clock = clock
        self._on_planned = on_planned

    async def __call__(self, broadcast: Broadcast, progress: Progress) -> bool:
        """The next piece of work; whether there is more to do at once."""
        if broadcast.state is State.STOPPED:
            return await self._hold(broadcast)
        if broadcast.state is State.APPROVED:
            return await self._step(broadcast, Action.BEGIN)
        due = places(progress.paced_until, broadcast.content.rate_per_minute, self._clock.now(), BATCH)
        if len(due) < 2:
            return False
        if held := await self._planned.held(broadcast.id, len(due) - 1):
            return await self._let_go(broadcast, progress, held, due)
        if progress.complete:
            return await self._step(broadcast, Action.FINISH)
        return await self._plan(broadcast, progress, due)

    async def _step(self, broadcast: Broadcast, action: Action) -> bool:
        return await self._broadcasts.save(broadcast.moved(Entry(action, BY, self._clock.now())))

    async def _hold(self, broadcast: Broadcast) -> bool:
        """What is under way may come back to wait, so it is held until nothing is open any more."""
        await self._planned.hold(broadcast.id)
        if not await self._planned.open(broadcast.id):
            await self._broadcasts.stopped(broadcast)
        return False

    async def _let_go(
        self, broadcast: Broadcast, progress: Progress, held: Sequence[str], due: Sequence[datetime]
    ) -> bool:
        paced = replace(progress, paced_until=due[len(held)])
        if not await self._broadcasts.went_on(broadcast, progress, paced):
            return False
        await self._planned.let_go(dict(zip(held, due, strict=False)))
        self._on_planned()
        return True

    async def _plan(self, broadcast: Broadcast, progress: Progress, due: Sequence[datetime]) -> bool:
        looked_at, meant = await self._audiences.page(broadcast.content.audience, progress.after, len(due) - 1)
        content = broadcast.content
        milestone = MILESTONES[content.kind]
        template = self._templates.at(milestone, self._clock.now())
        facts = {
            "issuer": content.issuer,
            "subject": content.subject,
            "text": content.text,
            "occurred_at": broadcast.begins_at,
        }
        told = partial(_message, broadcast, milestone, template, render(template, facts), self._clock.now())
        new = await asyncio.gather(
            *(self._messages.insert(told(citizen_id, at)) for citizen_id, at in zip(meant, due, strict=False))
        )
        metrics.planned.labels(milestone, "planned").inc(sum(new))
        metrics.planned.labels(milestone, "repeated").inc(len(new) - sum(new))
        self._on_planned()
        complete = len(looked_at) < len(due) - 1
        after = Progress(looked_at[-1] if looked_at else progress.after, due[len(meant)], complete)
        # If it was stopped meanwhile, the next look finds it so and holds what has just been planned.
        return await self._broadcasts.went_on(broadcast, progress, after)


def _message(
    broadcast: Broadcast,
    milestone: Milestone,
    template: Template,
    rendered: Rendered,
    now: datetime,
    citizen_id: str,
    due_at: datetime,
) -> Message:
    """Its time is when its turn comes: the pace is no delay."""
    return Message(
        id=derived_id("msg", broadcast.id, citizen_id),
        citizen_id=citizen_id,
        dossier_id=broadcast.id,
        milestone=milestone,
        template_version=template.version,
        title=rendered.title,
        body=rendered.body,
        plain_text=rendered.plain_text,
        params=rendered.params,
        event_id=broadcast.id,
        request_id=current_request_id(),
        traceparent=current_traceparent(),
        at=due_at,
        created_at=now,
        expires_at=due_at + template.useful_life,
        state=MessageState.PLANNED,
        due_at=due_at,
        lane=Lane.BULK,
    )
