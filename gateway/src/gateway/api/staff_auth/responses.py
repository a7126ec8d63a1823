from typing import Self

from pydantic import BaseModel

from gateway.api.auth.responses import TokensResponse
from gateway.domain.session import Tokens
from gateway.domain.staff import Staff


class StaffResponse(BaseModel):
    id: str
    name: str | None
    roles: list[str]

    @classmethod
    def of(cls, member: Staff) -> Self:
        return cls(id=member.id, name=member.name, roles=member.roles())


class StaffSessionResponse(TokensResponse):
    staff: StaffResponse

    @classmethod
    def of_staff(cls, member: Staff, tokens: Tokens) -> Self:
        return cls(
            access_token=tokens.access_token,
            expires_in=tokens.expires_in,
            refresh_token=tokens.refresh_token,
            staff=StaffResponse.of(member),
        )
