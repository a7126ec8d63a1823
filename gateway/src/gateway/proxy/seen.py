"""Who was here a moment ago. A request only leaves its citizen's id; a job counts visits of it (``jobs/``)."""


class Seen:
    def __init__(self) -> None:
        self.citizens: set[str] = set()

    def take(self) -> set[str]:
        """Those since the last time."""
        taken, self.citizens = self.citizens, set()
        return taken

    def give_back(self, citizens: set[str]) -> None:
        """They could not be written: the next time they are among them."""
        self.citizens |= citizens
