"""The two clocks of a report: received-by and resolved-by.

Both count from the moment the citizen pressed send, and where it came too late for that, from its arrival: nobody is
warned or late for what has only just come. A due moment is calculated once and stored; that it has passed is derived. A
change of class only shortens it, one extension with a reason lengthens it, and it stands still while the citizen is
asked for something.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from shared.reference.working_calendar import WorkingCalendar
from svc_feedback.domain.handling import HandlingTimes, Period, StoodStill, between, later

LONGEST_OFFLINE = timedelta(hours=72)
"""How far back a telephone without a network may say that send was pressed."""


def pressed_send(declared: datetime | None, received: datetime) -> datetime:
    """When the citizen sent it: what the telephone says, as far as it can be believed."""
    if declared is None or declared > received:
        return received
    return max(declared, received - LONGEST_OFFLINE)


@dataclass(frozen=True)
class Clocks:
    """``always``: an emergency's, which do not stop at night; ``receive_always``: the first one, also of what may be an
    emergency by its words. ``started_at`` is when the present one began: it begins anew when the report is reopened.
    ``stood_still``: when it did not run since.
    """

    started_at: datetime
    received_by: datetime
    resolved_by: datetime
    always: bool
    receive_always: bool = False
    received_at: datetime | None = None
    resolved_at: datetime | None = None
    paused_at: datetime | None = None
    stood_still: tuple[StoodStill, ...] = ()
    extended: bool = False

    @classmethod
    def start(
        cls, at: datetime, times: HandlingTimes, calendar: WorkingCalendar, *, receive: Period | None = None
    ) -> "Clocks":
        """``receive`` in place of the class's own, until an officer has read it. Raises ``OutsideCalendar``."""
        first = receive or times.receive
        return cls(
            at,
            first.after(at, calendar),
            times.resolve.after(at, calendar),
            always=times.always,
            receive_always=first.always,
        )

    def read_by_staff(self, at: datetime) -> "Clocks":
        """The first act of an officer stops the first clock."""
        return self if self.received_at else replace(self, received_at=at)

    def reclassified(self, times: HandlingTimes, calendar: WorkingCalendar) -> "Clocks":
        """The clocks under another class: sooner, or as they were. Time in which the clock stood still counts in no
        class.
        """
        received_by = min(self.received_by, times.receive.after(self.started_at, calendar))
        resolved_by = min(self.resolved_by, times.resolve.after(self.started_at, calendar, self.stood_still))
        return replace(self, received_by=received_by, resolved_by=resolved_by, always=self.always or times.always)

    def paused(self, at: datetime) -> "Clocks":
        return replace(self, paused_at=at)

    def resumed(self, at: datetime, calendar: WorkingCalendar) -> "Clocks":
        """What was left when it stopped is left now; what was late already stays late."""
        if self.paused_at is None:
            return self
        left = between(self.paused_at, self.resolved_by, always=self.always, calendar=calendar)
        due = later(at, left, always=self.always, calendar=calendar) if left else self.resolved_by
        stood_still = (*self.stood_still, StoodStill(self.paused_at, at))
        return replace(self, resolved_by=due, paused_at=None, stood_still=stood_still)

    def extended_to(self, due: datetime) -> "Clocks":
        return replace(self, resolved_by=due, extended=True)

    def resolved(self, at: datetime) -> "Clocks":
        return replace(self, resolved_at=at)

    def reopened(self, at: datetime, times: HandlingTimes, calendar: WorkingCalendar) -> "Clocks":
        """The second clock starts anew; that an officer has read the report stays true."""
        due = times.resolve.after(at, calendar)
        return Clocks(at, self.received_by, due, times.always, received_at=self.received_at)

    @property
    def urgent(self) -> bool:
        """Somebody has to read it now, at night and on days off as well."""
        return self.received_at is None and self.receive_always

    @property
    def on_time(self) -> bool | None:
        """Whether it was resolved in time; ``None`` while it is not resolved."""
        return None if self.resolved_at is None else self.resolved_at <= self.resolved_by


_A_MOMENT = timedelta(minutes=1)


class ExtensionRefusal(Enum):
    ALREADY_LATE = auto()
    """It was due before it was asked for: who is late stays late."""
    NOT_LATER = auto()
    TOO_FAR = auto()
    """An extension is at most as long as the class's own time."""
    OUTSIDE_HOURS = auto()
    """Nobody is there to keep it: only an emergency's clock runs at night and on days off."""


class ExtensionRefused(Exception):
    """``latest`` is the last moment that may be named."""

    def __init__(self, reason: ExtensionRefusal, latest: datetime) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.latest = latest


def check_extension(
    clocks: Clocks, new_due: datetime, at: datetime, times: HandlingTimes, calendar: WorkingCalendar
) -> None:
    """Raises ``ExtensionRefused`` or ``OutsideCalendar``."""
    latest = times.resolve.after(clocks.resolved_by, calendar)
    if at >= clocks.resolved_by:
        raise ExtensionRefused(ExtensionRefusal.ALREADY_LATE, latest)
    if new_due <= clocks.resolved_by:
        raise ExtensionRefused(ExtensionRefusal.NOT_LATER, latest)
    if new_due > latest:
        raise ExtensionRefused(ExtensionRefusal.TOO_FAR, latest)
    if not clocks.always and not calendar.worked(new_due - _A_MOMENT, new_due):
        raise ExtensionRefused(ExtensionRefusal.OUTSIDE_HOURS, latest)
