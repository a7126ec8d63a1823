"""Takes in, every few seconds, a working calendar that another process of the service has learnt of."""

import asyncio

from shared.lifecycle import Task
from shared.periodic import PeriodicTask
from shared.reference.followed_calendar import FollowedCalendar

EVERY = 5.0


def follow_calendar(calendars: FollowedCalendar) -> Task:
    periodic = PeriodicTask("follow_calendar", EVERY)

    async def run(stop: asyncio.Event) -> None:
        await periodic.run(calendars.refresh, stop)

    return run
