"""A member of staff leaves a console for Zalo's login page (OAuth v4 with PKCE)."""

import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass

from gateway.domain.console_login import LOGIN_LIFE, ConsoleLogin
from gateway.store.login_states import LoginStates
from gateway.zalo.oauth import ZaloOAuth
from shared.clock import Clock
from shared.errors import FieldError, Invalid

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
    consoles: Collection[str]
    clock: Clock

    async def __call__(self, address: str, state: str, challenge: str) -> StartedLogin:
        """Raises ``Invalid`` for the address of a console that is not registered."""
        if address not in self.consoles:
            raise Invalid([FieldError("return_to", "Địa chỉ này chưa được đăng ký với hệ thống.")])
        verifier = "".join(secrets.choice(_VERIFIER_LETTERS) for _ in range(_VERIFIER_LENGTH))
        login = ConsoleLogin(address, state, challenge, verifier)
        ours, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        await self.states.keep(ours, browser, login, self.clock.now() + LOGIN_LIFE)
        return StartedLogin(self.oauth.login_page(ours, verifier), browser)
