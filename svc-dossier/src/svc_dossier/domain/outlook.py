"""The outlook of a dossier: all that decides what comes next and what may be done with it.

A row of a list knows this much of its dossier, and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from svc_dossier.domain.rating import RatingRefused, check_rateable
from svc_dossier.domain.transitions import Action, State, StepContext


@dataclass(frozen=True)
class Outlook:
    """``to_pay`` is the id of the payment request that waits; ``code_claimed`` when the citizen has entered a national
    code, ``code_lost`` when that has turned out to be another's; ``result_files`` when the result, or a part of it, is
    there to be downloaded.
    """

    context: StepContext
    rated: bool = False
    code_claimed: bool = False
    code_lost: bool = False
    to_pay: str | None = None
    result_files: bool = False

    @property
    def state(self) -> State:
        return self.context.state

    @property
    def unfollowed(self) -> bool:
        """Whether its citizen no longer follows a dossier of the national portal, which may go on there."""
        return self.context.handed_off and not self.context.has_code and self.state is State.WITHDRAWN

    @property
    def rateable(self) -> bool:
        try:
            check_rateable(self.state, rated=self.rated)
        except RatingRefused:
            return False
        return True


def outlook_of(
    state: State,
    actions: Sequence[Action],
    *,
    accepted: bool,
    dated: bool,
    handed_off: bool,
    has_code: bool,
    code_claimed: bool,
    last_payment: tuple[str, State] | None,
    rated: bool,
    result_files: bool,
) -> Outlook:
    """``actions`` are the steps taken so far; ``dated`` when a due date is set; ``last_payment`` is the id of the last
    payment request, and the state in which it was asked for.
    """
    payment_id, asked_in = last_payment or (None, None)
    context = StepContext(
        state,
        accepted=accepted,
        payment_asked_in=asked_in,
        may_postpone=dated and Action.POSTPONE not in actions,
        handed_off=handed_off,
        has_code=has_code,
        supplement_sent=state is State.SUPPLEMENT_REQUESTED and list(actions[-1:]) == [Action.SUPPLEMENT],
        steps=len(actions),
    )
    return Outlook(
        context,
        rated=rated,
        code_claimed=code_claimed,
        code_lost=Action.ENTER_CODE in actions and not code_claimed and not has_code,
        to_pay=payment_id if state is State.PAYMENT_REQUESTED else None,
        result_files=result_files,
    )
