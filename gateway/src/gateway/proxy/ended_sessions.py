"""Sessions that have ended while a token of theirs may still hold. A job learns of them (``jobs/``)."""

from collections.abc import Mapping
from datetime import datetime

from shared.identity import Caller


class EndedSessions:
    def __init__(self) -> None:
        self._ended: Mapping[str, datetime] = {}
        self._learned = False

    def __contains__(self, caller: Caller) -> bool:
        return caller.session in self._ended

    async def check(self) -> None:
        """Raises before anything was learned: a gateway that has just started would let ended sessions in."""
        if not self._learned:
            raise RuntimeError("not learned yet")

    def learn(self, ended: Mapping[str, datetime], over: datetime) -> None:
        """``ended`` too, by id; no token holds any more of those that had ended before ``over``."""
        self._learned = True
        self._ended = {session: at for session, at in self._ended.items() if at > over} | {**ended}
