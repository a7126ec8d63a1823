"""``Idempotency-Key``: the HTTP side of ``shared.command``.

Source of the rules: IETF draft-ietf-httpapi-idempotency-key-header-07. There the key is a quoted string; clients that
send it bare are as welcome.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Header, Request

from shared.command import Command
from shared.identity import Authenticated
from shared.ids import derived_id
from shared.problem import idempotency_key_missing

REPLAY_HEADER = {"Idempotent-Replay": "true"}

_KEY = re.compile(r'"([A-Za-z0-9._:-]{8,128})"|([A-Za-z0-9._:-]{8,128})')


def command(caller_id: str, route: str, key: str, body: bytes) -> Command:
    """The command of ``caller_id`` at ``route`` (method and path with its ids), named by ``key``.

    Raises ``Malformed``.
    """
    match = _KEY.fullmatch(key.strip())
    if match is None:
        raise idempotency_key_missing()
    return Command(derived_id("cmd", caller_id, route, match[1] or match[2]), hashlib.sha256(body).hexdigest())


async def _command(request: Request, caller: Authenticated, idempotency_key: Annotated[str, Header()]) -> Command:
    return command(caller.id, f"{request.method} {request.url.path}", idempotency_key, await request.body())


IdempotentCommand = Annotated[Command, Depends(_command)]


def replay(replayed: bool) -> Mapping[str, str]:
    """How an answer says that an earlier request had already done it."""
    return REPLAY_HEADER if replayed else {}
