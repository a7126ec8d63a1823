"""Schools, their students, and how a guardian is tied to a student without learning whose child it is by trying."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from svc_payment.domain.party import Party

MAX_GUARDIANS = 6
WRONG_NAMES_A_DAY = 5
"""How many wrong names one citizen may give in a day."""
LOOKUPS_A_DAY = 20
WINDOW = timedelta(days=1)
WRONG_NAMES_OF_A_STUDENT = 20
"""How many wrong names may be given of a student, by whomever, within ``STUDENT_WINDOW``. The first name that a citizen
gives within it is compared all the same: who knows the name is kept out by nobody, and each name that a guesser tries
beyond costs another account."""
STUDENT_WINDOW = timedelta(hours=1)


class SchoolLevel(StrEnum):
    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL = "vocational"
    UNIVERSITY = "university"


@dataclass(frozen=True)
class School:
    """``id`` is also the unit of its accountants' role. ``partial``: whether parents may pay item by item."""

    id: str
    version: int
    name: str
    level: SchoolLevel
    commune: str
    public: bool
    partial: bool
    changed_at: datetime
    importing: str | None = None
    """The file that is being turned into bills: one at a time."""


@dataclass(frozen=True)
class FeeItem:
    """A thing that a school collects for; ``unit_price`` is what it usually costs."""

    code: str
    name: str
    unit_price: int
    mandatory: bool


MAX_CORRECTIONS = 20
"""The last ones are kept."""


@dataclass(frozen=True)
class Correction:
    """What a student was called before ``by`` corrected it."""

    name: str
    class_name: str
    at: datetime
    by: str
    by_name: str


@dataclass(frozen=True)
class Student:
    """``code`` as the school and the education database know the student."""

    id: str
    school_id: str
    code: str
    name: str
    class_name: str
    guardians: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def corrected(self, name: str, class_name: str, by: Party, at: datetime) -> "Student":
        """A repeat changes nothing."""
        if (name, class_name) == (self.name, self.class_name):
            return self
        corrections = (*self.corrections, Correction(self.name, self.class_name, at, by.id, by.name))
        return replace(self, name=name, class_name=class_name, corrections=corrections[-MAX_CORRECTIONS:])

    @property
    def masked_name(self) -> str:
        """``Nguyễn Văn An`` → ``N***** V** A*``."""
        return " ".join(word[0] + "*" * (len(word) - 1) for word in self.name.split())


class LinkRefusal(Enum):
    TOO_MANY_TRIES = auto()
    TOO_MANY_LOOKUPS = auto()
    STUDENT_TRIED_OFTEN = auto()
    """Many wrong names were given for this student of late, some by this citizen."""
    NO_MATCH = auto()
    """No such student, or another name: both are answered alike."""
    TOO_MANY_GUARDIANS = auto()


class LinkRefused(Exception):
    def __init__(self, reason: LinkRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


def link(student: Student | None, folded_name: str, given_folded: Sequence[str], citizen_id: str) -> Student:
    """``student`` with ``citizen_id`` among the guardians. Raises ``LinkRefused``."""
    if student is None or folded_name not in given_folded:
        raise LinkRefused(LinkRefusal.NO_MATCH)
    if citizen_id in student.guardians:
        return student
    if len(student.guardians) >= MAX_GUARDIANS:
        raise LinkRefused(LinkRefusal.TOO_MANY_GUARDIANS)
    return replace(student, guardians=(*student.guardians, citizen_id))
