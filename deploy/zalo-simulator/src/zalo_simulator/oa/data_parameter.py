"""The parameter `data` of a GET holds JSON in the URL. Plain query parameters are not read."""

from typing import Any

from zalo_simulator.endpoint import Call, json_object


def data_parameter(call: Call) -> dict[str, Any] | None:
    return json_object(call.query.get("data", ""))


def page_of(data: dict[str, Any], max_count: int, last_offset: int) -> tuple[int, int] | None:
    """Offset and count; None when one of them is out of range."""
    offset, count = data.get("offset"), data.get("count")
    numbers = all(isinstance(value, int) and not isinstance(value, bool) for value in (offset, count))
    if not numbers or offset is None or count is None:
        return None
    return (offset, count) if 0 <= offset <= last_offset and 1 <= count <= max_count else None
