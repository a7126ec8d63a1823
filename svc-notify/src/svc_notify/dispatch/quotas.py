"""How much the channels may still send, as their answers tell."""

from datetime import date

from shared.clock import VIETNAM, Clock
from svc_notify import metrics
from svc_notify.domain.outcomes import Quota
from svc_notify.domain.policy import LOW_QUOTA, Channel


class Quotas:
    """What each channel may still send.

    A channel's own quota is daily: it is forgotten at midnight in Vietnam and when the service starts, and known again
    from the channel's first answer. Bought replies last longer than a day, and their number is asked for.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._day = self._today()
        self._left: dict[Channel, Quota] = {}
        self._replies: Quota | None = None

    def learn(self, channel: Channel, quota: Quota) -> None:
        """Keeps ``quota``. Where it has no total, the most that was left today stands for it."""
        self._turn_page()
        before = self._replies if channel is Channel.ZALO_OA_CS else self._left.get(channel)
        total = quota.total or max(quota.remaining, before.total or 0 if before else 0)
        known = Quota(quota.remaining, total)
        metrics.quota_left.labels(channel).set(quota.remaining / total if total else 0.0)
        if channel is Channel.ZALO_OA_CS:
            self._replies = known
        else:
            self._left[channel] = known

    def low(self) -> frozenset[Channel]:
        """The channels with so little left that it is kept for urgent messages."""
        self._turn_page()
        return frozenset(
            channel for channel, left in self._left.items() if left.remaining < LOW_QUOTA * (left.total or 1)
        )

    def replies_bought(self) -> Quota | None:
        """``None`` while nobody knows."""
        return self._replies

    def _turn_page(self) -> None:
        if self._day != (today := self._today()):
            self._day = today
            for channel in self._left:
                metrics.quota_left.remove(channel)  # what was left of yesterday's is no figure of today
            self._left.clear()

    def _today(self) -> date:
        return self._clock.now().astimezone(VIETNAM).date()
