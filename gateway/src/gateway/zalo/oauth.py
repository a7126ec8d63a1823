"""oauth.zaloapp.com, version 4, for staff in a browser: the login page with PKCE, and the code for a user token."""

from urllib.parse import urlencode

from gateway.domain.console_login import code_challenge
from gateway.zalo.client import ZaloClient
from gateway.zalo.errors import ZaloErrorKind, ZaloRefused


class ZaloOAuth:
    def __init__(self, client: ZaloClient, base: str, app_id: str, app_secret: str, callback_url: str) -> None:
        self._client = client
        self._base = base.rstrip("/")
        self._app_id = app_id
        self._app_secret = app_secret
        self._callback_url = callback_url

    def login_page(self, state: str, verifier: str) -> str:
        query = {
            "app_id": self._app_id,
            "redirect_uri": self._callback_url,
            "code_challenge": code_challenge(verifier),
            "state": state,
        }
        return f"{self._base}/v4/permission?{urlencode(query)}"

    async def user_token(self, code: str, verifier: str) -> str:
        """The access token for a code of the login page. Raises ``ZaloRefused``."""
        answer = await self._client.call(
            "oauth.user_token",
            "POST",
            f"{self._base}/v4/access_token",
            headers={"secret_key": self._app_secret},
            form={
                "code": code,
                "app_id": self._app_id,
                "grant_type": "authorization_code",
                "code_verifier": verifier,
            },
        )
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:  # a refusal may come as HTTP 200 without a numeric error
            raise ZaloRefused("oauth.user_token", ZaloErrorKind.CODE, reason="no token")
        return token
