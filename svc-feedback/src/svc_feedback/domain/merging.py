"""When one report may be merged into another, and how its citizen is told that the other one goes."""

from datetime import datetime
from enum import Enum, StrEnum, auto

from svc_feedback.domain.reply import Reply
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import FINAL, State


class MergeRefusal(Enum):
    ITSELF = auto()
    ENDED = auto()
    """The other one is at its end, or is itself merged: who follows it would hear nothing more."""
    ANOTHER_FIELD = auto()


class MergeRefused(Exception):
    def __init__(self, reason: MergeRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


def check_merge(report: Report, main: Report, *, same_field: bool) -> None:
    """Whether ``report`` may follow ``main``. Raises ``MergeRefused``."""
    if report.id == main.id:
        raise MergeRefused(MergeRefusal.ITSELF)
    if main.state in FINAL:
        raise MergeRefused(MergeRefusal.ENDED)
    if not same_field:
        raise MergeRefused(MergeRefusal.ANOTHER_FIELD)


class Followed(StrEnum):
    """How the report goes that others were merged into."""

    GOES_ON = "goes_on"
    RESOLVED = "resolved"
    ENDED = "ended"
    """It ended without a result: who was merged may send a report of their own again."""


def shared_result(main: Report, *, about_staff: bool) -> Reply | None:
    """The approved result of ``main``, which is told to all whose reports were merged into it."""
    return main.result if followed(main.state) is Followed.RESOLVED and not about_staff else None


def rateable_until(main: Report, at: datetime, *, about_staff: bool) -> datetime | None:
    """The end of the time in which those whose reports were merged into ``main`` may rate its result: as long as who
    sent ``main`` may.
    """
    rateable = shared_result(main, about_staff=about_staff) is not None and at < main.reopen_until
    return main.reopen_until if rateable else None


def may_rate(report: Report, main: Report, at: datetime, *, about_staff: bool) -> bool:
    """Whether who sent ``report`` may rate the result of ``main``, which it follows: each result once, and who sent
    ``main`` does not rate it twice.
    """
    resolved_at = main.clocks.resolved_at
    if resolved_at is None or rateable_until(main, at, about_staff=about_staff) is None:
        return False
    rated = any(rating.at >= resolved_at for rating in report.ratings)
    return report.citizen_id != main.citizen_id and not rated


def followed(state: State) -> Followed:
    if state in (State.RESOLVED, State.CLOSED):
        return Followed.RESOLVED
    # One that was merged goes on with the other one, which its supporters follow in a moment.
    return Followed.ENDED if state in FINAL - {State.MERGED} else Followed.GOES_ON
