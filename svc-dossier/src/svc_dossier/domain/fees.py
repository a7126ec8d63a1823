"""What a procedure costs: lines by channel and date, and their sum where it is known."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

PER_FILING = "lần"
PER_COPY = "bản"


@dataclass(frozen=True)
class FeeLine:
    """``amount`` in VND, ``None`` where it is not known; without ``channel`` it holds for all, without dates always."""

    name: str
    amount: int | None
    per: str | None = None
    channel: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    note: str | None = None

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


def total_of(lines: Collection[FeeLine], copies: int | None) -> int | None:
    """What one dossier with so many ``copies`` costs, in VND; ``None`` where the lines do not tell.

    They do not where there are none, where an amount is not known or is for each of something that is not counted here,
    and where copies are wanted without a price.
    """
    if not lines or (copies and all(line.per != PER_COPY for line in lines)):
        return None
    counts = {None: 1, PER_FILING: 1, PER_COPY: copies}
    total = 0
    for line in lines:
        count = 0 if line.amount == 0 else counts.get(line.per)
        if line.amount is None or count is None:
            return None
        total += line.amount * count
    return total
