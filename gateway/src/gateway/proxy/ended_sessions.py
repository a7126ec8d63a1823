"""Sessions that have ended while a token of theirs may still hold. A job learns of them (``jobs/``)."""

from shared.identity import Caller


class EndedSessions:
    def __init__(self) -> None:
        self.ids: frozenset[str] = frozenset()

    def __contains__(self, caller: Caller) -> bool:
        return caller.session in self.ids
