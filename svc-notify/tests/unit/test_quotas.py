"""What the channels may still send today."""

from datetime import timedelta

from prometheus_client import REGISTRY

from shared.testing import FakeClock
from svc_notify.dispatch.quotas import Quotas
from svc_notify.domain.outcomes import Quota
from svc_notify.domain.policy import Channel


def shown(channel: Channel) -> float | None:
    return REGISTRY.get_sample_value("notify_quota_left_ratio", {"channel": channel})


def test_at_midnight_nobody_knows_what_is_left_of_a_daily_quota() -> None:
    clock = FakeClock()
    quotas = Quotas(clock)
    quotas.learn(Channel.ZALO_OA_TEMPLATE, Quota(49, 500))
    quotas.learn(Channel.ZALO_OA_CS, Quota(1_500, 2_000))
    assert quotas.low() == {Channel.ZALO_OA_TEMPLATE}
    assert (shown(Channel.ZALO_OA_TEMPLATE), shown(Channel.ZALO_OA_CS)) == (49 / 500, 0.75)
    clock.advance(timedelta(days=1))
    assert quotas.low() == frozenset()
    assert (shown(Channel.ZALO_OA_TEMPLATE), shown(Channel.ZALO_OA_CS)) == (None, 0.75)
    quotas.learn(Channel.ZALO_OA_TEMPLATE, Quota(500, 500))
    assert shown(Channel.ZALO_OA_TEMPLATE) == 1
