"""How fast a client gives its request or takes its answer: enough in each stretch of time, not on an average.

By an average since the beginning, who is fast at first may keep the last byte back for as long as that has earned.
"""


class Pace:
    def __init__(self, now: float, moved: int = 0) -> None:
        """``moved``: the bytes until now."""
        self._since = now
        self._moved = moved

    def is_slow(self, moved: int, now: float, stretch: float, rate: float) -> bool:
        """Whether the stretch that ends now brought less than ``rate``; asked now and then, with all bytes so far."""
        if now - self._since < stretch:
            return False
        slow = moved - self._moved < stretch * rate
        self._since, self._moved = now, moved
        return slow

    def keeps_up(self, moved: int, now: float, pause: float, rate: float) -> bool:
        """Whether this stretch has brought ``rate`` so far, but for one pause."""
        return moved - self._moved >= (now - self._since - pause) * rate

    def held_up(self, seconds: float) -> None:
        """That time was not the client's."""
        self._since += seconds
