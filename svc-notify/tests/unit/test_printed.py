import subprocess
import sys

from svc_notify import printed
from svc_notify.domain.milestones import TELLING, Milestone, NotTold
from svc_notify.domain.reasons import Reason


def test_the_policy_prints_every_rule_event_and_reason() -> None:
    text = printed.policy()
    assert all(event in text for event in TELLING)
    assert all(f"| {reason} | {reason.explanation} |" in text for reason in Reason)


def test_every_milestone_has_an_event_and_every_silence_a_reason() -> None:
    assert set(Milestone) <= set(TELLING.values())
    assert all(why.explanation for why in NotTold)


def test_the_tables_print_without_any_settings() -> None:
    ran = subprocess.run([sys.executable, "-m", "svc_notify", "policy"], capture_output=True, env={}, check=True)
    assert "người dân" in ran.stdout.decode()


def test_a_missing_setting_is_named_in_one_line() -> None:
    ran = subprocess.run([sys.executable, "-m", "svc_notify", "worker"], capture_output=True, env={}, check=False)
    assert ran.returncode == 2
    assert b"NOTIFY_FIELD_KEYS" in ran.stderr
    assert b"Traceback" not in ran.stderr
