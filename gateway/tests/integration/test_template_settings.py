"""Whether what the official template books can be booked is looked at before a citizen tries."""

import asyncio
from typing import Any

import pytest
from gateway_world import Received, Service, answer
from prometheus_client import REGISTRY

from gateway.jobs import check_template_visits as job
from shared.http_client import outbound
from shared.testing import eventually

OFFICE, PROCEDURE = "mot-cua-tinh", "1.012789"


async def bookable() -> float | None:
    return REGISTRY.get_sample_value("gateway_template_bookable")


async def test_operators_see_whether_the_office_receives_what_is_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "EVERY", 0.02)
    job._bookable.forget()
    offices: dict[str, list[str]] = {}
    said: list[str] = []

    async def handle(received: Received, send: Any) -> None:
        said.append(received.query)
        if offices:
            code = received.query.removeprefix("procedure_code=")
            await answer(send, 200, {"items": [{"id": one} for one in offices.get(code, [])]})
        else:
            await answer(send, 503, {"title": "Tạm thời gián đoạn"})

    async with Service("svc-dossier") as dossier, outbound() as http:
        dossier.handler = handle
        stop = asyncio.Event()
        look = job.check_template_visits(http, dossier.url, OFFICE, PROCEDURE)
        running = asyncio.ensure_future(look(stop))

        async def asked() -> bool:
            return len(said) > 1

        await eventually(asked)
        assert await bookable() is None, "svc-dossier has said nothing yet"
        offices["9.999999"] = [OFFICE]
        await eventually(bookable, want=lambda value: value == 0.0)
        offices[PROCEDURE] = ["cho-khac", OFFICE]
        await eventually(bookable, want=lambda value: value == 1.0)
        stop.set()
        await running
