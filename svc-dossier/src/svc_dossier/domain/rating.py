"""A citizen's rating of a finished dossier: three levels (Thông tư 32/2017/TT-BTTTT, Điều 12), once."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum, auto

from svc_dossier.domain.transitions import State


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


class RatingRefusal(Enum):
    ALREADY_RATED = auto()
    NOT_RETURNED = auto()
    """Only a result that the citizen holds can be rated."""


class RatingRefused(Exception):
    def __init__(self, reason: RatingRefusal, state: State) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.state = state


def check_rateable(state: State, *, rated: bool) -> None:
    """Whether a dossier in ``state`` may be rated, which was ``rated`` before. Raises ``RatingRefused``."""
    if rated:
        raise RatingRefused(RatingRefusal.ALREADY_RATED, state)
    if state is not State.RETURNED:
        raise RatingRefused(RatingRefusal.NOT_RETURNED, state)
