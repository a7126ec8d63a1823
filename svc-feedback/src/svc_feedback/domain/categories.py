"""What a report can be about: two levels, lĩnh vực and chuyên mục, which administrators edit.

A code never vanishes, for reports of years ago bear it: what is no longer wanted is no longer offered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from svc_feedback.domain.handling import HandlingClass
from svc_feedback.domain.texts import words_of


@dataclass(frozen=True)
class Field:
    code: str
    name: str
    offered: bool = True


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
    offered: bool = True

    @property
    def open_to_reports(self) -> bool:
        """Whether a new report may be about it."""
        return self.offered and self.field.offered

    @property
    def private(self) -> bool:
        """Whether others may not even be told that such a report is near."""
        return self.guarded or self.about_staff


Categories = Mapping[str, Category]
"""All of them, by code."""

OTHER = "khac"
"""What is shown of a report whose category nobody knows, and what fits everything: it is always offered."""
MAX_FIELDS = 40
MAX_CATEGORIES = 400
MOST_NAMED = 100
"""How many of the categories that have a word are searched: each is a place of its own in the index."""


@dataclass(frozen=True)
class Catalogue:
    """``fields`` and ``categories`` by code, in the order in which they are shown."""

    fields: Mapping[str, Field]
    categories: Categories

    def of_field(self, code: str) -> list[Category]:
        return [category for category in self.categories.values() if category.field.code == code]

    def name_of(self, subject: str) -> str:
        """What a field or a category is called; the code itself where neither has it any more."""
        found = self.categories.get(subject) or self.fields.get(subject)
        return found.name if found else subject

    @cached_property
    def _named_by(self) -> Mapping[str, Sequence[str]]:
        """The codes of the categories that have a word in their name, or in that of their field."""
        named: dict[str, list[str]] = {}
        for category in self.categories.values():
            for word in words_of(f"{category.name} {category.field.name}"):
                named.setdefault(word, []).append(category.code)
        return named

    def searched(self, text: str) -> dict[str, Sequence[str]]:
        """Each word of ``text``, with the codes of the categories that are called by it now."""
        return {word: self._named_by.get(word, ())[:MOST_NAMED] for word in words_of(text)}

    @property
    def subjects(self) -> frozenset[str]:
        """What a routing rule may be about."""
        return frozenset(self.fields) | frozenset(self.categories)


class CatalogueFault(Enum):
    GONE = auto()
    """A code that there was before is missing."""
    ABOUT_STAFF_CHANGED = auto()
    """What was sent as being about officers would be shown to everybody, or the other way round."""
    OTHER_NOT_OFFERED = auto()
    TOO_MANY = auto()


class CatalogueRefused(Exception):
    """``code`` is the field or category that is wrong, where it is one's fault."""

    def __init__(self, reason: CatalogueFault, code: str | None = None) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.code = code


def check_change(before: Catalogue, after: Catalogue) -> None:
    """Whether ``after`` may follow ``before``. Raises ``CatalogueRefused``."""
    if len(after.fields) > MAX_FIELDS or len(after.categories) > MAX_CATEGORIES:
        raise CatalogueRefused(CatalogueFault.TOO_MANY)
    gone = [*(before.fields.keys() - after.fields.keys()), *(before.categories.keys() - after.categories.keys())]
    if gone:
        raise CatalogueRefused(CatalogueFault.GONE, min(gone))
    for code, category in before.categories.items():
        if category.about_staff is not after.categories[code].about_staff:
            raise CatalogueRefused(CatalogueFault.ABOUT_STAFF_CHANGED, code)
    other = after.categories.get(OTHER)
    if other is None or not other.open_to_reports:
        raise CatalogueRefused(CatalogueFault.OTHER_NOT_OFFERED, OTHER)
