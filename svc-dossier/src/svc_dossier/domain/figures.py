"""Figures of the office: each a share with its numerator and denominator, and no value where there is nothing to share.

Share online has two denominators in use: all dossiers received, and those of procedures that offer an online service.
On time is metric 2.1 of QĐ 766/QĐ-TTg. Received means accepted: drafts and state 1 are not counted, and a dossier
belongs to the month of its acceptance in Vietnamese time.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.figures import Share


class By(StrEnum):
    TOTAL = "total"
    MONTH = "month"
    AGENCY = "agency"
    COMMUNE = "commune"
    PROCEDURE = "procedure"


@dataclass(frozen=True)
class Figures:
    """What is counted of the dossiers received in one period. ``judged``: those that have or will have a due date."""

    received: int = 0
    online: int = 0
    offered: int = 0
    online_of_offered: int = 0
    mini_app: int = 0
    judged: int = 0
    on_time: int = 0

    @property
    def share_online(self) -> Share:
        return Share(self.online, self.received)

    @property
    def share_online_of_offered(self) -> Share:
        return Share(self.online_of_offered, self.offered)

    @property
    def share_mini_app(self) -> Share:
        return Share(self.mini_app, self.received)

    @property
    def share_on_time(self) -> Share:
        """Finished on time or in progress and not yet due."""
        return Share(self.on_time, self.judged)
