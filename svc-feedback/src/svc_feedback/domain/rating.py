"""How satisfied a citizen is: five levels for a report, three for a question (public-services 8.2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

REPORT_SCALE = "feedback-5"
QUESTION_SCALE = "question-3"


class Satisfaction(IntEnum):
    """How satisfied the reporter is with the result of a report."""

    VERY_DISSATISFIED = 1
    DISSATISFIED = 2
    NEUTRAL = 3
    SATISFIED = 4
    VERY_SATISFIED = 5

    @property
    def normalised(self) -> float:
        """0 to 1, comparable with other scales."""
        return (self - 1) / 4

    @property
    def is_satisfied(self) -> bool:
        """The top two of five."""
        return self >= Satisfaction.SATISFIED

    @property
    def is_dissatisfied(self) -> bool:
        """The levels after which a report may be reopened."""
        return self <= Satisfaction.DISSATISFIED


class AnswerRating(IntEnum):
    """How satisfied the asker is with the answer to a question: Không hài lòng, Chấp nhận, Hài lòng."""

    DISSATISFIED = 1
    ACCEPTABLE = 3
    SATISFIED = 5

    @property
    def normalised(self) -> float:
        return (self - 1) / 4

    @property
    def is_satisfied(self) -> bool:
        return self >= AnswerRating.ACCEPTABLE


@dataclass(frozen=True)
class Rating:
    """``level`` is the raw value on ``scale``, ``normalised`` the same from 0 to 1. ``agency_id`` is whose result it is
    about: also of another report, into which the rated one was merged.
    """

    scale: str
    level: int
    normalised: float
    comment: str | None
    at: datetime
    command_id: str
    fingerprint: str
    agency_id: str | None = None
