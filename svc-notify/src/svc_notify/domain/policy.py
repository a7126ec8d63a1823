"""Decides on which channel a message goes now, when, or why on none.

A pure function of the facts and a table that prints itself. The inbox always has the message at once; the rules are
about the push. First the rules about the message itself, then each channel in turn, the cheapest first: the first rule
that holds says why not this one. Where none holds the message goes; if it goes nowhere now, it waits where it can.
Read again before each call, because a citizen may have followed, left or chosen otherwise in between.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from svc_notify.domain.reasons import Reason

CONTACT_WAIT = timedelta(minutes=15)
"""The event of a new citizen comes by another topic; a quarter of an hour covers any lag that is not an outage."""
FREE_WINDOW = timedelta(hours=48)
"""How long the Official Account may answer freely after a word from the citizen (contract 4.2)."""
REPLY_WINDOW = timedelta(days=7)
"""How long it may answer at all, for money where not freely; later Zalo refuses (-230)."""
LOW_QUOTA = 0.1
"""What is left below this share is kept for urgent messages."""


class Channel(StrEnum):
    INBOX = "inbox"
    ZALO_OA_CS = "zalo_oa_cs"
    """A consultation message (tin tư vấn): free text, inside the window that the citizen opened."""
    ZALO_OA_TEMPLATE = "zalo_oa_template"
    ZALO_OA_TRANSACTION = "zalo_oa_transaction"
    ZALO_OA_PROMOTION = "zalo_oa_promotion"
    ZALO_MINI_APP = "zalo_mini_app"
    ZNS = "zns"
    CONSOLE = "console"
    """The log, instead of all other channels, for development."""


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    URGENT = "urgent"


class PushAction(StrEnum):
    """What is done with the push of a message now."""

    SEND = "send"
    WAIT = "wait"
    INBOX_ONLY = "inbox_only"


ORDER = (
    Channel.ZALO_OA_CS,
    Channel.ZALO_OA_TEMPLATE,
    Channel.ZALO_OA_TRANSACTION,
    Channel.ZALO_OA_PROMOTION,
    Channel.ZALO_MINI_APP,
    Channel.ZNS,
    Channel.CONSOLE,
)
"""Source: contract 11.3, the old endpoints beside the one that replaced them."""

COST: Mapping[Channel, int] = {
    Channel.ZALO_OA_CS: 0,
    Channel.ZALO_OA_TEMPLATE: 165,
    Channel.ZALO_OA_TRANSACTION: 165,
    Channel.ZALO_OA_PROMOTION: 165,
    Channel.ZALO_MINI_APP: 0,
    Channel.ZNS: 200,
    Channel.CONSOLE: 0,
}
"""What one message costs on each channel, in dong (contract 4.2, 4.3, 5.4)."""
BOUGHT_REPLY = 55
"""What one message costs, in dong, that is in the Official Account's own words and not free."""

CEILING: Mapping[Urgency, int] = {Urgency.LOW: 165, Urgency.NORMAL: 200, Urgency.URGENT: 1_000}
"""What a message may cost, in dong."""

_ALL = frozenset(ORDER)
_ZALO = _ALL - {Channel.CONSOLE}
_CS, _ZNS, _PROMOTION = (frozenset({one}) for one in (Channel.ZALO_OA_CS, Channel.ZNS, Channel.ZALO_OA_PROMOTION))
_LEGACY = frozenset({Channel.ZALO_OA_TRANSACTION, Channel.ZALO_OA_PROMOTION})
OA = _CS | _LEGACY | {Channel.ZALO_OA_TEMPLATE}
"""They share the limit of the Official Account's interface."""
_BY_TEMPLATE = frozenset({Channel.ZALO_OA_TEMPLATE, Channel.ZALO_MINI_APP, Channel.ZNS})


@dataclass(frozen=True)
class Facts:
    """What is known when the decision is made. ``waited`` counts from the planning of the message.

    ``channels``: those in use. ``wanted``: where the citizen lets such messages come. ``templates``: where this one has
    a usable template. ``low_quota``: where little is left. ``refused``: channels that said no to this very message.
    ``replies_left``, ``replies_low``: of those that were bought for use after the free window. ``phone_named``: the
    event says which phone must hear it, so that one is asked before the citizen's own account.
    """

    urgency: Urgency
    channels: Set[Channel]
    wanted: Set[Channel]
    templates: Set[Channel]
    low_quota: Set[Channel] = frozenset()
    refused: Mapping[Channel, Reason] = field(default_factory=dict)
    is_pushed: bool = True
    is_news: bool = False
    useful: bool = True
    superseded: bool = False
    held: bool = False
    parameters_fit: bool = True
    text_fits: bool = True
    quiet: bool = False
    contact_known: bool = True
    follows: bool = False
    has_oa_user_id: bool = False
    in_reply_window: bool = False
    in_free_window: bool = False
    replies_left: bool = False
    replies_low: bool = False
    has_phone: bool = False
    phone_named: bool = False
    waited: timedelta = timedelta(0)


Considered = tuple[tuple[Channel, Reason], ...]


@dataclass(frozen=True)
class Decision:
    """``channel`` is where it goes or waits, ``spare`` the one after it, should it say no; ``considered`` says of each
    other channel in use why not there.
    """

    action: PushAction
    channel: Channel | None = None
    reason: Reason | None = None
    considered: Considered = ()
    spare: Channel | None = None


@dataclass(frozen=True)
class MessageRule:
    condition: str
    holds: Callable[[Facts], bool]
    reason: Reason


@dataclass(frozen=True)
class ChannelRule:
    """``reason`` ``None``: the one that the channel itself gave."""

    channels: Set[Channel]
    condition: str
    holds: Callable[[Facts, Channel], bool]
    action: PushAction
    reason: Reason | None


NOT_HERE, WAIT = PushAction.INBOX_ONLY, PushAction.WAIT

MESSAGE_RULES: tuple[MessageRule, ...] = (
    MessageRule("tin đã quá thời gian hữu ích", lambda f: not f.useful, Reason.EXPIRED),
    MessageRule("không thuộc sáu mốc được báo qua Zalo", lambda f: not f.is_pushed, Reason.NOT_A_MILESTONE),
    MessageRule("tin mới hơn của cùng hồ sơ, trong vòng 60 giây, nói thay", lambda f: f.superseded, Reason.COALESCED),
)

CHANNEL_RULES: tuple[ChannelRule, ...] = (
    ChannelRule(_ALL, "kênh đã từ chối chính tin này", lambda f, c: c in f.refused, NOT_HERE, None),
    ChannelRule(_ALL, "người dân tắt loại tin này", lambda f, c: c not in f.wanted, NOT_HERE, Reason.NOT_WANTED),
    ChannelRule(
        _BY_TEMPLATE,
        "mẫu tin chưa có mã được duyệt trên kênh, hoặc Zalo đã ngừng mẫu",
        lambda f, c: c not in f.templates,
        NOT_HERE,
        Reason.TEMPLATE_NOT_APPROVED,
    ),
    ChannelRule(
        _BY_TEMPLATE,
        "tham số không hợp với mẫu (quá dài mà không rút gọn được, hoặc mẫu đã đổi)",
        lambda f, _: not f.parameters_fit,
        NOT_HERE,
        Reason.PARAMETERS_UNFIT,
    ),
    ChannelRule(_CS, "tin dài quá 2.000 ký tự", lambda f, _: not f.text_fits, NOT_HERE, Reason.TEXT_TOO_LONG),
    ChannelRule(
        _LEGACY,
        "giao dịch chỉ để báo việc của người dân, truyền thông chỉ để báo tin chung",
        lambda f, c: f.is_news != (c in _PROMOTION),
        NOT_HERE,
        Reason.NOT_THIS_KIND,
    ),
    ChannelRule(
        _ALL,
        "đắt hơn mức trần của độ khẩn",
        lambda f, c: cost(c, f) > CEILING[f.urgency],
        NOT_HERE,
        Reason.TOO_EXPENSIVE,
    ),
    ChannelRule(
        _ZALO,
        "chưa biết tài khoản Zalo, đã chờ dưới 15 phút",
        lambda f, _: not f.contact_known and f.waited < CONTACT_WAIT,
        WAIT,
        Reason.RECIPIENT_UNKNOWN,
    ),
    ChannelRule(
        _ZALO,
        "chưa biết tài khoản Zalo, đã chờ 15 phút",
        lambda f, _: not f.contact_known,
        NOT_HERE,
        Reason.RECIPIENT_UNKNOWN,
    ),
    ChannelRule(OA, "chưa quan tâm OA", lambda f, _: not f.follows, NOT_HERE, Reason.NOT_FOLLOWING),
    ChannelRule(OA, "chưa có mã người dùng OA", lambda f, _: not f.has_oa_user_id, NOT_HERE, Reason.NO_OA_USER_ID),
    ChannelRule(
        _CS,
        "quá 7 ngày từ lần tương tác cuối",
        lambda f, _: not f.in_reply_window,
        NOT_HERE,
        Reason.NO_RECENT_INTERACTION,
    ),
    ChannelRule(
        _CS,
        "quá 48 giờ từ lần tương tác cuối hoặc hết số tin miễn phí, và không còn tin tư vấn đã mua",
        lambda f, _: not f.in_free_window and not f.replies_left,
        NOT_HERE,
        Reason.OUTSIDE_FREE_WINDOW,
    ),
    ChannelRule(
        _CS,
        "không còn miễn phí, tin tư vấn đã mua còn dưới 10%, giữ cho tin khẩn",
        lambda f, _: not f.in_free_window and f.replies_low and f.urgency is not Urgency.URGENT,
        NOT_HERE,
        Reason.QUOTA_KEPT,
    ),
    ChannelRule(_ZNS, "chưa có số điện thoại", lambda f, _: not f.has_phone, NOT_HERE, Reason.NO_PHONE),
    ChannelRule(
        _ALL,
        "hạn mức còn dưới 10%, giữ cho tin khẩn",
        lambda f, c: c in f.low_quota and f.urgency is not Urgency.URGENT,
        WAIT,
        Reason.QUOTA_KEPT,
    ),
    ChannelRule(
        _CS,
        "từ 22 giờ đến 6 giờ, tin không khẩn",
        lambda f, _: f.quiet and f.urgency is not Urgency.URGENT,
        WAIT,
        Reason.NIGHT_HOURS,
    ),
    ChannelRule(_ZALO - _CS, "từ 22 giờ đến 6 giờ", lambda f, _: f.quiet, WAIT, Reason.NIGHT_HOURS),
    ChannelRule(
        _ALL, "hồ sơ vừa có tin gửi đi trong 60 giây trước", lambda f, _: f.held, WAIT, Reason.HELD_TO_COALESCE
    ),
)

AWAIT_CONTACT = (
    Reason.RECIPIENT_UNKNOWN,
    Reason.NOT_FOLLOWING,
    Reason.NO_OA_USER_ID,
    Reason.NO_PHONE,
    Reason.NOT_OPTED_IN,
)
"""Reasons that news of the citizen's contact may lift."""


def cost(channel: Channel, facts: Facts) -> int:
    """What one message by the channel costs, in dong."""
    return BOUGHT_REPLY if channel is Channel.ZALO_OA_CS and not facts.in_free_window else COST[channel]


def decide(facts: Facts) -> Decision:
    for rule in MESSAGE_RULES:
        if rule.holds(facts):
            return Decision(PushAction.INBOX_ONLY, None, rule.reason)
    order = sorted(ORDER, key=lambda channel: channel is not Channel.ZNS) if facts.phone_named else ORDER
    objections = {channel: _objection(channel, facts) for channel in order if channel in facts.channels}
    free = [channel for channel, objection in objections.items() if objection is None]
    waiting = [channel for channel, objection in objections.items() if objection and objection[0] is WAIT]
    channel, spare = (*free, *waiting, None, None)[:2]
    considered = tuple(
        (other, objection[1]) for other, objection in objections.items() if objection and other is not channel
    )
    if channel is None:
        return Decision(PushAction.INBOX_ONLY, None, _foremost(considered, facts), considered)
    if (objection := objections[channel]) is None:
        return Decision(PushAction.SEND, channel, None, considered, spare)
    return Decision(PushAction.WAIT, channel, objection[1], considered, spare)


def _objection(channel: Channel, facts: Facts) -> tuple[PushAction, Reason] | None:
    """The action and reason of the first rule that holds against ``channel``."""
    for rule in CHANNEL_RULES:
        if channel in rule.channels and rule.holds(facts, channel):
            return rule.action, rule.reason or facts.refused[channel]
    return None


def _foremost(considered: Considered, facts: Facts) -> Reason:
    """The reason among many that is named: what a channel answered last, else that of the template message, which is
    how the Official Account speaks unasked.
    """
    reasons = dict(considered)
    asked = [channel for channel in facts.refused if channel in reasons]
    if asked:
        return reasons[asked[-1]]
    return reasons.get(Channel.ZALO_OA_TEMPLATE) or next(iter(reasons.values()), Reason.NO_CHANNEL)


def next_look(waited: timedelta) -> timedelta:
    """How long until a message that waits for its contact is decided again: as long as it has waited, from 1 to 60
    seconds.
    """
    return min(max(waited, timedelta(seconds=1)), timedelta(minutes=1))
