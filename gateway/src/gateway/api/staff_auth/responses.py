from typing import Self

from gateway.api.auth.responses import TokensView
from gateway.api.staff.responses import StaffView
from gateway.domain.roles import Labels
from gateway.domain.session import Tokens
from gateway.domain.staff import Staff


class StaffSessionView(TokensView):
    staff: StaffView

    @classmethod
    def of_staff(cls, member: Staff, labels: Labels, tokens: Tokens) -> Self:
        return cls(
            access_token=tokens.access_token,
            expires_in=tokens.expires_in,
            refresh_token=tokens.refresh_token,
            staff=StaffView.of(member, labels),
        )
