"""What a report can be about: two levels, lĩnh vực and chuyên mục."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_feedback.domain.handling import HandlingClass


@dataclass(frozen=True)
class Field:
    code: str
    name: str


@dataclass(frozen=True)
class Category:
    """``guarded``: never published together with the approval, only by a decision of its own (emergency, security).

    ``about_staff``: about how officers behave; never published, and its words never leave this service.
    """

    code: str
    name: str
    field: Field
    handling_class: HandlingClass
    guarded: bool = False
    about_staff: bool = False

    @property
    def private(self) -> bool:
        """Whether others may not even be told that such a report is near."""
        return self.guarded or self.about_staff


Categories = Mapping[str, Category]
"""All of them, by code."""
