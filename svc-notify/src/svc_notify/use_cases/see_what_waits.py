"""Whether anything of a broadcast that is planned to its end can still be stopped."""

from dataclasses import dataclass, replace

from shared.clock import Clock
from svc_notify.domain.broadcast import PLANNED_AHEAD, Broadcast, State
from svc_notify.domain.template_versions import Templates
from svc_notify.sources.broadcast import MILESTONES
from svc_notify.store.broadcast_messages import BroadcastMessages


@dataclass(frozen=True)
class SeeWhatWaits:
    messages: BroadcastMessages
    templates: Templates
    clock: Clock

    async def __call__(self, broadcast: Broadcast) -> Broadcast:
        """The broadcast, which knows whether it is ``sent_out``: before its end is planned it never is."""
        if broadcast.state is not State.FINISHED:
            return broadcast
        waits = await self.messages.open(broadcast.id) or (
            self._useful(broadcast) and await self.messages.awaits_contact(broadcast.id)
        )
        return replace(broadcast, sent_out=not waits)

    def _useful(self, broadcast: Broadcast) -> bool:
        """Whether its last message is still of use to a citizen who can be reached only now."""
        finished_at = broadcast.timeline[-1].at
        template = self.templates.at(MILESTONES[broadcast.content.kind], finished_at)
        return self.clock.now() < finished_at + PLANNED_AHEAD + template.useful_life
