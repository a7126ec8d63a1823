"""What svc-dossier relies on: a signature that holds, the newest version, and faults that are switched on and off."""

import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from one_stop_simulator.__main__ import main
from one_stop_simulator.app import build_app
from one_stop_simulator.protocol import signed_headers
from one_stop_simulator.received_dossiers import ReceivedDossiers

KEY = b"k" * 32
NOW = 1_790_000_000.0


@pytest_asyncio.fixture(loop_scope="session")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_app(ReceivedDossiers(max_records=2), KEY, "http://nowhere", lambda: NOW))
    async with httpx.AsyncClient(transport=transport, base_url="http://one-stop") as http:
        yield http


async def send(
    http: httpx.AsyncClient,
    version: int,
    *,
    reference: str = "HS-1",
    key: bytes = KEY,
    at: float = NOW,
    delivery: str = "",
) -> httpx.Response:
    record = {
        "SoBienNhan": reference,
        "MaHoSo": None,
        "TenTTHC": "Đăng ký khai sinh",
        "ChuHoSo": "Trần Thị Mẫu",
        "DonViXuLy": "UBND phường Cẩm Thành",
        "TrangThaiHoSo": 1,
        "NgayHenTra": "20261127163000",
        "PhienBan": version,
    }
    body = json.dumps(record).encode()
    signed = {**signed_headers(key, body, at), "Idempotency-Key": delivery or f"evt-{version}"}
    return await http.post(f"/ho-so/{reference}", content=body, headers=signed)


async def versions(http: httpx.AsyncClient) -> dict[str, tuple[int, int]]:
    """Which version was kept of each reference, and how often it was sent."""
    items: list[dict[str, Any]] = (await http.get("/control/records")).json()["items"]
    return {item["reference"]: (item["dossier"]["PhienBan"], item["deliveries"]) for item in items}


async def test_the_newest_version_stays_in_whatever_order_they_come(http: httpx.AsyncClient) -> None:
    for version in (2, 1, 3, 3):
        assert (await send(http, version)).json() == {"ok": True}
    assert await versions(http) == {"HS-1": (3, 4)}


async def test_it_keeps_the_latest_dossiers_only(http: httpx.AsyncClient) -> None:
    for reference in ("HS-1", "HS-2", "HS-3"):
        await send(http, 1, reference=reference, delivery=reference)
    assert set(await versions(http)) == {"HS-2", "HS-3"}


@pytest.mark.parametrize(("key", "at"), [(b"x" * 32, NOW), (KEY, NOW - 301), (KEY, NOW + 301)])
async def test_a_delivery_without_a_fresh_signature_is_refused(http: httpx.AsyncClient, key: bytes, at: float) -> None:
    assert (await send(http, 1, key=key, at=at)).status_code == 401
    assert await versions(http) == {}


async def test_it_fails_as_set_until_the_fault_is_cleared(http: httpx.AsyncClient) -> None:
    for fault, status in ((503, 503), ("not json", 200), (None, 200)):
        await http.put("/control/fault", json={"fault": fault})
        assert (await send(http, 1)).status_code == status
    assert await versions(http) == {"HS-1": (1, 1)}
    assert (await http.put("/control/fault", json={"fault": "bite"})).status_code == 400


async def test_the_page_shows_the_received_dossiers(http: httpx.AsyncClient) -> None:
    assert "Chưa nhận hồ sơ nào" in (await http.get("/")).text
    await send(http, 1)
    page = (await http.get("/")).text
    assert "Đăng ký khai sinh" in page
    assert "hẹn trả 16:30 27/11/2026" in page


async def test_a_status_is_sent_for_known_dossiers_only(http: httpx.AsyncClient) -> None:
    assert (await http.post("/control/records/HS-9/statuses", json={"status": 2})).status_code == 404
    await send(http, 1)
    assert (await http.post("/control/records/HS-1/statuses", json={"status": 11})).status_code == 400


def test_a_busy_port_is_said_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("ONE_STOP_PORT", str(port))
        assert main() == 1
    assert capsys.readouterr().err == f"127.0.0.1:{port}: Address already in use (ONE_STOP_PORT=… names another port)\n"
