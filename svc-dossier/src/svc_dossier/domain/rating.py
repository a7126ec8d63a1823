"""A citizen's rating of a finished dossier: three levels (Thông tư 32/2017/TT-BTTTT, Điều 12), once."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

SCALE = "tt32-3"


class Level(IntEnum):
    DISSATISFIED = 1
    SATISFIED = 2
    VERY_SATISFIED = 3

    @property
    def normalised(self) -> float:
        """0 to 1, comparable with other scales; the top two levels are satisfied."""
        return (self - 1) / 2


@dataclass(frozen=True)
class Rating:
    level: Level
    comment: str | None
    at: datetime
    command_id: str
    fingerprint: str
