"""A member of staff comes back from Zalo's login page and gets a session, if an administrator gave them a role."""

from dataclasses import dataclass, replace

from gateway.domain.session import Tokens
from gateway.domain.staff import Staff
from gateway.store.login_states import LoginStates
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.begin_session import BeginSession
from gateway.use_cases.register_staff import RegisterStaff
from gateway.zalo.graph import ZaloGraph
from gateway.zalo.oauth import ZaloOAuth
from shared.clock import Clock
from shared.errors import Forbidden, Malformed


@dataclass(frozen=True)
class FinishStaffLogin:
    oauth: ZaloOAuth
    zalo: ZaloGraph
    states: LoginStates
    staff: StaffMembers
    register: RegisterStaff
    begin_session: BeginSession
    clock: Clock

    async def __call__(self, state: str, browser: str, code: str) -> tuple[Staff, Tokens]:
        """Raises ``ZaloRefused``, and ``Forbidden`` for somebody whom no administrator has given a role yet."""
        verifier = await self.states.take(state, browser, self.clock.now())
        if verifier is None:
            detail = "Lượt đăng nhập này đã hết hạn hoặc đã được dùng. Vui lòng đăng nhập lại."
            raise Malformed(detail, code="login-expired", title="Không thể đăng nhập")
        access_token = await self.oauth.user_token(code, verifier)
        profile = await self.zalo.profile(access_token, of_mini_app=False)
        member = await self.register(profile.user_id)
        if profile.name and profile.name != member.name:
            await self.staff.rename(member, profile.name)
            member = replace(member, name=profile.name)
        roles = member.roles()
        if not roles:
            detail = f"Tài khoản chưa được phân quyền. Vui lòng gửi mã cán bộ {member.id} cho quản trị viên."
            raise Forbidden(detail, code="no-role", title="Chưa được phân quyền", staff_id=member.id)
        return member, await self.begin_session("staff", member.id, roles)
