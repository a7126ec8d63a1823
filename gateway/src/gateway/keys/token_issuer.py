"""Access tokens: what every service trusts, for fifteen minutes."""

import jwt

from gateway.domain.session import ACCESS_LIFE, CallerKind, Tokens
from gateway.keys.signing_keys import SigningKeys
from shared.access_tokens import ALGORITHM, ISSUER
from shared.clock import Clock
from shared.ids import random_id


class TokenIssuer:
    def __init__(self, keys: SigningKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def issue(
        self, kind: CallerKind, subject: str, roles: list[str], session_id: str, refresh_token: str, name: str = ""
    ) -> Tokens:
        """``name`` is given for staff: what they do is recorded under it."""
        key = self._keys.current()
        now = int(self._clock.now().timestamp())
        life = int(ACCESS_LIFE.total_seconds())
        claims = {
            "iss": ISSUER,
            "aud": ISSUER,
            "sub": subject,
            "kind": kind,
            "roles": roles,
            "sid": session_id,
            "iat": now,
            "exp": now + life,
            "jti": random_id("tok"),
            **({"name": name} if name else {}),
        }
        return Tokens(jwt.encode(claims, key.private, ALGORITHM, {"kid": key.id}), life, refresh_token)
