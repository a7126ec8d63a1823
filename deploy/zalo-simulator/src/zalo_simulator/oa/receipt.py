"""The answer to a message that Zalo accepted."""

from collections.abc import Mapping

from zalo_simulator.messages import Message


def receipt(message: Message, quota: Mapping[str, object] | None) -> dict[str, object]:
    """`sent_time` is epoch milliseconds as text. `quota` differs between samples: opaque to a caller."""
    data: dict[str, object] = {
        "message_id": message.message_id,
        "user_id": message.oa_user_id,
        "sent_time": str(message.sent_at),
    }
    return {**data, "quota": quota} if quota else data
