"""Open311 as an existing client library reads it, over HTTP, and held against the standard's published format."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
import jsonschema_rs
import pytest_asyncio
import uvicorn
from georeport import GeoReport  # type: ignore[import-untyped]

from shared.testing import PATIENCE

from .service import LATITUDE, LONGITUDE, OPEN311_KEY, Service, public_text

TEXT, MOMENT = {"type": "string"}, {"type": "string", "format": "date-time"}
REQUEST = {
    "type": "object",
    "required": [
        "service_request_id",
        "status",
        "service_name",
        "service_code",
        "requested_datetime",
        "updated_datetime",
    ],
    "properties": {
        **dict.fromkeys(
            ("service_request_id", "status_notes", "service_name", "service_code", "agency_responsible", "address"),
            TEXT,
        ),
        **dict.fromkeys(("requested_datetime", "updated_datetime", "expected_datetime"), MOMENT),
        "status": {"enum": ["open", "closed"]},
        "description": {**TEXT, "maxLength": 4000},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "long": {"type": "number", "minimum": -180, "maximum": 180},
        "media_url": {**TEXT, "format": "uri"},
    },
}
"""The schema of a request: https://wiki.open311.org/GeoReport_v2/, section GET Service Requests. Its bound of the
description is of POST."""
SERVICE = {
    "type": "object",
    "required": ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"],
    "properties": {
        **dict.fromkeys(("service_code", "service_name", "description", "keywords", "group"), TEXT),
        "metadata": {"type": "boolean"},
        "type": {"enum": ["realtime", "batch", "blackbox"]},
    },
}
"""Section GET Service List."""
DEFINITION = {
    "type": "object",
    "required": ["service_code", "attributes"],
    "properties": {"service_code": TEXT, "attributes": {"type": "array"}},
}
"""Section GET Service Definition."""


@pytest_asyncio.fixture(loop_scope="session")
async def address(service: Service) -> AsyncIterator[str]:
    """The service on a socket: the client library opens its own connections."""
    app = service.http._transport.app  # type: ignore[attr-defined]
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/open311/v2"
    server.should_exit = True
    await serving


def valid(schema: dict[str, Any], *rows: Any) -> bool:
    """Raises ``ValidationError``, which says where."""
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    for row in rows:
        validator.validate(row)
    return bool(rows)


async def test_a_client_library_finds_services_and_requests(service: Service, address: str) -> None:
    await service.resolved(public_text(result="Đã vá xong ổ gà."))
    client = GeoReport(address, jurisdiction="quangngai.gov.vn")
    services = await asyncio.to_thread(client.get_service_list)
    assert valid({"type": "array", "items": SERVICE}, services)
    code = "o-ga-mat-duong"
    assert code in [row["service_code"] for row in services]
    assert valid(DEFINITION, await asyncio.to_thread(client.get_service_definition, code))
    [row] = await asyncio.to_thread(client.get_service_requests, service_code=code, status="closed")
    assert valid(REQUEST, row)
    one = await asyncio.to_thread(client.get_service_request, row["service_request_id"])
    assert one == row
    several = await asyncio.to_thread(client.get_service_requests, service_request_id=f"{row['service_request_id']},x")
    assert several == [row]


async def test_it_reads_the_same_in_xml(service: Service, address: str) -> None:
    await service.resolved(public_text(result="Đã vá xong ổ gà."))
    json, xml = GeoReport(address), GeoReport(address, output_format="xml")
    assert len(await asyncio.to_thread(xml.get_service_list)) == len(await asyncio.to_thread(json.get_service_list))
    [in_json] = await asyncio.to_thread(json.get_service_requests)
    in_xml = await asyncio.to_thread(xml.get_service_requests)
    assert in_xml == {name: str(value) for name, value in in_json.items()}


async def test_what_a_client_creates_has_the_published_form_too(service: Service, address: str) -> None:
    fields = {
        "api_key": OPEN311_KEY,
        "jurisdiction_id": "quangngai.gov.vn",
        "service_code": "o-ga-mat-duong",
        "lat": str(LATITUDE),
        "long": str(LONGITUDE),
        "description": "Ổ gà lớn trước cổng trường học.",
        "device_id": "tablet-1",
    }
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        answer = await http.post(
            f"{address}/requests.json",
            params={"jurisdiction_id": "quangngai.gov.vn"},
            content=urlencode(fields),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
    [created] = answer.json()
    row = await asyncio.to_thread(GeoReport(address).get_service_request, created["service_request_id"])
    assert valid(REQUEST, row)
    assert row["status"] == "open"
