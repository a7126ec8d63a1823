from typing import Self

from pydantic import BaseModel

from gateway.api.me.responses import CitizenView
from gateway.domain.citizen import Citizen
from gateway.domain.session import Tokens


class TokensView(BaseModel):
    """``expires_in``: seconds that ``access_token`` is good for. ``refresh_token`` works once."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105  RFC 6750's word
    expires_in: int
    refresh_token: str

    @classmethod
    def of(cls, tokens: Tokens) -> Self:
        return cls(access_token=tokens.access_token, expires_in=tokens.expires_in, refresh_token=tokens.refresh_token)


class CitizenSessionView(TokensView):
    citizen: CitizenView

    @classmethod
    def of_citizen(cls, citizen: Citizen, tokens: Tokens) -> Self:
        return cls(
            access_token=tokens.access_token,
            expires_in=tokens.expires_in,
            refresh_token=tokens.refresh_token,
            citizen=CitizenView.of(citizen),
        )
