"""``Idempotency-Key``: the same request sent twice has one effect and one answer.

There is no table of keys. The effect itself carries the command: a created aggregate's ``_id`` is derived from
``command.id``, a change keeps ``command.id`` in its timeline entry, and both keep ``command.fingerprint``. A repeat
meets what the first attempt stored, in the one write that made it, so no crash can come between effect and memory
and no request is ever "still running". Source of the rules: IETF draft-ietf-httpapi-idempotency-key-header-07.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from shared.identity import Authenticated
from shared.ids import derived_id
from shared.problem import idempotency_key_missing, idempotency_key_reused

REPLAY_HEADER = {"Idempotent-Replay": "true"}

_KEY = re.compile(r"[A-Za-z0-9._:-]{8,128}")


@dataclass(frozen=True)
class Command:
    """One intention of one caller: ``id`` names it, ``fingerprint`` is the SHA-256 of what it asks."""

    id: str
    fingerprint: str

    def expect_same(self, stored_fingerprint: str) -> None:
        """Refuse (422) when the key was first used with another content."""
        if stored_fingerprint != self.fingerprint:
            raise idempotency_key_reused()


def command(caller_id: str, route: str, key: str | None, body: bytes) -> Command:
    """The command of ``caller_id`` at ``route`` (method and path with its ids) named by ``key``."""
    if key is None or not _KEY.fullmatch(key):
        raise idempotency_key_missing()
    return Command(derived_id("cmd", caller_id, route, key), hashlib.sha256(body).hexdigest())


async def _command(
    request: Request, caller: Authenticated, idempotency_key: Annotated[str | None, Header()] = None
) -> Command:
    return command(caller.id, f"{request.method} {request.url.path}", idempotency_key, await request.body())


IdempotentCommand = Annotated[Command, Depends(_command)]
