"""Nobody puts another person's number or place into their own profile: the code's token must be theirs."""

from dataclasses import dataclass

from gateway.use_cases.read_profile import ReadProfile
from gateway.zalo.graph import ZaloGraph
from shared.errors import Forbidden


@dataclass(frozen=True)
class RequireOwnToken:
    zalo: ZaloGraph
    read: ReadProfile

    async def __call__(self, citizen_id: str, access_token: str) -> None:
        """Raises ``Forbidden`` and ``ZaloRefused``."""
        citizen = await self.read(citizen_id)
        profile = await self.zalo.profile(access_token)
        if profile.user_id != citizen.contact.zalo_user_id:
            raise Forbidden("Mã truy cập Zalo này không phải của tài khoản đang đăng nhập.")
