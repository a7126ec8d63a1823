"""graph.zalo.me: who a user token belongs to, and what a one-time code stands for."""

import hashlib
import hmac
import re
from typing import Any

from gateway.domain.citizen import Location, ZaloProfile
from gateway.zalo.client import ZaloClient
from gateway.zalo.errors import ZaloErrorKind, ZaloRefused
from shared.clock import Clock
from shared.phone import NotAPhone, read_phone
from shared.text import CONTROL, one_line

_FIELDS = "id,name,picture,user_id_by_oa"
_ID = re.compile(r"[0-9]{1,32}")
_NAME_MAX = 100
_URL_MAX = 500


def appsecret_proof(access_token: str, app_secret: str) -> str:
    """Lower-case hex of HMAC-SHA256, keyed with the app's secret, over the token."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()


class ZaloGraph:
    def __init__(self, client: ZaloClient, base: str, app_secret: str, mini_app_id: str, clock: Clock) -> None:
        self._client = client
        self._base = base.rstrip("/")
        self._app_secret = app_secret
        self._mini_app_id = mini_app_id
        self._clock = clock

    async def profile(self, access_token: str, *, of_mini_app: bool = True) -> ZaloProfile:
        """The profile of whoever the token is of. Raises ``ZaloRefused``."""
        asked = {"fields": _FIELDS, "miniapp_id": self._mini_app_id} if of_mini_app else {"fields": "id,name,picture"}
        answer = await self._client.call(
            "graph.me",
            "GET",
            f"{self._base}/v2.0/me",
            params=asked,
            headers={
                "access_token": access_token,
                "appsecret_proof": appsecret_proof(access_token, self._app_secret),
            },
        )
        user_id = str(answer.get("id", ""))
        if not _ID.fullmatch(user_id):
            raise ZaloRefused("graph.me", ZaloErrorKind.REFUSED, reason="no id")
        oa_user_id = str(answer.get("user_id_by_oa") or "")
        follower = answer.get("is_follower")
        return ZaloProfile(
            user_id,
            name=_text(answer.get("name"), _NAME_MAX),
            picture=_picture(answer.get("picture")),
            oa_user_id=oa_user_id if _ID.fullmatch(oa_user_id) else None,
            is_follower=follower if isinstance(follower, bool) else None,
        )

    async def phone(self, access_token: str, code: str) -> str:
        """The number that ``code`` stands for, E.164. A code works once. Raises ``ZaloRefused``."""
        data = await self._exchange(access_token, code)
        try:
            return read_phone(str(data.get("number", "")))
        except NotAPhone:
            raise ZaloRefused("graph.me_info", ZaloErrorKind.FOREIGN_PHONE, reason="no Vietnamese number") from None

    async def location(self, access_token: str, code: str) -> Location:
        """Where ``code`` says the user is. Raises ``ZaloRefused``."""
        data = await self._exchange(access_token, code)
        try:
            latitude, longitude = float(data["latitude"]), float(data["longitude"])
        except (KeyError, TypeError, ValueError):
            raise ZaloRefused("graph.me_info", ZaloErrorKind.REFUSED, reason="no coordinates") from None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ZaloRefused("graph.me_info", ZaloErrorKind.REFUSED, reason="coordinates off the earth")
        return Location(latitude, longitude, self._clock.now())

    async def _exchange(self, access_token: str, code: str) -> dict[str, Any]:
        answer = await self._client.call(
            "graph.me_info",
            "GET",
            f"{self._base}/v2.0/me/info",
            headers={"access_token": access_token, "code": code, "secret_key": self._app_secret},
        )
        data = answer.get("data")
        return data if isinstance(data, dict) else {}


def _text(value: Any, most: int) -> str | None:
    return one_line(CONTROL.sub(" ", value))[:most].strip() or None if isinstance(value, str) else None


def _picture(value: Any) -> str | None:
    data = value.get("data") if isinstance(value, dict) else None
    url = data.get("url") if isinstance(data, dict) else None
    return url if isinstance(url, str) and url.startswith("https://") and len(url) <= _URL_MAX else None
