"""Dossiers on their way to the one-stop system: each change, nothing outdated, nothing lost while it is down."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
import pytest_asyncio

from one_stop_simulator.app import build_app
from one_stop_simulator.received_dossiers import Fault, ReceivedDossiers
from shared.consumer import DependencyUnavailable
from shared.events import Event, InvalidEvent
from shared.outbox import event as waiting_event
from svc_dossier.consumers.one_stop_export import one_stop_export
from svc_dossier.upstream.one_stop import OneStop, OneStopFails

from .service import Service
from .test_modes_api import hand_off
from .test_upstream_api import ONE_STOP, item, outcomes

Handle = Callable[[Event], Awaitable[None]]


@pytest_asyncio.fixture(loop_scope="session")
async def system() -> ReceivedDossiers:
    return ReceivedDossiers(max_records=100)


@pytest_asyncio.fixture(loop_scope="session")
async def handle(service: Service, system: ReceivedDossiers) -> AsyncIterator[Handle]:
    app = build_app(system, ONE_STOP, "", lambda: service.clock.now().timestamp())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://one-stop") as http:
        stores, client = service.stores, OneStop(http, ONE_STOP, service.clock)
        yield one_stop_export(stores.dossiers, service.rules.catalogue, stores.seal, client)


async def published(service: Service, dossier_id: str) -> list[Event]:
    return [waiting_event(entry) for entry in (await service.stored(dossier_id))["outbox"]]


async def test_each_change_is_sent_as_the_dossier_is_now(
    service: Service, system: ReceivedDossiers, handle: Handle
) -> None:
    dossier_id, _ = await service.brought_to(4)
    for event in await published(service, dossier_id):
        await handle(event)
    stored = await service.stored(dossier_id)
    [record] = [each.dossier for each in system.records.values()]
    assert [*system.records] == [stored["submission_reference"]]
    assert len(system.delivery_keys) == 3
    assert (record["MaHoSo"], record["TrangThaiHoSo"], record["PhienBan"]) == (stored["code"], 4, 3)
    assert record["NgayTiepNhan"] == "20261123090000"
    assert record["NgayHenTra"] is not None
    assert record["DonViXuLy"] == "UBND phường Cẩm Thành"
    assert record["ChuHoSo"] == service.form()["nguoi_yeu_cau"]["ho_ten"]
    assert record["DuLieuBieuMau"] == service.form()


async def test_what_comes_twice_or_late_is_one_record(
    service: Service, system: ReceivedDossiers, handle: Handle
) -> None:
    dossier_id, _ = await service.brought_to(2)
    submitted, accepted = await published(service, dossier_id)
    await asyncio.gather(*(handle(event) for event in (accepted, submitted, accepted)))
    [record] = [each.dossier for each in system.records.values()]
    assert (record["TrangThaiHoSo"], len(system.delivery_keys)) == (2, 2)


@pytest.mark.parametrize("fault", [503, 429, 401, 404, "not json"])
async def test_while_it_is_down_every_event_waits(
    service: Service, system: ReceivedDossiers, handle: Handle, fault: Fault
) -> None:
    dossier_id, _ = await service.brought_to(1)
    [event] = await published(service, dossier_id)
    system.fault = fault
    with pytest.raises(DependencyUnavailable):
        await handle(event)
    system.fault = None
    await handle(event)
    assert len(system.records) == 1


async def test_what_breaks_it_is_tried_again_by_the_ladder_and_holds_nobody_back(
    service: Service, system: ReceivedDossiers, handle: Handle
) -> None:
    dossier_id, _ = await service.brought_to(1)
    [event] = await published(service, dossier_id)
    system.fault = 500
    with pytest.raises(OneStopFails):
        await handle(event)


async def test_what_it_refuses_is_a_dead_letter(service: Service, system: ReceivedDossiers, handle: Handle) -> None:
    dossier_id, _ = await service.brought_to(1)
    [event] = await published(service, dossier_id)
    system.fault = 422
    with pytest.raises(InvalidEvent, match="422"):
        await handle(event)


async def test_neither_its_own_word_nor_what_is_filed_elsewhere_is_sent(
    service: Service, system: ReceivedDossiers, handle: Handle
) -> None:
    own = await service.submit()
    assert await outcomes(
        service, item(service, "a", own["submission_reference"], 2), system="one-stop", key=ONE_STOP
    ) == ["applied"]
    elsewhere = await hand_off(service)
    for event in (await published(service, own["id"]))[1:] + await published(service, elsewhere["id"]):
        await handle(event)
    assert not system.records
