"""An officer approves, stops, resumes or discards a broadcast."""

from collections.abc import Mapping

from shared.clock import Clock
from shared.command import Command
from shared.errors import Conflict, NotFound, OutdatedVersion, Unavailable
from shared.logs import get_logger
from svc_notify.domain.broadcast import Action, Broadcast, Entry, IllegalStep, OwnText, State
from svc_notify.store.broadcasts import Broadcasts

_ATTEMPTS = 5
"""A stop is never refused because somebody else, or the job, took a step at the same moment."""

_STANDS: Mapping[State, str] = {
    State.DRAFT: "Tin chưa được duyệt.",
    State.APPROVED: "Tin đã được duyệt, chờ đến giờ gửi.",
    State.SENDING: "Tin đang được gửi.",
    State.STOPPED: "Tin đã dừng gửi.",
    State.FINISHED: "Tin đã được lập cho mọi người nhận.",
    State.DISCARDED: "Tin nháp đã bỏ.",
}

log = get_logger()


class MoveBroadcast:
    """``units``: where the officer may take this step."""

    def __init__(self, broadcasts: Broadcasts, clock: Clock) -> None:
        self._broadcasts = broadcasts
        self._clock = clock

    async def __call__(
        self,
        broadcast_id: str,
        action: Action,
        officer_id: str,
        units: frozenset[str],
        command: Command,
        seen_version: int | None = None,
    ) -> tuple[Broadcast, bool]:
        """The broadcast after the step, and whether the same request had taken it before. With ``seen_version`` the
        step is for that version only: 412 when it has changed since.
        """
        for _ in range(_ATTEMPTS):
            known = await self._broadcasts.get(broadcast_id, units)
            if known is None:
                raise NotFound("Không tìm thấy tin gửi rộng này.")
            if before := known.taken(command.id):
                command.expect_same(before.fingerprint)
                return known, True
            if seen_version is not None and known.version != seen_version:
                raise OutdatedVersion()
            entry = Entry(action, officer_id, self._clock.now(), command.id, command.fingerprint)
            if await self._broadcasts.save(_moved(known, entry)):
                log.info("broadcast_moved", broadcast_id=broadcast_id, action=action, by=officer_id)
                saved = await self._broadcasts.get(broadcast_id, units)
                assert saved is not None, "broadcasts are never removed"
                return saved, False
        raise Unavailable(retry_after=1)


def _moved(broadcast: Broadcast, entry: Entry) -> Broadcast:
    try:
        return broadcast.moved(entry)
    except OwnText:
        detail = "Người soạn hoặc sửa tin không được tự duyệt. Hãy để một cán bộ khác duyệt."
        raise Conflict("own-broadcast", "Cần người thứ hai", detail) from None
    except IllegalStep as step:
        raise Conflict("broadcast-step", "Không thể thực hiện", _STANDS[step.state], state=step.state) from None
