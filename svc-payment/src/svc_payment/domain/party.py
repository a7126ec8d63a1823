"""Who does something to money, a bill or a shop."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    """An officer, with the name that they have now, or the system. Both are kept with what was done: names change."""

    id: str
    name: str = ""


SYSTEM = Party("system")
"""Who asks for the refund of money that nobody owed, and who follows what providers say."""
