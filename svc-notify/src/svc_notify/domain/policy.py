"""On which channel a message goes, or why on none: the first rule that holds decides.

The inbox always has the message at once; the rules are about the push. Read again before each call, because a citizen
may have followed or left in between.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from svc_notify.domain.reasons import Reason

CONTACT_WAIT = timedelta(minutes=15)
"""The event of a new citizen comes by another topic; a quarter of an hour covers any lag that is not an outage."""


class Channel(StrEnum):
    INBOX = "inbox"
    ZALO_OA_CS = "zalo_oa_cs"
    """A message of the Official Account in its own words, inside the window that the citizen opened."""
    ZALO_OA_TEMPLATE = "zalo_oa_template"
    ZALO_OA_TRANSACTION = "zalo_oa_transaction"
    ZALO_OA_PROMOTION = "zalo_oa_promotion"
    ZALO_MINI_APP = "zalo_mini_app"
    ZNS = "zns"
    CONSOLE = "console"
    """For development: into the log, instead of all others."""


class Verdict(StrEnum):
    SEND = "send"
    WAIT = "wait"
    INBOX_ONLY = "inbox_only"


@dataclass(frozen=True)
class Facts:
    """What is known when the decision is made. ``waited`` counts from the planning of the message."""

    contact_known: bool
    follows: bool
    has_oa_user_id: bool
    template_approved: bool
    parameters_fit: bool
    useful: bool
    waited: timedelta


@dataclass(frozen=True)
class Decision:
    verdict: Verdict
    channels: tuple[Channel, ...]
    reason: Reason | None = None


@dataclass(frozen=True)
class Rule:
    condition: str
    holds: Callable[[Facts], bool]
    verdict: Verdict
    reason: Reason


RULES: tuple[Rule, ...] = (
    Rule("tin đã quá thời gian hữu ích", lambda f: not f.useful, Verdict.INBOX_ONLY, Reason.EXPIRED),
    Rule(
        "mẫu tin chưa được Zalo duyệt",
        lambda f: not f.template_approved,
        Verdict.INBOX_ONLY,
        Reason.TEMPLATE_NOT_APPROVED,
    ),
    Rule(
        "tham số không hợp với mẫu (quá dài mà không rút gọn được, hoặc mẫu đã đổi)",
        lambda f: not f.parameters_fit,
        Verdict.INBOX_ONLY,
        Reason.PARAMETERS_UNFIT,
    ),
    Rule(
        "chưa biết tài khoản Zalo, đã chờ dưới 15 phút",
        lambda f: not f.contact_known and f.waited < CONTACT_WAIT,
        Verdict.WAIT,
        Reason.RECIPIENT_UNKNOWN,
    ),
    Rule(
        "chưa biết tài khoản Zalo, đã chờ 15 phút",
        lambda f: not f.contact_known,
        Verdict.INBOX_ONLY,
        Reason.RECIPIENT_UNKNOWN,
    ),
    Rule("chưa quan tâm OA", lambda f: not f.follows, Verdict.INBOX_ONLY, Reason.NOT_FOLLOWING),
    Rule("chưa có mã người dùng OA", lambda f: not f.has_oa_user_id, Verdict.INBOX_ONLY, Reason.NO_OA_USER_ID),
)

AWAIT_CONTACT = (Reason.RECIPIENT_UNKNOWN, Reason.NOT_FOLLOWING, Reason.NO_OA_USER_ID)
"""Reasons that news of the citizen's contact may lift."""


def decide(facts: Facts) -> Decision:
    for rule in RULES:
        if rule.holds(facts):
            return Decision(rule.verdict, (Channel.INBOX,), rule.reason)
    return Decision(Verdict.SEND, (Channel.INBOX, Channel.ZALO_OA_TEMPLATE))


def next_look(waited: timedelta) -> timedelta:
    """How long until a waiting message is decided again: as long as it has waited, from 1 to 60 seconds."""
    return min(max(waited, timedelta(seconds=1)), timedelta(minutes=1))
