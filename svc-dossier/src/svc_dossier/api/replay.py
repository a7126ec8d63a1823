"""How an answer says that an earlier request had already made what it tells of."""

from collections.abc import Mapping

from shared.idempotency import REPLAY_HEADER


def replay(replayed: bool) -> Mapping[str, str]:
    return REPLAY_HEADER if replayed else {}
