import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from zalo_simulator.app import build_app
from zalo_simulator.proof import appsecret_proof
from zalo_simulator.settings import Settings
from zalo_simulator.templates import load_templates
from zalo_simulator.world import World

ACCEPTED = """
milestone: accepted
version: 1
zalo_template_id: "700123"
params:
  customer_name: {type: customer_name}
  ma_ho_so: {type: code, max_length: 20}
title: Hồ sơ {ma_ho_so} đã được tiếp nhận
body: |
  Kính gửi Ông/Bà {customer_name}.
  Hồ sơ {ma_ho_so} đã được tiếp nhận.
"""

Json = Any


class Zalo:
    """The simulator with the two ways to reach it: as a client of Zalo, and as its operator."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world = world
        self.http = http

    async def control(self, method: str, path: str, body: Json = None, status: int | None = None) -> Json:
        answer = await self.http.request(method, f"/control{path}", json=body)
        assert answer.status_code == status if status else answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def person(self, name: str = "Trần Thị Mẫu", **fields: Any) -> dict[str, Any]:
        person: dict[str, Any] = await self.control("POST", "/people", {"name": name, **fields})
        return person

    async def turn(self, **knobs: Any) -> None:
        await self.control("PATCH", "/knobs", {name.replace("__", "."): value for name, value in knobs.items()})

    async def advance(self, **duration: float) -> None:
        units = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
        seconds = sum(units[unit] * value for unit, value in duration.items())
        await self.control("POST", "/clock", {"advance_seconds": seconds})

    async def oa_token(self) -> str:
        pair = await self.control("POST", "/oa-tokens")
        return str(pair["access_token"])

    async def me(self, token: str, proof: str | bytes | None = None, **query: str) -> Json:
        proof = appsecret_proof(token, "demo-app-secret") if proof is None else proof
        headers = {"access_token": token, "appsecret_proof": proof}
        return await self._json("GET", "/v2.0/me", headers=headers, params=query)

    async def me_info(self, token: str, code: str, secret: str = "demo-app-secret") -> Json:
        headers = {"access_token": token, "code": code, "secret_key": secret}
        return await self._json("GET", "/v2.0/me/info", headers=headers)

    async def oa(self, method: str, path: str, token: str, body: Json = None, **parameters: Any) -> Json:
        return await self._json(method, path, headers={"access_token": token}, json=body, **parameters)

    async def token_call(self, path: str, secret: str = "demo-app-secret", **form: str) -> Json:
        data = {"app_id": "1000000000000000001", **form}
        return await self._json("POST", path, data=data, headers={"secret_key": secret})

    async def _json(self, method: str, path: str, **request: Any) -> Json:
        answer = await self.http.request(method, path, **request)
        assert answer.status_code == 200, "Zalo answers 200 even when it refuses"
        return answer.json()


@pytest.fixture
def template_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "accepted.yaml").write_text(ACCEPTED, encoding="utf-8")
    return folder


@pytest.fixture
async def zalo(template_folder: Path) -> AsyncIterator[Zalo]:
    world = World(Settings(), load_templates(template_folder), random_source=random.Random(1))
    transport = httpx.ASGITransport(build_app(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://zalo.test") as http:
        yield Zalo(world, http)
