"""The province's one-stop system gets every change, also what it missed, and what it tells reaches the citizen."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from local_stack.child import Child
from local_stack.ports import free_ports
from local_stack.readiness import answers, until_ready
from local_stack.stack import Stack
from one_stop_simulator.settings import DEMO_KEY
from shared.testing import PATIENCE, eventually
from tests.chaos.applicants import Applicant, applicants
from tests.journeys.administrator import administrator
from tests.journeys.dossier import Journey
from tests.journeys.people import at, call

"""Seconds for a change to arrive after a kill: the consumer group waits for the member that is gone."""


@asynccontextmanager
async def one_stop(port: int, gateway: str, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    environment = {
        "ONE_STOP_PORT": str(port),
        "ONE_STOP_STATUSES_URL": f"{gateway}/v1/upstream/one-stop/statuses",
    }
    child = Child("one-stop", [sys.executable, "-m", "one_stop_simulator"], environment, folder / "one-stop.log")
    url = f"http://127.0.0.1:{port}"
    await child.start()
    try:
        await until_ready(child, answers(f"{url}/readyz"), PATIENCE)
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as http:
            yield http
    finally:
        await child.stop(10)


async def known(http: httpx.AsyncClient) -> list[tuple[int, int]]:
    """State and version of every dossier there, the latest change first."""
    items = (await call(http, "GET", "/control/records", 200)).json()["items"]
    return [(item["dossier"]["TrangThaiHoSo"], item["dossier"]["PhienBan"]) for item in items]


async def own(applicant: Applicant) -> dict[str, Any]:
    return dict((await applicant.session.get(f"/v1/dossiers/{applicant.acknowledged[0]}")).json())


@pytest.mark.chaos
async def test_what_the_one_stop_system_missed_reaches_it_after_an_outage_and_a_kill(tmp_path: Path) -> None:
    port = free_ports("one-stop", 0)
    environment = {
        "DOSSIER_ONE_STOP_URL": f"http://127.0.0.1:{port}",
        "DOSSIER_UPSTREAM_KEYS": f"one-stop:{DEMO_KEY}",
    }
    async with Stack(tmp_path / "stack", environment=environment) as stack, at(stack.endpoints) as world:
        [applicant] = await applicants(world, 1)
        await applicant.submit()  # while nothing answers there
        async with one_stop(port, stack.endpoints.gateway, tmp_path) as http:
            await eventually(lambda: known(http), want=lambda found: found == [(1, 1)])

            await call(http, "PUT", "/control/fault", 200, json={"fault": "slow"})

            async def step(_name: str) -> None: ...

            office = Journey(world, await administrator(world, stack.run), step, show=lambda message: None)
            officer = await office.officer("Phạm Thị Một Cửa", "one_stop")
            await office.act(officer, applicant.acknowledged[0], "accept")
            await applicant.person.messages(at_least=2)  # so its event was published: the call hangs, or is about to
            await stack.kill("svc-dossier")
            await call(http, "PUT", "/control/fault", 200, json={"fault": None})
            await stack.restart("svc-dossier")
            await eventually(lambda: known(http), want=lambda found: found == [(2, 2)])

            reference = (await own(applicant))["submission_reference"]
            tell = f"/control/records/{reference}/statuses"
            for status in (4, 9):
                pushed = await call(http, "POST", tell, 200, json={"status": status, "note": "Theo hệ thống một cửa"})
                assert pushed.json() == {"outcome": "applied"}
            assert (await own(applicant))["state"] == 9
            assert "kết quả" in (await applicant.person.messages(at_least=3))[-1]["text"].lower()
