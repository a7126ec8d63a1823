"""A broadcast becomes messages, a batch at a time, in the pace that was approved.

Each batch is stored before the cursor moves, and the id of a message follows from broadcast and citizen: whatever is
killed in between, nobody is left out and nobody gets it twice.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from shared.clock import Clock
from shared.errors import VersionConflict
from shared.ids import derived_id
from shared.tracing import current_request_id, current_traceparent
from svc_notify import metrics
from svc_notify.domain.broadcast import PROVINCE, Action, Broadcast, Entry, Progress, State, due_times
from svc_notify.domain.message import Lane, Message
from svc_notify.domain.message import State as MessageState
from svc_notify.domain.template_versions import Templates
from svc_notify.domain.templates import Rendered, Template, render
from svc_notify.sources.broadcast import MILESTONES, VALUES
from svc_notify.sources.source import template_values
from svc_notify.store.audiences import Audiences
from svc_notify.store.broadcast_messages import BroadcastMessages
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.store.messages import Messages

BATCH = 50
"""A batch holds up what one citizen is told meanwhile; fifty take a few milliseconds."""
BY = "system"


@dataclass(frozen=True)
class PlanBroadcast:
    """``on_planned`` is called when there is something new to send."""

    broadcasts: Broadcasts
    messages: Messages
    planned: BroadcastMessages
    audiences: Audiences
    templates: Templates
    clock: Clock
    on_planned: Callable[[], None]

    async def __call__(self, broadcast: Broadcast, progress: Progress) -> bool:
        """The next piece of work; whether there is more to do at once."""
        if broadcast.state is State.STOPPED:
            return await self._hold(broadcast)
        if broadcast.state is State.APPROVED:
            return await self._step(broadcast, Action.BEGIN)
        due = due_times(progress.paced_until, broadcast.content.rate_per_minute, self.clock.now(), BATCH)
        if len(due) < 2:
            return False
        if held := await self.planned.held(broadcast.id, len(due) - 1):
            return await self._let_go(broadcast, progress, held, due)
        if progress.complete:
            return await self._step(broadcast, Action.FINISH)
        return await self._plan(broadcast, progress, due)

    async def _step(self, broadcast: Broadcast, action: Action) -> bool:
        try:
            await self.broadcasts.save(broadcast.moved(Entry(action, BY, self.clock.now())))
        except VersionConflict:
            return False
        return True

    async def _hold(self, broadcast: Broadcast) -> bool:
        """What is under way may come back to wait, so it is held until nothing is open any more."""
        await self.planned.hold(broadcast.id)
        if not await self.planned.open(broadcast.id):
            await self.broadcasts.finish_stop(broadcast)
        return False

    async def _let_go(
        self, broadcast: Broadcast, progress: Progress, held: Sequence[str], due: Sequence[datetime]
    ) -> bool:
        paced = replace(progress, paced_until=due[len(held)])
        if not await self.broadcasts.advance(broadcast, progress, paced):
            return False
        await self.planned.let_go(dict(zip(held, due, strict=False)))
        self.on_planned()
        return True

    async def _plan(self, broadcast: Broadcast, progress: Progress, due: Sequence[datetime]) -> bool:
        looked_at, meant = await self.audiences.page(broadcast.content.audience, progress.after, len(due) - 1)
        milestone = MILESTONES[broadcast.content.kind]
        template = self.templates.at(milestone, self.clock.now())
        rendered = render(template, template_values(VALUES, broadcast))
        message = partial(_message, broadcast, milestone, template, rendered, self.clock.now())
        new = await asyncio.gather(
            *(self.messages.insert(message(citizen_id, at)) for citizen_id, at in zip(meant, due, strict=False))
        )
        metrics.planned.labels(milestone, "planned").inc(sum(new))
        metrics.planned.labels(milestone, "repeated").inc(len(new) - sum(new))
        self.on_planned()
        complete = len(looked_at) < len(due) - 1
        after = Progress(looked_at[-1] if looked_at else progress.after, due[len(meant)], complete)
        # If it was stopped meanwhile, the next look finds it so and holds what has just been planned.
        return await self.broadcasts.advance(broadcast, progress, after)


def _message(
    broadcast: Broadcast,
    milestone: str,
    template: Template,
    rendered: Rendered,
    now: datetime,
    citizen_id: str,
    due_at: datetime,
) -> Message:
    """Its time is when its turn comes: the pace is no delay. A commune's is that commune's to look after."""
    return Message(
        id=derived_id("msg", broadcast.id, citizen_id),
        citizen_id=citizen_id,
        subject_id=broadcast.id,
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
        agency_id=None if broadcast.unit == PROVINCE else broadcast.unit,
        href=f"/v1/news/{broadcast.news.article_id}" if broadcast.news else None,
    )
