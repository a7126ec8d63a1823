"""A figure as its numerator and denominator, so that figures of several offices or months can be added up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """``None``, not 0, where there is no data."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def percent(self) -> str:
        """The share as a table shows it, in percent with two decimals; empty where there is no data."""
        return "" if self.value is None else f"{self.value * 100:.2f}"
