"""The elements and buttons of the discontinued transaction and promotion messages, with their lengths."""

from typing import Any

from zalo_simulator.endpoint import Answer
from zalo_simulator.oa.cs_content import wrong_buttons
from zalo_simulator.oa.envelope import refuse

LANGUAGES = ("VI", "EN")
TEXT_LIMITS = {"header": 100, "text": 1000}
KEY_LIMIT, VALUE_LIMIT = 25, 100
STYLES = (None, "green", "blue", "yellow", "red", "grey")
BUTTONS, BUTTON_TITLE_LIMIT = 4, 35


def wrong_content(message: Any, types: tuple[str, ...]) -> Answer | None:
    try:
        payload = message["attachment"]["payload"]
        elements, buttons = payload["elements"], payload.get("buttons", [])
        if payload["template_type"] not in types:
            return refuse(-233)
        if payload.get("language", "VI") not in LANGUAGES:
            return refuse(-201, "language")
        if sum(element["type"] == "banner" for element in elements) > 1:
            return refuse(-201, "banner")
        if len(buttons) > BUTTONS:
            return refuse(-210, "buttons")
        return next(filter(None, map(_wrong_element, elements)), None) or wrong_buttons(buttons, BUTTON_TITLE_LIMIT)
    except (KeyError, TypeError, AttributeError):
        return refuse(-201, "message")


def _wrong_element(element: Any) -> Answer | None:
    match element["type"]:
        case "banner":
            return None if element.get("image_url") else refuse(-100)
        case "header" | "text" as kind:
            return refuse(-210, kind) if len(element["content"]) > TEXT_LIMITS[kind] else None
        case "table":
            return next(filter(None, map(_wrong_row, element["content"])), None)
        case _:
            return refuse(-201, "elements.type")


def _wrong_row(row: Any) -> Answer | None:
    if len(row["key"]) > KEY_LIMIT or len(row["value"]) > VALUE_LIMIT:
        return refuse(-210, "table")
    return None if row.get("style") in STYLES else refuse(-201, "table.style")
