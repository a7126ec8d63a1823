"""Staff sign in in a browser, through Zalo's login page (OAuth v4 with PKCE)."""

import secrets
import string
from dataclasses import dataclass, replace
from datetime import timedelta

from gateway.domain.staff import Staff
from gateway.store.login_states import LoginStates
from gateway.store.sessions import Sessions
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.begin_session import begin_session
from gateway.use_cases.issue_tokens import TokenIssuer, Tokens
from gateway.zalo.graph import ZaloGraph
from gateway.zalo.oauth import ZaloOAuth
from shared.clock import Clock
from shared.errors import Forbidden, Malformed
from shared.ids import new_id

LOGIN_LIFE = timedelta(minutes=10)
"""As long as Zalo's login code."""

_VERIFIER_LENGTH = 43
_VERIFIER_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class SignInStaff:
    oauth: ZaloOAuth
    zalo: ZaloGraph
    states: LoginStates
    staff: StaffMembers
    sessions: Sessions
    issuer: TokenIssuer
    clock: Clock

    async def leave(self) -> tuple[str, str]:
        """Where to send the browser, and the secret it keeps meanwhile: only that browser may come back."""
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        verifier = "".join(secrets.choice(_VERIFIER_LETTERS) for _ in range(_VERIFIER_LENGTH))
        await self.states.keep(state, browser, verifier, self.clock.now() + LOGIN_LIFE)
        return self.oauth.login_page(state, verifier), browser

    async def come_back(self, state: str, browser: str, code: str) -> tuple[Staff, Tokens]:
        """Raises ``ZaloRefused``; 403 for somebody whom no administrator has given a role yet."""
        verifier = await self.states.take(state, browser, self.clock.now())
        if verifier is None:
            detail = "Lượt đăng nhập này đã hết hạn hoặc đã được dùng. Vui lòng đăng nhập lại."
            raise Malformed(detail, code="login-expired", title="Không thể đăng nhập")
        access_token = await self.oauth.user_token(code, verifier)
        profile = await self.zalo.profile(access_token, of_mini_app=False)
        staff = await find_or_add_staff(self.staff, profile.user_id, self.clock)
        if profile.name and profile.name != staff.name:
            await self.staff.rename(staff, profile.name)
            staff = replace(staff, name=profile.name)
        roles = staff.roles()
        if not roles:
            detail = f"Tài khoản chưa được phân quyền. Vui lòng gửi mã cán bộ {staff.id} cho quản trị viên."
            raise Forbidden(detail, code="no-role", title="Chưa được phân quyền", staff_id=staff.id)
        return staff, await begin_session(self.sessions, self.issuer, self.clock, "staff", staff.id, roles)


async def find_or_add_staff(members: StaffMembers, zalo_user_id: str, clock: Clock) -> Staff:
    """The member of staff with this Zalo account, known from now on."""
    known = await members.of_zalo_user(zalo_user_id)
    if known is not None:
        return known
    staff = Staff(new_id("stf", clock.now()), 1, zalo_user_id, None, clock.now())
    if await members.add(staff):
        return staff
    first = await members.of_zalo_user(zalo_user_id)
    assert first is not None, "a duplicate of what is not there"
    return first
