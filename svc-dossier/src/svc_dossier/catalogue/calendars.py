"""The working calendar in force, held in memory: the shipped file, until an administrator changes it."""

from shared.metrics import UNTIL_CHANGED, MeasuredGauge
from svc_dossier.catalogue.calendar_file import OfficeCalendarFile, shipped_office_calendar

_ends = MeasuredGauge(
    "dossier_calendar_end_timestamp_seconds",
    "After this no due date can be given: extend the calendar",
    lasts=UNTIL_CHANGED,
)

SHIPPED = 0
"""The revision that comes with the package."""


class Calendars:
    def __init__(self) -> None:
        """Raises ``ValueError`` when the shipped file is wrong."""
        self.revision = SHIPPED
        self.take(SHIPPED, shipped_office_calendar())

    def take(self, revision: int, file: OfficeCalendarFile) -> None:
        """Make ``file`` the calendar in force, if it is not older than what is."""
        if revision < self.revision:
            return
        self.revision = revision
        self.file = file
        self.current = file.calendar()
        _ends.set(self.current.closing(self.current.last).timestamp())
