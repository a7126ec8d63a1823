"""A citizen wants to be reminded of a programme."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from shared.clock import VIETNAM, Clock
from shared.errors import Conflict, DuplicateValue, NotFound, VersionConflict
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.places import NoPlaceLeft, free_places, place_for
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Channel
from svc_content.domain.programme import Programme
from svc_content.domain.reminder import MAX_OF_CITIZEN, Reminder, moment_for, revived
from svc_content.store.programme_days import ProgrammeDays
from svc_content.store.reminders import Reminders


@dataclass(frozen=True)
class SetReminder:
    reminders: Reminders
    days: ProgrammeDays
    arrangement: Arrangement
    clock: Clock

    async def __call__(self, citizen_id: str, channel_code: str, starts_at: datetime) -> Reminder:
        """The reminder of the programme that begins at ``starts_at``; asked for again, the same one.

        Raises ``NotFound``, ``Conflict``, or ``Unavailable`` after too many clashes.
        """
        channel = self.arrangement.find(Channel, channel_code)
        programme = await self._programme(channel_code, starts_at) if channel else None
        if channel is None or programme is None:
            raise NotFound("Không tìm thấy chương trình này trong lịch phát sóng.")
        now = self.clock.now()
        remind_at = moment_for(programme.starts_at, now)
        if remind_at is None:
            raise Conflict("programme-began", "Chương trình đã bắt đầu", "Chương trình này đã hoặc đang phát.")
        reminder = Reminder(
            derived_id("rem", citizen_id, channel_code, starts_at.astimezone(UTC).isoformat()),
            1,
            citizen_id,
            channel_code,
            channel.content.name,
            programme.title,
            programme.starts_at,
            remind_at,
            now,
        )

        async def attempt(_number: int) -> Reminder:
            own = await self.reminders.own(citizen_id, now, MAX_OF_CITIZEN)
            # By programme, not by id: a reminder may have moved here with its programme.
            same = next((one for one in own if (one.channel_code, one.starts_at) == (channel_code, starts_at)), None)
            if same is not None:
                return await self._revived(same, programme, now)
            return await self._added(reminder, now)

        return await retry_on_conflict(attempt)

    async def _added(self, reminder: Reminder, now: datetime) -> Reminder:
        try:
            free = free_places(await self.reminders.places(reminder.citizen_id, now), MAX_OF_CITIZEN)
        except NoPlaceLeft:
            detail = f"Ông/Bà đã đặt {MAX_OF_CITIZEN} lời nhắc. Hãy bỏ bớt trước khi đặt thêm."
            raise Conflict("too-many-reminders", "Quá nhiều lời nhắc", detail) from None
        placed = replace(reminder, place=place_for(reminder.id, free))
        try:
            await self.reminders.add(placed)
        except DuplicateValue as taken:
            if taken.field == "place":
                raise
            return await self.reminders.find(reminder.id, reminder.citizen_id) or placed  # asked for twice at once
        return placed

    async def _revived(self, reminder: Reminder, programme: Programme, now: datetime) -> Reminder:
        """The reminder as it was, or of ``programme`` where its own had been taken out of the guide."""
        after = revived(reminder, programme, now)
        if after is not None:
            try:
                await self.reminders.save(after, [])
            except VersionConflict:  # moved or given meanwhile
                return reminder
        return after or reminder

    async def _programme(self, channel: str, starts_at: datetime) -> Programme | None:
        day = starts_at.astimezone(VIETNAM).date()
        found = await self.days.days(channel, day - timedelta(days=1), day)
        return next((one for of_day in found for one in of_day.programmes if one.starts_at == starts_at), None)
