"""Zalo's OAuth v4 for an Official Account. The answer is returned raw: it must be in the journal before it is read."""

import base64
import hashlib
import secrets
import string
from urllib.parse import urlencode

import httpx

from svc_notify.domain.token_pair import RawAnswer
from svc_notify.zalo.call_errors import CALL_FAILED

CALL_TIMEOUT = 15.0
"""Seconds that the client given to ``ZaloOAuth`` allows a call."""
_TOKEN_PATH = "/v4/oa/access_token"  # noqa: S105  a path
_PERMISSION_PATH = "/v4/oa/permission"
_VERIFIER_LENGTH = 43


class OAuthUnavailable(Exception):
    """No answer. A refresh token that was on its way may have been spent."""


class ZaloOAuth:
    def __init__(self, http: httpx.AsyncClient, app_id: str, app_secret: str) -> None:
        self._http = http
        self._app_id = app_id
        self._app_secret = app_secret

    async def refresh(self, refresh_token: str) -> RawAnswer:
        return await self._post({"refresh_token": refresh_token, "grant_type": "refresh_token"})

    async def exchange(self, code: str, code_verifier: str) -> RawAnswer:
        return await self._post({"code": code, "code_verifier": code_verifier, "grant_type": "authorization_code"})

    async def approve_unattended(self, url: str) -> str | None:
        """The code that a permission page gives without a person, as the simulator's does; ``None`` if it wants one."""
        try:
            response = await self._http.get(url)
        except CALL_FAILED as error:
            raise OAuthUnavailable(type(error).__name__) from error
        code: str | None = httpx.URL(response.headers.get("location", "")).params.get("code")
        return code

    async def _post(self, form: dict[str, str]) -> RawAnswer:
        try:
            response = await self._http.post(
                _TOKEN_PATH,
                data={**form, "app_id": self._app_id},
                headers={"secret_key": self._app_secret},
            )
        except CALL_FAILED as error:
            raise OAuthUnavailable(type(error).__name__) from error
        return RawAnswer(response.status_code, response.content)


def new_code_verifier() -> str:
    """43 letters and digits, as Zalo wants it."""
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(_VERIFIER_LENGTH))


def code_challenge(verifier: str) -> str:
    """S256 of RFC 7636, without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def permission_url(base: str, app_id: str, redirect_uri: str, verifier: str) -> str:
    """The page where an administrator of the Official Account lets the app act for it."""
    query = {"app_id": app_id, "redirect_uri": redirect_uri, "code_challenge": code_challenge(verifier)}
    return f"{base.rstrip('/')}{_PERMISSION_PATH}?{urlencode(query)}"
