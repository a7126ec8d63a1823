"""A member of staff comes back from Zalo's login page and goes on to the console, with a code for their session."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from gateway.domain.console_login import CODE_LIFE, ConsoleLogin, LoginCode, LoginFailure, login_failed
from gateway.store.login_codes import LoginCodes
from gateway.store.login_states import LoginStates
from gateway.use_cases.register_staff import RegisterStaff
from gateway.use_cases.rename_staff import RenameStaff
from gateway.zalo.errors import ZaloRefused
from gateway.zalo.graph import ZaloGraph
from gateway.zalo.oauth import ZaloOAuth
from shared.clock import Clock
from shared.logs import get_logger

log = get_logger()


@dataclass(frozen=True)
class FinishStaffLogin:
    oauth: ZaloOAuth
    zalo: ZaloGraph
    states: LoginStates
    codes: LoginCodes
    register: RegisterStaff
    rename: RenameStaff
    consoles: Collection[str]
    clock: Clock

    async def __call__(self, state: str, browser: str, zalo_code: str | None) -> str:
        """The address that the browser goes on to. ``zalo_code`` is ``None`` for somebody who did not agree at Zalo."""
        login = await self.states.take(state, browser, self.clock.now())
        if login is None:
            return login_failed(self.consoles, LoginFailure.EXPIRED)
        if zalo_code is None:
            return login.failed(LoginFailure.DECLINED)
        try:
            return login.answered(await self._code(login, zalo_code))
        except ZaloRefused as refusal:
            log.warning("staff_login_refused", call=refusal.call, kind=refusal.kind.value, code=refusal.code)
            return login.failed(LoginFailure.ZALO)

    async def _code(self, login: ConsoleLogin, zalo_code: str) -> str:
        access_token = await self.oauth.user_token(zalo_code, login.verifier)
        profile = await self.zalo.profile(access_token, of_mini_app=False)
        member = await self.register(profile.user_id)
        if profile.name and profile.name != member.name:
            await self.rename(member, profile.name)
        code = secrets.token_urlsafe(32)
        await self.codes.keep(code, LoginCode(member.id, login.challenge), self.clock.now() + CODE_LIFE)
        return code
