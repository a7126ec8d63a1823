"""An officer rewrites the draft of a broadcast. An approval holds for the text that was seen, so it comes after."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import OutdatedVersion
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_notify.domain.broadcast import (
    Action,
    Broadcast,
    BroadcastRefused,
    Content,
    Entry,
    Refusal,
    check_send_time,
    expect_unit,
)
from svc_notify.domain.officer import Officer
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.use_cases.broadcast_texts import expect_impersonal
from svc_notify.use_cases.refusals import REFUSALS, broadcast_not_found


@dataclass(frozen=True)
class EditBroadcast:
    """``public_phones``: those of offices, which may stand in the text."""

    broadcasts: Broadcasts
    public_phones: frozenset[str]
    clock: Clock

    async def __call__(
        self, broadcast_id: str, seen_version: int, content: Content, officer: Officer, units: frozenset[str]
    ) -> Broadcast:
        """The draft with ``content``. ``units``: where the officer is a broadcaster.

        Raises ``NotFound``, ``Invalid``, ``Conflict``, ``OutdatedVersion`` or ``Unavailable``.
        """

        async def attempt(_number: int) -> Broadcast:
            known = await self.broadcasts.get(broadcast_id, units)
            if known is None:
                raise broadcast_not_found()
            now = self.clock.now()
            with about(known), explained(REFUSALS):
                if expect_unit(content.audience, units) != known.unit:
                    raise BroadcastRefused(Refusal.OF_ANOTHER_UNIT)
                expect_impersonal(content, self.public_phones)
                check_send_time(content, now)
                if known.version != seen_version:
                    raise OutdatedVersion(current_version=known.version)
                entry = Entry(Action.EDIT, officer.id, now, by_name=officer.name)
                return await self.broadcasts.save(known.edited(content, entry))

        return await retry_on_conflict(attempt)
