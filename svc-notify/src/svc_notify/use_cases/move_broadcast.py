"""An officer approves, stops, resumes or discards a broadcast."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import OutdatedVersion
from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_notify.domain.broadcast import Action, Broadcast, Entry
from svc_notify.domain.officer import Officer
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.use_cases.refusals import REFUSALS, broadcast_not_found
from svc_notify.use_cases.see_what_waits import SeeWhatWaits

log = get_logger()


@dataclass(frozen=True)
class MoveBroadcast:
    """A stop is never refused because somebody else, or the job, took a step at the same moment: it is tried again."""

    broadcasts: Broadcasts
    see_what_waits: SeeWhatWaits
    clock: Clock

    async def __call__(
        self,
        broadcast_id: str,
        action: Action,
        officer: Officer,
        units: frozenset[str],
        command: Command,
        seen_version: int | None = None,
    ) -> Outcome[Broadcast]:
        """The broadcast after the step. ``units``: where the officer may take it. With ``seen_version`` the step is for
        that version only.
        """

        async def attempt(_: int) -> Outcome[Broadcast]:
            known = await self.broadcasts.get(broadcast_id, units)
            if known is None:
                raise broadcast_not_found()
            if command.find_in(known.timeline) is not None:
                return Outcome(known, replayed=True)
            entry = Entry(action, officer.id, self.clock.now(), command.id, command.fingerprint, officer.name)
            known = await self.see_what_waits(known)
            with about(known), explained(REFUSALS):
                if seen_version is not None and known.version != seen_version:
                    raise OutdatedVersion(current_version=known.version)
                moved = known.moved(entry)
            saved = await self.broadcasts.save(moved)
            log.info("broadcast_moved", broadcast_id=broadcast_id, action=action, by=officer.id)
            return Outcome(saved)

        return await retry_on_conflict(attempt)
