"""The levels from which a citizen chooses when they rate something, as a screen draws them."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel


class RatingLevel(BaseModel):
    """Một mức hài lòng và tên của nó."""

    level: int
    label: str

    @classmethod
    def all_of(cls, labels: Mapping[Any, str]) -> list[Self]:
        """The best first."""
        return [cls(level=int(level), label=label) for level, label in sorted(labels.items(), reverse=True)]
