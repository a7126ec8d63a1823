"""Access tokens, refresh tokens, one-time codes and authorisation codes that Zalo has issued."""

from collections.abc import Callable
from dataclasses import dataclass

from zalo_simulator.bounded_dict import BoundedDict

ACCESS_TOKENS_KEPT = 200_000
CODES_KEPT = 50_000


@dataclass(slots=True)
class AccessToken:
    app_id: str
    user_id: str | None
    """None: the token of the Official Account."""
    expires_at: int
    is_revoked: bool = False

    def is_valid(self, now_ms: int) -> bool:
        return not self.is_revoked and now_ms < self.expires_at


@dataclass(slots=True)
class RefreshToken:
    app_id: str
    user_id: str | None
    access_token: str
    expires_at: int
    used_at: int | None = None
    successor: tuple[str, str] | None = None
    """The (access, refresh) pair that its use gave."""


@dataclass(slots=True)
class OneTimeCode:
    kind: str
    app_id: str
    user_id: str
    expires_at: int
    is_used: bool = False


@dataclass(slots=True)
class AuthorizationCode:
    app_id: str
    user_id: str | None
    challenge: str
    expires_at: int
    is_used: bool = False


class Grants:
    """The tokens of one audience: users, or the Official Account."""

    def __init__(self, prefix: str, new_secret: Callable[[], str]) -> None:
        self._prefix = prefix
        self._new_secret = new_secret
        self.access: BoundedDict[str, AccessToken] = BoundedDict(ACCESS_TOKENS_KEPT)
        self.refresh: BoundedDict[str, RefreshToken] = BoundedDict(ACCESS_TOKENS_KEPT)
        self.codes: BoundedDict[str, AuthorizationCode] = BoundedDict(CODES_KEPT)

    def new_access(self, token: AccessToken) -> str:
        text = f"{self._prefix}-at-{self._new_secret()}"
        self.access[text] = token
        return text

    def new_refresh(self, token: RefreshToken) -> str:
        text = f"{self._prefix}-rt-{self._new_secret()}"
        self.refresh[text] = token
        return text

    def new_code(self, code: AuthorizationCode) -> str:
        text = f"{self._prefix}-code-{self._new_secret()}"
        self.codes[text] = code
        return text

    def revoke(self, user_id: str | None) -> int:
        """Ends every token of one person, or of the Official Account. Returns how many were valid."""
        valid = [token for token in self.access.values() if token.user_id == user_id and not token.is_revoked]
        for token in valid:
            token.is_revoked = True
        for text in [text for text, token in self.refresh.items() if token.user_id == user_id]:
            del self.refresh[text]
        return len(valid)

    def clear(self) -> None:
        self.access.clear()
        self.refresh.clear()
        self.codes.clear()
