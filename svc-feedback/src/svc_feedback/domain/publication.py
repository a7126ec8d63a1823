"""What of a report or a question everybody may see, and who may decide that.

Nothing is public by itself. An approver decides, answers for faces and number plates, and may shorten or mend the
words: the citizen's own stay as they were. Emergency and security categories are never published together with an
approval, and what is about officers never at all (public-services 3.5).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from svc_feedback.domain.categories import Category
from svc_feedback.domain.parties import Party
from svc_feedback.domain.report_states import HAS_RESULT, PUBLIC_GROUPS, State


@dataclass(frozen=True)
class PublicText:
    """What is to be shown: ``files`` are those of the report and its result that everybody may open."""

    title: str
    text: str
    result: str | None
    files: tuple[str, ...]
    pictures_checked: bool
    """The approver has made sure that no face and no number plate can be recognised."""


@dataclass(frozen=True)
class Publication:
    """``version`` is that of the report or the question which it made."""

    shown: PublicText
    by: Party
    at: datetime
    version: int = 0


@dataclass(frozen=True)
class TakenOff:
    """Who has taken it off the public list last, and the version of the report or the question which that made."""

    by: Party
    at: datetime
    version: int


class PublicationRefusal(Enum):
    NO_CONSENT = auto()
    NOT_IN_THIS_STATE = auto()
    ABOUT_STAFF = auto()
    GUARDED = auto()
    """Needs a decision of its own, and not together with the approval of the result."""
    GUARDED_AT_WORK = auto()
    """Officers are still at work on it."""
    RESULT_NOT_DECIDED = auto()
    """Everybody sees the report already, and would see it end without a result."""
    PICTURES_NOT_CHECKED = auto()
    FOREIGN_FILE = auto()
    RESULT_NOT_APPROVED = auto()
    NOT_ANSWERED = auto()


class PublicationRefused(Exception):
    def __init__(self, reason: PublicationRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


def check_publication(
    shown: PublicText,
    category: Category,
    state: State,
    *,
    may_publish: bool,
    with_approval: bool,
    files: Collection[str],
) -> None:
    """Whether a report in ``state`` that has ``files`` may be shown so. Raises ``PublicationRefused``."""
    if category.about_staff:
        raise PublicationRefused(PublicationRefusal.ABOUT_STAFF)
    if not may_publish:
        raise PublicationRefused(PublicationRefusal.NO_CONSENT)
    if state not in PUBLIC_GROUPS:
        raise PublicationRefused(PublicationRefusal.NOT_IN_THIS_STATE)
    if category.guarded and with_approval:
        raise PublicationRefused(PublicationRefusal.GUARDED)
    if state not in publishable_in(category):
        raise PublicationRefused(PublicationRefusal.GUARDED_AT_WORK)
    check_files(shown.files, files, pictures_checked=shown.pictures_checked)


def publishable_in(category: Category) -> Collection[State]:
    """What is guarded is shown once its result is approved: nobody is warned by it."""
    return HAS_RESULT if category.guarded else PUBLIC_GROUPS


def check_files(shown: Collection[str], files: Collection[str], *, pictures_checked: bool) -> None:
    """Raises ``PublicationRefused``."""
    if not {*shown} <= {*files}:
        raise PublicationRefused(PublicationRefusal.FOREIGN_FILE)
    if shown and not pictures_checked:
        raise PublicationRefused(PublicationRefusal.PICTURES_NOT_CHECKED)
