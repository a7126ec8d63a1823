"""An officer writes a broadcast, or rewrites its draft. Nothing is sent before another officer has approved it."""

from datetime import datetime

from shared.clock import Clock
from shared.command import Command
from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, OutdatedVersion
from shared.ids import derived_id
from svc_notify.domain.broadcast import (
    SEND_AHEAD_AT_MOST,
    Action,
    Audience,
    Broadcast,
    Content,
    Entry,
    IllegalStep,
    drafted,
    unit_for,
)
from svc_notify.store.broadcasts import Broadcasts


class WriteBroadcast:
    """``units``: where the officer is a broadcaster."""

    def __init__(self, broadcasts: Broadcasts, clock: Clock) -> None:
        self._broadcasts = broadcasts
        self._clock = clock

    async def draft(
        self, content: Content, officer_id: str, units: frozenset[str], command: Command
    ) -> tuple[Broadcast, bool]:
        """The draft, and whether the same request had made it before."""
        now = self._clock.now()
        unit = _unit(content.audience, units)
        entry = Entry(Action.DRAFT, officer_id, now, command.id, command.fingerprint)
        draft = drafted(derived_id("brd", command.id), unit, content, entry)
        known = await self._broadcasts.get(draft.id, units)
        if known is None:
            _check_time(content, now)
            if await self._broadcasts.add(draft):
                return draft, False
            known = await self._broadcasts.get(draft.id, units)
        if known is None:
            raise NotFound("Không tìm thấy tin gửi rộng này.")
        command.expect_same(known.timeline[0].fingerprint)
        return known, True

    async def edit(
        self, broadcast_id: str, seen_version: int, content: Content, officer_id: str, units: frozenset[str]
    ) -> Broadcast:
        """The draft with ``content``; 412 when it is no longer the version that was seen."""
        known = await self._broadcasts.get(broadcast_id, units)
        if known is None:
            raise NotFound("Không tìm thấy tin gửi rộng này.")
        now = self._clock.now()
        if _unit(content.audience, units) != known.unit:
            raise Forbidden("Tin của đơn vị này không thể gửi tới nhóm người nhận đó.")
        _check_time(content, now)
        if known.version != seen_version:
            raise OutdatedVersion()
        try:
            edited = known.edited(content, Entry(Action.EDIT, officer_id, now))
        except IllegalStep:
            detail = "Tin đã được duyệt hoặc đã bỏ, không sửa được nữa. Hãy soạn tin mới."
            raise Conflict("broadcast-step", "Không thể sửa", detail) from None
        if not await self._broadcasts.save(edited):
            raise OutdatedVersion()
        saved = await self._broadcasts.get(broadcast_id, units)
        assert saved is not None, "broadcasts are never removed"
        return saved


def _unit(audience: Audience, units: frozenset[str]) -> str:
    unit = unit_for(audience, units)
    if unit is None:
        raise Forbidden("Bạn chỉ được gửi tới người dân theo dõi xã, phường của mình.")
    return unit


def _check_time(content: Content, now: datetime) -> None:
    if content.send_from is not None and not now <= content.send_from <= now + SEND_AHEAD_AT_MOST:
        detail = f"Giờ gửi phải từ bây giờ đến {SEND_AHEAD_AT_MOST.days} ngày tới."
        raise Invalid([FieldError("send_from", detail)])
