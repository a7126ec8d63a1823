"""What is counted of messages is there at 0 before the first of them: ``increase()`` does not see one born at 1."""

from prometheus_client import REGISTRY

from svc_notify import metrics
from svc_notify.sources.template_files import load_templates


def test_the_first_message_of_each_kind_is_seen() -> None:
    metrics.start_counting(load_templates())
    at_zero: tuple[tuple[str, dict[str, str]], ...] = (
        ("notify_messages_planned_total", {"milestone": "accepted", "outcome": "planned"}),
        ("notify_messages_settled_total", {"state": "undeliverable", "reason": "phone_invalid"}),
        ("notify_event_to_accepted_seconds_count", {"channel": "zalo_oa_cs", "lane": "direct"}),
        ("notify_call_seconds_count", {"channel": "zalo_mini_app"}),
        ("notify_send_uncertain_total", {"channel": "zns", "cause": "unreadable"}),
    )
    assert None not in [REGISTRY.get_sample_value(name, labels) for name, labels in at_zero]
