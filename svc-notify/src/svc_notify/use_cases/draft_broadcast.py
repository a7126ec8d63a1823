"""An officer writes a broadcast. Nothing is sent before another officer has approved it."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.refusals import explained
from svc_notify.domain.broadcast import (
    Action,
    Broadcast,
    Content,
    Entry,
    check_send_time,
    drafted,
    expect_unit,
)
from svc_notify.domain.officer import Officer
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.use_cases.broadcast_texts import expect_impersonal
from svc_notify.use_cases.refusals import REFUSALS, broadcast_not_found


@dataclass(frozen=True)
class DraftBroadcast:
    """``public_phones``: those of offices, which may stand in the text."""

    broadcasts: Broadcasts
    public_phones: frozenset[str]
    clock: Clock

    async def __call__(
        self, content: Content, officer: Officer, units: frozenset[str], command: Command
    ) -> Outcome[Broadcast]:
        """``units``: where the officer is a broadcaster."""
        now = self.clock.now()
        broadcast_id = derived_id("brd", command.id)

        async def attempt(number: int) -> Outcome[Broadcast]:
            known = await self.broadcasts.get(broadcast_id, units)
            if known is not None:
                command.expect_same(known.timeline[0].fingerprint)
                return Outcome(known, replayed=True)
            if number > 0:  # It is there, and of a unit that the officer no longer writes for.
                raise broadcast_not_found()
            expect_impersonal(content, self.public_phones)
            check_send_time(content, now)
            entry = Entry(Action.DRAFT, officer.id, now, command.id, command.fingerprint, officer.name)
            draft = drafted(broadcast_id, unit, content, entry)
            await self.broadcasts.add(draft)
            return Outcome(draft)

        with explained(REFUSALS):
            unit = expect_unit(content.audience, units)
            return await retry_on_conflict(attempt)
