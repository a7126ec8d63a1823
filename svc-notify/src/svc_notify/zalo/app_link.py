"""Where a message leads: into the app, to the same message in its inbox, which leads on to what it is about."""

from typing import Any

BUTTON = "Xem chi tiết"
"""The text of the button, at most 35 characters, which is the least that a channel allows (contract 4.3)."""


def app_link(mini_app_id: str, message_id: str) -> str:
    """A public link of the mini app (contract 9.2): it is forwarded, so nothing personal is in it."""
    return f"https://zalo.me/s/{mini_app_id}/messages/{message_id}"


def open_button(mini_app_id: str, message_id: str) -> list[dict[str, Any]]:
    """The one button below a message of the Official Account; none while there is no mini app."""
    if not mini_app_id:
        return []
    return [{"title": BUTTON, "type": "oa.open.url", "payload": {"url": app_link(mini_app_id, message_id)}}]
