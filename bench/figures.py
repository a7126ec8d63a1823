"""Figures with their spread: one round proves little."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Measured:
    """The same thing measured in several rounds."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.rounds)

    def __str__(self) -> str:
        if len(self.rounds) == 1:
            return number(self.median)
        return f"{number(self.median)} ({number(min(self.rounds))}–{number(max(self.rounds))})"


def ratio(ours: Measured, peer: Measured) -> Measured:
    """Round by round, so that what disturbs a round disturbs both sides."""
    return Measured(tuple(mine / theirs for mine, theirs in zip(ours.rounds, peer.rounds, strict=True)))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))]


def number(value: float) -> str:
    """Three figures are all that such a measurement is good for."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.1f}"
