"""How much of the inspecting processes' time one caller may use: a stretch at once, and what flows back of it.

A citizen's whole dossier of twelve photographs takes two seconds, and of the costliest honest files twenty-four. A file
that is made to reach the bound of CPU time takes eight: without an end, three to five accounts that send nothing else
would fill the processes for everybody. With it, filling two of them for good takes forty accounts.
"""

from math import ceil

SECONDS = 24.0
"""How many seconds of the processes' time a caller may use at once."""

BACK = 20
"""Seconds after which one that was used is back: three a minute."""

COSTLY = 6.0
"""Who has used more than this shares one process with all others who have, so that everybody else finds one free."""

_MANY = 1000


class Allowance:
    """Each caller's, by a clock that only goes forward. One number is kept for each: when all of it is back."""

    def __init__(self) -> None:
        self._whole_at: dict[str, float] = {}

    def used(self, caller: str, now: float) -> float:
        """Seconds that are not back yet."""
        return max(self._whole_at.get(caller, now) - now, 0.0) / BACK

    def wait(self, caller: str, now: float) -> int:
        """Whole seconds until ``caller`` may ask for another file; 0 for at once."""
        return max(ceil(self._whole_at.get(caller, now) - now - SECONDS * BACK), 0)

    def charge(self, caller: str, seconds: float, now: float) -> None:
        if len(self._whole_at) >= _MANY:
            self._whole_at = {known: at for known, at in self._whole_at.items() if at > now}
        self._whole_at[caller] = max(self._whole_at.get(caller, now), now) + seconds * BACK
