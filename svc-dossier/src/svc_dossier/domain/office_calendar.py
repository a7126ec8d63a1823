"""The working calendar with what Nghị định 61/2018/NĐ-CP counts in it: when an office hands on, and when it may ask."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared.reference.working_calendar import WorkingCalendar


@dataclass(frozen=True, kw_only=True)
class OfficeCalendar(WorkingCalendar):
    """What is accepted after ``transfer_cutoff`` is handed on the next working morning; papers that are wanting are
    asked for within ``supplement_within`` working days.
    """

    transfer_cutoff: time
    supplement_within: int

    def transfer_by(self, accepted: datetime) -> datetime:
        """When a dossier accepted then is handed to the specialist at the latest: the same day, or, after the cutoff
        or on a day off, the next working morning (Nghị định 61/2018/NĐ-CP, Điều 18)."""
        day = self.day_of(accepted)
        if self.is_working(day) and self.time_of(accepted) <= self.transfer_cutoff:
            return self.closing(day)
        next_day = self.on_or_after(day + timedelta(days=1))
        return datetime.combine(next_day, self.sessions[0].closes, self.zone)

    def supplement_by(self, accepted: datetime) -> datetime:
        """The moment until which the specialist may ask for a supplement (Nghị định 61/2018/NĐ-CP, Điều 19.4)."""
        return self.closing(self.add(self.day_of(accepted), self.supplement_within))
