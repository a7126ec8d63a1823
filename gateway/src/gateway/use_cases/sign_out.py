"""The session ends: its refresh token is worth nothing, its access token dies within fifteen minutes."""

from dataclasses import dataclass

from gateway.store.sessions import Sessions
from shared.clock import Clock


@dataclass(frozen=True)
class SignOut:
    sessions: Sessions
    clock: Clock

    async def __call__(self, refresh_token: str) -> None:
        await self.sessions.end_of_token(refresh_token, self.clock.now(), "signed out")
