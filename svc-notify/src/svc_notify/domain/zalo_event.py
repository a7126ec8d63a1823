"""What Zalo tells by webhook, by kind. Shapes differ between Zalo's own pages, so all that were seen are read.

Source: contract sections 7.3 to 7.6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

REPLAY_WINDOW = timedelta(hours=24)
"""Zalo repeats for hours; what is older is somebody's recording."""
AHEAD = timedelta(minutes=5)
"""How far Zalo's clock may be before ours."""
ID_LENGTH = 64
RECEIPTS_IN_ONE = 100


class ZaloEventKind(StrEnum):
    """What an event means here."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    INTERACTION = "interaction"
    PHONE_SHARED = "phone_shared"
    DELIVERED = "delivered"
    SEEN = "seen"
    TEMPLATE_STATUS = "template_status"
    TEMPLATE_QUALITY = "template_quality"
    TEMPLATE_QUOTA = "template_quota"
    DAILY_QUOTA = "daily_quota"
    CONSENT_REVOKED = "consent_revoked"
    NO_CONCERN = "no_concern"
    """Known, and nothing follows: echoes of what the Official Account itself sent, and the like."""


_SENT = ("text", "image", "gif", "sticker", "link", "audio", "video", "file", "location", "business_card")
_ECHOED = ("text", "image", "gif", "list", "file", "sticker", "template", "consent")

OA_EVENTS: Mapping[str, ZaloEventKind] = {
    "follow": ZaloEventKind.FOLLOW,
    "unfollow": ZaloEventKind.UNFOLLOW,
    **{f"user_send_{what}": ZaloEventKind.INTERACTION for what in _SENT},
    "user_click_chatnow": ZaloEventKind.INTERACTION,
    "user_click_response_button": ZaloEventKind.INTERACTION,
    "user_reacted_message": ZaloEventKind.INTERACTION,
    "user_call_oa": ZaloEventKind.INTERACTION,
    "widget_interaction_accepted": ZaloEventKind.INTERACTION,
    "user_submit_info": ZaloEventKind.PHONE_SHARED,
    "user_received_message": ZaloEventKind.DELIVERED,
    "user_seen_message": ZaloEventKind.SEEN,
    "change_template_status": ZaloEventKind.TEMPLATE_STATUS,
    "change_template_quality": ZaloEventKind.TEMPLATE_QUALITY,
    "change_template_quota": ZaloEventKind.TEMPLATE_QUOTA,
    "change_oa_daily_quota": ZaloEventKind.DAILY_QUOTA,
    **{f"oa_send_{what}": ZaloEventKind.NO_CONCERN for what in _ECHOED},
    "user_feedback": ZaloEventKind.NO_CONCERN,
    "user_withdraw": ZaloEventKind.NO_CONCERN,
    "update_user_info": ZaloEventKind.NO_CONCERN,
    "add_user_to_tag": ZaloEventKind.NO_CONCERN,
    "change_oa_template_tags": ZaloEventKind.NO_CONCERN,
    "widget_failed_to_sync_user_external_id": ZaloEventKind.NO_CONCERN,
}
MINI_APP_EVENTS: Mapping[str, ZaloEventKind] = {
    "user.revoke.consent": ZaloEventKind.CONSENT_REVOKED,
    "versions.review.done": ZaloEventKind.NO_CONCERN,
}


@dataclass(frozen=True)
class ZaloEvent:
    """``oa_user_id`` is the person's id with the Official Account, ``app_user_id`` the one in the mini app.

    ``about``: the template that changed, or ``None``; ``before`` and ``after``: its value.
    """

    kind: ZaloEventKind
    name: str
    at: datetime
    oa_user_id: str | None = field(default=None, repr=False)
    app_user_id: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    provider_ids: tuple[str, ...] = ()
    message_id: str | None = None
    """Ours, when Zalo gives back the tracking id."""
    about: str | None = None
    before: str | None = None
    after: str | None = None


def timestamp_of(body: Mapping[str, Any]) -> tuple[str, datetime] | None:
    """The time as it was signed, and as a moment; ``None`` when there is none that can be."""
    value = body.get("timestamp")
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdecimal() and len(text) <= 14):
        return None
    return text, datetime.fromtimestamp(int(text) // 1000, UTC) + timedelta(milliseconds=int(text) % 1000)


def is_fresh(at: datetime, now: datetime) -> bool:
    return now - REPLAY_WINDOW <= at <= now + AHEAD


def read_oa_event(body: Mapping[str, Any], at: datetime, oa_id: str, *, zns: bool = False) -> ZaloEvent | None:
    """``None`` when nobody has told us of such an event. ``zns``: Zalo said that it is about a message by phone number,
    whose recipient is that number or a hash of it, and no id of a person.
    """
    name = body.get("event_name")
    kind = OA_EVENTS.get(name) if isinstance(name, str) else None
    if kind is None or not isinstance(name, str):
        return None
    message = _object(body.get("message"))
    before, after = _change(body)
    ids = message.get("msg_ids")
    listed = ids[:RECEIPTS_IN_ONE] if isinstance(ids, list) else [message.get("msg_id") or body.get("msg_id")]
    delivery_time = message.get("delivery_time") or body.get("delivery_time")
    delivered = timestamp_of({"timestamp": delivery_time}) if kind is ZaloEventKind.DELIVERED else None
    by_phone = zns or delivery_time is not None
    return ZaloEvent(
        kind=kind,
        name=name,
        at=delivered[1] if delivered else at,
        oa_user_id=None if by_phone else _user(body, oa_id),
        app_user_id=_id(body.get("user_id_by_app")),
        phone=_phone(_object(body.get("info")).get("phone")),
        provider_ids=tuple(found for one in listed if (found := _id(one))),
        message_id=_id(message.get("tracking_id") or body.get("tracking_id")),
        about=_id(body.get("template_id")),
        before=before,
        after=after,
    )


def read_mini_app_event(body: Mapping[str, Any], at: datetime) -> ZaloEvent | None:
    name = body.get("event")
    kind = MINI_APP_EVENTS.get(name) if isinstance(name, str) else None
    if kind is None or not isinstance(name, str):
        return None
    return ZaloEvent(kind, name, at, app_user_id=_id(body.get("userId")))


def _user(body: Mapping[str, Any], oa_id: str) -> str | None:
    """Whichever party is not the Official Account: pages contradict each other about the direction."""
    parties = (_party(body.get(role)) for role in ("follower", "sender", "recipient"))
    return next((found for found in parties if found and found != oa_id), None)


def _party(value: Any) -> str | None:
    return _id(value.get("id") if isinstance(value, Mapping) else value)


def _change(body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    for name, old, new in (
        ("status", "prev_status", "new_status"),
        ("quality", "prev_quality", "new_quality"),
        ("quota", "prev_value", "new_value"),
    ):
        if found := _object(body.get(name)):
            return _id(found.get(old)), _id(found.get(new))
    return None, None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _id(value: Any) -> str | None:
    """Ids exceed 2^53 and come as text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    return text if 0 < len(text) <= ID_LENGTH else None


def _phone(value: Any) -> str | None:
    """``84900000001``, whatever the form it came in."""
    text = (_id(value) or "").replace(" ", "").removeprefix("+")
    text = "84" + text[1:] if text.startswith("0") else text
    return text if text.isascii() and text.isdecimal() and 9 <= len(text) <= 15 else None
