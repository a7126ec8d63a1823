"""How much the channels may still send, as their answers tell."""

from datetime import date

from shared.clock import VIETNAM, Clock
from svc_notify import metrics
from svc_notify.domain.outcomes import Quota
from svc_notify.domain.policy import LOW_QUOTA, Channel
from svc_notify.store.oa_people import OaPeople


class Quotas:
    """A channel's own is of the day, forgotten at midnight in Vietnam and at a start: the first answer tells. That of
    the Official Account's own words is of one person, and kept with them when it is spent.
    """

    def __init__(self, people: OaPeople, clock: Clock) -> None:
        self._people = people
        self._clock = clock
        self._day = self._today()
        self._left: dict[Channel, Quota] = {}

    async def learn(self, channel: Channel, recipient: str, quota: Quota) -> None:
        if channel is not Channel.ZALO_OA_CS:
            self._note(channel, quota)
        elif quota.remaining <= 0:
            await self._people.free_spent(recipient, self._clock.now())

    def low(self) -> frozenset[Channel]:
        """Where so little is left that it is kept for urgent messages."""
        self._turn_page()
        return frozenset(
            channel for channel, left in self._left.items() if left.remaining < LOW_QUOTA * (left.total or 1)
        )

    def _note(self, channel: Channel, quota: Quota) -> None:
        """Without a total the most that was left today stands for it."""
        self._turn_page()
        before = self._left.get(channel)
        total = quota.total or max(quota.remaining, before.total or 0 if before else 0)
        self._left[channel] = Quota(quota.remaining, total)
        metrics.quota_left.labels(channel).set(quota.remaining / total if total else 0.0)

    def _turn_page(self) -> None:
        if self._day != (today := self._today()):
            self._day = today
            self._left.clear()

    def _today(self) -> date:
        return self._clock.now().astimezone(VIETNAM).date()
