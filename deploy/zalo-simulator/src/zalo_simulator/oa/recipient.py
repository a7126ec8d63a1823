"""Who a message goes to: `recipient.user_id`, or `user_id` beside the rest."""

from typing import Any

from zalo_simulator.endpoint import Call, json_object

FLAT, NESTED = "flat", "nested"
SHAPES = {"both": (FLAT, NESTED), FLAT: (FLAT,), NESTED: (NESTED,)}


def recipient_id(document: dict[str, Any], shapes: tuple[str, ...]) -> str | None:
    nested = document.get("recipient")
    ids = {FLAT: document.get("user_id"), NESTED: nested.get("user_id") if isinstance(nested, dict) else None}
    return next((user_id for shape in shapes if isinstance(user_id := ids[shape], str) and user_id), None)


def recipient_ids(call: Call) -> list[str]:
    """Whom any call of the API is for: from the body of a POST, the `data` parameter of a GET."""
    document = call.json if call.body else json_object(call.query.get("data", ""))
    user_id = recipient_id(document, (FLAT, NESTED)) if document else None
    return [user_id] if user_id else []
