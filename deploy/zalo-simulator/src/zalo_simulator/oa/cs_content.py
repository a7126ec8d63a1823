"""What a reply may hold: text, an image by address, a request for contact data, buttons, a list."""

from collections.abc import Callable
from typing import Any

from zalo_simulator.endpoint import Answer
from zalo_simulator.oa.envelope import refuse

TEXT_LIMIT = 2000
TITLE_LIMIT = 100
QUERY_LIMIT = 1000
MEDIA_TYPES = ("image", "gif", "sticker")

_BUTTON_PAYLOADS: dict[str, tuple[str, ...]] = {
    "oa.open.url": ("url",),
    "oa.query.show": (),
    "oa.query.hide": (),
    "oa.open.phone": ("phone_code",),
    "oa.open.sms": ("content", "phone_code"),
}
"""The keys of each button's payload; none: the payload is text."""


IsKept = Callable[[Any], bool]
"""Whether this is the name of an upload that may still be used."""


def wrong_content(message: Any, allow_list: bool, is_kept: IsKept) -> Answer | None:
    if not isinstance(message, dict):
        return refuse(-201, "message")
    text, attachment = message.get("text"), message.get("attachment")
    if text is not None and not isinstance(text, str):
        return refuse(-201, "message.text")
    if text is not None and len(text) > TEXT_LIMIT:
        return refuse(-210, "message.text")
    if attachment is None:
        return None if text else refuse(-201, "message.text")
    return _wrong_attachment(attachment, allow_list, is_kept)


def _wrong_attachment(attachment: Any, allow_list: bool, is_kept: IsKept) -> Answer | None:
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(payload, dict):
        return refuse(-201, "message.attachment")
    if attachment.get("type") == "file":
        return None if is_kept(payload.get("token")) else refuse(-100)
    match payload.get("template_type"):
        case "media":
            return _wrong_media(payload.get("elements"), is_kept)
        case "request_user_info":
            return _wrong_elements(payload.get("elements"))
        case "button":
            return _wrong_text(payload.get("text")) or wrong_buttons(payload.get("buttons"), TITLE_LIMIT)
        case "list" if allow_list:
            return _wrong_elements(payload.get("elements"))
        case _:
            return refuse(-233)


def _wrong_media(elements: Any, is_kept: IsKept) -> Answer | None:
    if not isinstance(elements, list) or not elements or not isinstance(elements[0], dict):
        return refuse(-201, "elements")
    if elements[0].get("media_type") not in MEDIA_TYPES:
        return refuse(-201, "media_type")
    has_one = isinstance(elements[0].get("url"), str) or is_kept(elements[0].get("attachment_id"))
    return None if has_one else refuse(-100)


def _wrong_elements(elements: Any) -> Answer | None:
    if not isinstance(elements, list) or not elements:
        return refuse(-201, "elements")
    for element in elements:
        title = element.get("title") if isinstance(element, dict) else None
        if not isinstance(title, str):
            return refuse(-201, "elements.title")
        if len(title) > TITLE_LIMIT:
            return refuse(-210, "elements.title")
    return None


def _wrong_text(text: Any) -> Answer | None:
    if not isinstance(text, str) or not text:
        return refuse(-201, "payload.text")
    return refuse(-210, "payload.text") if len(text) > TEXT_LIMIT else None


def wrong_buttons(buttons: Any, title_limit: int) -> Answer | None:
    if not isinstance(buttons, list):
        return refuse(-201, "buttons")
    return next(filter(None, (_wrong_button(button, title_limit) for button in buttons)), None)


def _wrong_button(button: Any, title_limit: int) -> Answer | None:
    if not isinstance(button, dict) or not isinstance(button.get("title"), str):
        return refuse(-201, "buttons.title")
    if len(button["title"]) > title_limit:
        return refuse(-210, "buttons.title")
    keys, payload = _BUTTON_PAYLOADS.get(button.get("type", "")), button.get("payload")
    if keys is None:
        return refuse(-201, "buttons.type")
    if not keys:
        is_wrong = not isinstance(payload, str) or len(payload) > QUERY_LIMIT
    else:
        is_wrong = not isinstance(payload, dict) or not all(isinstance(payload.get(key), str) for key in keys)
    return refuse(-201, "buttons.payload") if is_wrong else None
