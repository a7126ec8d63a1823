"""An officer's login at a console: by Zalo's page and back, to a code that this console alone can spend.

As in OAuth with PKCE (RFC 7636): the console keeps a secret verifier and shows its hash, so that a code seen in an
address is of no use to anybody else. No token is ever in an address.
"""

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

LOGIN_LIFE = timedelta(minutes=10)
"""How long a sign-in of a console may take: as long as Zalo's login code holds."""
CODE_LIFE = timedelta(minutes=1)
"""How long the code holds, which the console exchanges as soon as its page has loaded."""


class LoginFailure(StrEnum):
    """What a console is told, in the address that the browser comes back to."""

    EXPIRED = "login-expired"
    """Too late, used before, or another browser's."""
    DECLINED = "login-declined"
    """The officer did not agree at Zalo."""
    ZALO = "zalo-unavailable"


@dataclass(frozen=True)
class ConsoleLogin:
    """A login under way: ``address`` is the console's, ``state`` and ``challenge`` (S256) what it sent along;
    ``verifier`` is our own secret towards Zalo.
    """

    address: str
    state: str
    challenge: str
    verifier: str

    def answered(self, code: str) -> str:
        """Where the browser goes with the code."""
        return _with_query(self.address, code=code, state=self.state)

    def failed(self, why: LoginFailure) -> str:
        return _with_query(self.address, error=why, state=self.state)


@dataclass(frozen=True)
class LoginCode:
    """What a code stands for: this officer, for whoever knows the verifier of ``challenge``."""

    staff_id: str
    challenge: str


def code_challenge(verifier: str) -> str:
    """PKCE S256 (RFC 7636) of a verifier, without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def login_failed(consoles: Collection[str], why: LoginFailure) -> str:
    """Where a browser goes whose login is not known here: to the first of ``consoles``, which begins anew."""
    return _with_query(next(iter(consoles)), error=why)


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _with_query(address: str, **query: str) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(given)}"
