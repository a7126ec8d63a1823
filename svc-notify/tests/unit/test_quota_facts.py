import pytest

from svc_notify.domain.quotas import QuotaFacts


@pytest.mark.parametrize(
    ("facts", "usable"),
    [
        (QuotaFacts(), True),
        (QuotaFacts(template_statuses={"7": "ENABLE"}), True),
        (QuotaFacts(template_statuses={"7": "DISABLE"}), False),
        (QuotaFacts(template_statuses={"8": "DISABLE"}), True),
        (QuotaFacts(template_limits={"7": 0}), False),
        (QuotaFacts(template_limits={"7": 500}), True),
    ],
)
def test_a_template_is_used_unless_zalo_said_otherwise(facts: QuotaFacts, usable: bool) -> None:
    assert facts.template_usable("7") is usable
