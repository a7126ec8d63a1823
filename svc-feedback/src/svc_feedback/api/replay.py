"""How an answer says that an earlier request had already done it."""

from collections.abc import Mapping

from shared.idempotency import REPLAY_HEADER


def replay(replayed: bool) -> Mapping[str, str]:
    return REPLAY_HEADER if replayed else {}
