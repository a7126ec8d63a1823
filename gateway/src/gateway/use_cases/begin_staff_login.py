"""A member of staff leaves for Zalo's login page (OAuth v4 with PKCE)."""

import secrets
import string
from dataclasses import dataclass
from datetime import timedelta

from gateway.store.login_states import LoginStates
from gateway.zalo.oauth import ZaloOAuth
from shared.clock import Clock

LOGIN_LIFE = timedelta(minutes=10)
"""As long as Zalo's login code."""

_VERIFIER_LENGTH = 43
_VERIFIER_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class StartedLogin:
    """Where to send the browser, and the secret it keeps meanwhile: only that browser may come back."""

    page: str
    browser: str


@dataclass(frozen=True)
class BeginStaffLogin:
    oauth: ZaloOAuth
    states: LoginStates
    clock: Clock

    async def __call__(self) -> StartedLogin:
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        verifier = "".join(secrets.choice(_VERIFIER_LETTERS) for _ in range(_VERIFIER_LENGTH))
        await self.states.keep(state, browser, verifier, self.clock.now() + LOGIN_LIFE)
        return StartedLogin(self.oauth.login_page(state, verifier), browser)
