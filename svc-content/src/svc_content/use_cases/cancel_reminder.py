"""A citizen does not want to be reminded of a programme any more."""

from dataclasses import dataclass

from svc_content.store.reminders import Reminders


@dataclass(frozen=True)
class CancelReminder:
    reminders: Reminders

    async def __call__(self, citizen_id: str, reminder_id: str) -> None:
        """Does nothing where there is no such reminder, or it is somebody else's."""
        await self.reminders.remove(reminder_id, citizen_id)
