"""Zalo's side of the webhooks: signs as the contract says and sends to the application."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from shared.clock import Clock
from shared.mongo import Database
from shared.web import create_app
from svc_notify.domain.webhook_signature import mini_app_signature, oa_signature
from svc_notify.settings import Settings
from svc_notify.wiring.api import make_routers

APP, OA = "1000000000000000001", "4000000000000000004"
OA_KEY, MINI_KEY = "demo-oa-secret-key", "demo-mini-api-key"


def milliseconds(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))


class Sender:
    """``oa`` and ``mini_app`` sign and send; ``post`` sends what it is given."""

    def __init__(self, http: httpx.AsyncClient, clock: Clock) -> None:
        self.http = http
        self.clock = clock

    async def post(self, path: str, raw: bytes, signature: str | None, server: str | None = None) -> httpx.Response:
        headers = {} if signature is None else {"X-ZEvent-Signature": signature}
        headers |= {"X-ZEvent-Server": server} if server else {}
        return await self.http.post(f"/v1/webhooks/zalo/{path}", content=raw, headers=headers)

    async def oa(
        self, body: Mapping[str, Any], *, key: str = OA_KEY, at: datetime | None = None, server: str | None = None
    ) -> httpx.Response:
        stamp = milliseconds(at or self.clock.now())
        raw = json.dumps({"app_id": APP, **body, "timestamp": stamp}, ensure_ascii=False).encode()
        return await self.post("oa", raw, f"mac={oa_signature(APP, raw, stamp, key)}", server)

    async def mini_app(
        self, body: Mapping[str, Any], *, key: str = MINI_KEY, at: datetime | None = None
    ) -> httpx.Response:
        whole = {"appId": APP, **body, "timestamp": int(milliseconds(at or self.clock.now()))}
        return await self.post("mini-app", json.dumps(whole).encode(), mini_app_signature(whole, key))

    async def follows(self, person: Mapping[str, Any], *, at: datetime | None = None, name: str = "follow") -> None:
        follower = {"oa_id": OA, "follower": {"id": person["oa_user_id"]}, "user_id_by_app": person["user_id"]}
        assert (await self.oa({**follower, "event_name": name}, at=at)).status_code == 200

    async def receipt(self, name: str, provider_id: str, *, at: datetime | None = None) -> None:
        parties = {"sender": {"id": OA}, "recipient": {"id": "2000000000000000002"}}
        ids = {"msg_ids": [provider_id]} if name == "user_seen_message" else {"msg_id": provider_id}
        assert (await self.oa({**parties, "event_name": name, "message": ids}, at=at)).status_code == 200


def open_sender(settings: Settings, database: Database, clock: Clock) -> Sender:
    routers = make_routers(settings, database, clock)
    app = create_app(title="Thông báo", routers=routers)
    return Sender(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify"), clock)
