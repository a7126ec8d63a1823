"""Reminds citizens of programmes that begin soon, or tells them that one is no longer in the guide: once, whatever is
restarted.
"""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import VersionConflict
from shared.events import new_event
from shared.metrics import counter
from svc_content import SERVICE
from svc_content.domain.events import ProgrammeReminderDropped, ProgrammeReminderDue, event_type
from svc_content.domain.reminder import Reminder, given
from svc_content.store.reminders import Reminders

BATCH = 200

_given = counter("content_reminders_total", "Reminders of programmes", outcome=("given", "dropped", "too_late"))

_DUE = "programme.reminder_due", ProgrammeReminderDue
_DROPPED = "programme.reminder_dropped", ProgrammeReminderDropped


@dataclass(frozen=True)
class GiveReminders:
    reminders: Reminders
    clock: Clock

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        due = await self.reminders.due(self.clock.now(), BATCH)
        done = [await self._give(reminder) for reminder in due]
        return len(due) == BATCH and any(done)

    async def _give(self, reminder: Reminder) -> bool:
        now = self.clock.now()
        after = given(reminder)
        # Once it has begun, a reminder only annoys.
        in_time = now < reminder.starts_at
        name, payload_type = _DUE if reminder.in_guide else _DROPPED
        payload = payload_type(
            citizen_id=reminder.citizen_id,
            channel_code=reminder.channel_code,
            channel_name=reminder.channel_name,
            title=reminder.title,
            starts_at=reminder.starts_at,
            occurred_at=now,
        )
        event = new_event(
            event_type(name),
            source=SERVICE,
            subject=reminder.id,
            version=after.version,
            at=now,
            payload=payload,
        )
        try:
            await self.reminders.save(after, [event] if in_time else [])
        except VersionConflict:  # removed or moved meanwhile: the next run sees
            return False
        _given.labels(("given" if reminder.in_guide else "dropped") if in_time else "too_late").inc()
        return True
