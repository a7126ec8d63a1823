"""The outlook of a dossier: all that decides what comes next and what may be done with it.

A row of a list knows this much of its dossier, and no more.
"""

from dataclasses import dataclass

from svc_dossier.domain.rating import RatingRefused, check_rateable
from svc_dossier.domain.transitions import State, StepContext


@dataclass(frozen=True)
class Outlook:
    """``to_pay`` is the id of the payment request that waits; ``code_claimed`` when the citizen has entered a national
    code; ``supplement_sent`` when the citizen has answered the office's request and the office has not looked yet;
    ``result_files`` when the result, or a part of it, is there to be downloaded.
    """

    context: StepContext
    rated: bool = False
    code_claimed: bool = False
    supplement_sent: bool = False
    to_pay: str | None = None
    result_files: bool = False

    @property
    def state(self) -> State:
        return self.context.state

    @property
    def rateable(self) -> bool:
        try:
            check_rateable(self.state, rated=self.rated)
        except RatingRefused:
            return False
        return True
