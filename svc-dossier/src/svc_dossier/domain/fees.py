"""What a procedure costs: lines by channel and date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FeeLine:
    """``amount`` in VND, ``None`` where it is not known; without ``channel`` it holds for all, without dates always."""

    name: str
    amount: int | None
    per: str | None = None
    channel: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    def holds(self, channel: str, day: date) -> bool:
        """``effective_to`` is the last day on which it holds."""
        return (
            self.channel in (None, channel)
            and (self.effective_from is None or self.effective_from <= day)
            and (self.effective_to is None or day <= self.effective_to)
        )


def fees_on(lines: Iterable[FeeLine], channel: str, day: date) -> list[FeeLine]:
    """The lines that hold; one made for the channel stands before one of the same name for all."""
    holding = [line for line in lines if line.holds(channel, day)]
    own = {line.name for line in holding if line.channel is not None}
    return [line for line in holding if line.channel is not None or line.name not in own]
