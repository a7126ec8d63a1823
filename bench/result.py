"""What a row answers with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.figures import Measured


@dataclass(frozen=True)
class Table:
    header: Sequence[str]
    lines: Sequence[Sequence[str]]

    def __str__(self) -> str:
        rule = ["---"] * len(self.header)
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (self.header, rule, *self.lines))


@dataclass(frozen=True)
class Result:
    """``figures`` by the names in ``targets``; ``reasons``, by the same names, say what a miss is due to."""

    figures: Mapping[str, Measured]
    tables: Sequence[Table]
    notes: Sequence[str] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
