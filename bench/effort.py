"""How long to measure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """``rounds`` of ``seconds`` for what repeats; ``sustained`` seconds for what has to last."""

    rounds: int
    seconds: float
    sustained: float
    burst: int
    """Events that come at once."""
    audience: int
    """People to whom a broadcast goes."""
    screens: int | None
    """How many screens of the mini app Lighthouse looks at; all when ``None``."""


FULL = Effort(rounds=5, seconds=6, sustained=60, burst=100_000, audience=50_000, screens=None)
QUICK = Effort(rounds=2, seconds=2, sustained=8, burst=1_000, audience=5_000, screens=3)
