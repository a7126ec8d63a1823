import subprocess
import sys

import pytest

from svc_notify.cli import tables
from svc_notify.domain.milestones import SuppressedReason
from svc_notify.domain.reasons import Reason
from svc_notify.sources.broadcast import BroadcastMilestone
from svc_notify.sources.catalogue import catalogue


def test_the_policy_prints_every_rule_event_and_reason() -> None:
    text = tables.policy()
    assert all(event in text for event in catalogue().event_milestones)
    assert all(f"| {reason} | {reason.explanation} |" in text for reason in Reason)


def test_every_milestone_has_an_event_and_every_silence_a_reason() -> None:
    meanings = catalogue().event_milestones.values()
    milestones = {meaning for meaning in meanings if not isinstance(meaning, SuppressedReason)}
    assert set(catalogue().push_policy) == set(BroadcastMilestone) | milestones
    assert all(reason.explanation for reason in SuppressedReason)


@pytest.mark.process
def test_the_tables_print_without_any_settings() -> None:
    ran = subprocess.run([sys.executable, "-m", "svc_notify", "policy"], capture_output=True, env={}, check=True)
    assert "người dân" in ran.stdout.decode()


@pytest.mark.process
@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, b"NOTIFY_FIELD_KEYS"),
        ({"NOTIFY_FIELD_KEYS": "k1:c2hvcnQ="}, b"NOTIFY_FIELD_KEYS: must be '<id>:<base64 of 32 bytes>'"),
        ({"NOTIFY_ZALO_TEMPLATE_IDS": "accepted=1"}, b"NOTIFY_ZALO_TEMPLATE_IDS: must be a JSON object"),
        ({"NOTIFY_ZALO_TEMPLATE_IDS": '{"accepted": "x"}'}, b"NOTIFY_ZALO_TEMPLATE_IDS: ids are digits"),
        ({"NOTIFY_ZALO_OA_BASE": "openapi"}, b"NOTIFY_ZALO_OA_BASE"),
        ({"NOTIFY_SEND_CONCURRENCY": "0"}, b"NOTIFY_SEND_CONCURRENCY"),
        ({"NOTIFY_QUIET_HOURS": "22h-06h"}, b"NOTIFY_QUIET_HOURS: must be hours such as 22:00-06:00, or empty"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(variables: dict[str, str], named: bytes) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "svc_notify", "worker"], capture_output=True, env=variables, check=False
    )
    assert ran.returncode == 2
    assert named in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert b"c2hvcnQ=" not in ran.stderr
