"""What somebody with every role in one commune gets of another commune: nothing, on any route of staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from .service import AGENCY, DOCUMENT, NO_DOCUMENTS, WITH_DOCUMENT, Service, if_match, key
from .test_appointments_api import book
from .test_payment import asked, consumer, paid

NEIGHBOUR = "21548"
NAME, PHONE = "Trần Thị Bí Mật", "0912345678"
NOTE = "Lời nhắn của cán bộ xã bên"
ABSENT = "dos_00000000000000000000000000"

NOTHING = frozenset({403, 404})
"""Refused, or not there for them."""
EMPTY = frozenset({200})
"""A list without anything of theirs."""
OWN = frozenset({200, 201, 422})
"""Answers about a dossier of their own commune, or of nobody."""


@dataclass(frozen=True)
class Ask:
    """A request with everything right but the unit; ``{…}`` is filled in with what is the other commune's."""

    expected: frozenset[int]
    json: Any = None
    params: Mapping[str, str] = field(default_factory=dict)


STEP = {"reason": "Không đủ điều kiện"}
VERSION = "/v1/staff/procedures/{code}/versions/{version}"

TABLE: Mapping[tuple[str, str], Ask] = {
    ("POST", "/v1/staff/files"): Ask(OWN),
    ("POST", "/v1/staff/dossiers"): Ask(NOTHING, "a dossier on paper"),
    ("GET", "/v1/staff/dossiers"): Ask(EMPTY),
    ("GET", "/v1/staff/dossiers.csv"): Ask(EMPTY),
    ("POST", "/v1/staff/dossiers/{dossier_id}/confirm-national-code"): Ask(NOTHING),
    ("GET", "/v1/staff/dossiers/{dossier_id}"): Ask(NOTHING),
    ("GET", "/v1/staff/dossiers/{dossier_id}/files/{file_id}"): Ask(NOTHING),
    ("GET", "/v1/staff/dossiers/{dossier_id}/notices"): Ask(NOTHING),
    ("GET", "/v1/staff/dossiers/{dossier_id}/notices/{version}/paper"): Ask(NOTHING),
    ("GET", "/v1/staff/dossiers/{dossier_id}/control-slip"): Ask(NOTHING),
    ("POST", "/v1/staff/dossiers/{dossier_id}/accept"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/dossiers/{dossier_id}/refuse"): Ask(NOTHING, STEP),
    ("POST", "/v1/staff/dossiers/{dossier_id}/stop"): Ask(NOTHING, STEP),
    ("POST", "/v1/staff/dossiers/{dossier_id}/transfer"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/dossiers/{dossier_id}/confirm-supplement"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/dossiers/{dossier_id}/complete"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/dossiers/{dossier_id}/return-result"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/dossiers/{dossier_id}/postpone"): Ask(NOTHING, {**STEP, "due_on": "2026-12-01"}),
    ("POST", "/v1/staff/dossiers/{dossier_id}/request-supplement"): Ask(
        NOTHING, {"documents": [{"name": "Đơn giải trình"}]}
    ),
    ("POST", "/v1/staff/dossiers/{dossier_id}/request-payment"): Ask(
        NOTHING, {"items": [{"name": "Lệ phí", "amount": 8000}]}
    ),
    ("POST", "/v1/staff/dossiers/{dossier_id}/supplements"): Ask(
        NOTHING, {"documents": [{"code": DOCUMENT, "file_ids": ["fil_00000000000000000000000000"]}]}
    ),
    ("POST", "/v1/staff/dossiers/{dossier_id}/withdrawal"): Ask(NOTHING, STEP),
    ("POST", "/v1/staff/dossiers/{dossier_id}/assignment"): Ask(NOTHING, {"officer_id": "me"}),
    ("POST", "/v1/staff/dossiers/{dossier_id}/notes"): Ask(NOTHING, {"text": "Tôi xem được"}),
    ("POST", "/v1/staff/dossier-acceptances"): Ask(EMPTY, "both dossiers"),
    ("GET", "/v1/staff/dossier-counts"): Ask(EMPTY),
    ("GET", "/v1/staff/dossier-search"): Ask(EMPTY, params={"q": NAME}),
    ("GET", "/v1/staff/reasons"): Ask(OWN),
    ("GET", "/v1/staff/officers"): Ask(NOTHING, params={"unit": AGENCY}),
    ("GET", "/v1/staff/access-log"): Ask(NOTHING),
    ("GET", "/v1/staff/flagged-payments"): Ask(EMPTY),
    ("GET", "/v1/staff/figures"): Ask(NOTHING, params={"from": "2026-11", "to": "2026-11", "unit": AGENCY}),
    ("GET", "/v1/staff/figures.csv"): Ask(EMPTY, params={"from": "2026-11", "to": "2026-11", "by": "agency"}),
    ("GET", "/v1/staff/upstream-statuses"): Ask(NOTHING),
    ("GET", "/v1/staff/working-calendar/changes"): Ask(NOTHING),
    ("POST", "/v1/staff/working-calendar/changes"): Ask(NOTHING, {"reason": "Nghỉ bão", "remove": ["2026-11-24"]}),
    ("GET", "/v1/staff/procedures"): Ask(NOTHING),
    ("POST", "/v1/staff/procedures"): Ask(NOTHING, {}),
    ("GET", VERSION): Ask(NOTHING),
    ("PUT", VERSION): Ask(NOTHING, {}),
    ("GET", f"{VERSION}/yaml"): Ask(NOTHING),
    ("POST", f"{VERSION}/publish"): Ask(NOTHING, {"effective_from": "2026-12-01"}),
    ("POST", f"{VERSION}/retract"): Ask(NOTHING, STEP),
    ("POST", f"{VERSION}/discard"): Ask(NOTHING, STEP),
    ("GET", "/v1/staff/appointments"): Ask(NOTHING, params={"day": "2026-11-25", "unit": AGENCY}),
    ("GET", "/v1/staff/appointments/{appointment_id}"): Ask(NOTHING),
    ("POST", "/v1/staff/appointments/{appointment_id}/approve"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/appointments/{appointment_id}/reject"): Ask(NOTHING, STEP),
    ("POST", "/v1/staff/appointments/{appointment_id}/call"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/appointments/{appointment_id}/serve"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/appointments/{appointment_id}/miss"): Ask(NOTHING, {}),
    ("POST", "/v1/staff/offices/{office_id}/call-next"): Ask(NOTHING, {}),
}


@dataclass
class Neighbour:
    """What is the other commune's, and what must be seen of it nowhere."""

    ids: dict[str, str]
    secrets: set[str]


async def neighbour_of(service: Service) -> Neighbour:
    file_id = await service.upload()
    receipt = await service.submit(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [file_id]}])
    accepted = await service.act(receipt["id"], "accept", service.one_stop, 1, note=NOTE)
    assert accepted.status_code == 200, accepted.text
    await service.http.post(
        f"/v1/staff/dossiers/{receipt['id']}/notes", json={"text": NOTE}, headers={**service.one_stop, **key()}
    )
    own_inbox = await service.http.get("/v1/staff/dossiers", headers=service.one_stop)
    assert receipt["submission_reference"] in own_inbox.text, "or the test looks for what nobody is shown"
    booked = await book(service, service.citizen, name=NAME, phone=PHONE)
    assert booked.status_code == 201, booked.text
    dossier_id, request_id = await asked(service, 2)
    await consumer(service)(paid(service, dossier_id, request_id, "pay_of_the_other", 9_999))
    return Neighbour(
        {
            "dossier_id": receipt["id"],
            "file_id": file_id,
            "number": "1",
            "version": "1",
            "appointment_id": booked.json()["id"],
            "office_id": AGENCY,
            "code": NO_DOCUMENTS,
        },
        {
            receipt["submission_reference"],
            accepted.json()["code"],
            NAME,
            PHONE,
            NOTE,
            "pay_of_the_other",
            "stf_one_stop",
            "UBND xã Bình Sơn",
        },
    )


async def everything(service: Service) -> str:
    """All that is stored but the record of who looked and who came."""
    kept = {}
    for name in sorted(await service.database.list_collection_names()):
        if name not in ("access_log", "staff_directory") and not name.startswith(("files", "system.")):
            kept[name] = await service.database[name].find({}).sort("_id", 1).to_list(1000)
    return repr(kept)


def staff_routes(service: Service) -> set[tuple[str, str]]:
    transport = service.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    paths: Mapping[str, Mapping[str, Any]] = transport.app.openapi()["paths"]  # type: ignore[attr-defined]
    return {
        (method.upper(), path) for path, methods in paths.items() if path.startswith("/v1/staff/") for method in methods
    }


async def test_every_route_of_staff_is_in_the_table(service: Service) -> None:
    assert staff_routes(service) == set(TABLE)


@pytest.mark.parametrize(
    "roles",
    [("administrator",), ("administrator", "one_stop", "specialist", "broadcaster", "broadcast_approver")],
    ids=["administrator", "every role"],
)
async def test_nothing_of_another_commune_is_seen_or_done(service: Service, roles: tuple[str, ...]) -> None:
    theirs = await neighbour_of(service)
    who = service.mint.staff(*(f"{role}@{NEIGHBOUR}" for role in roles), staff_id="stf_neighbour")
    before = await everything(service)
    for (method, path), ask in TABLE.items():
        if path == "/v1/staff/files":
            continue  # only ever brings something of one's own
        body = ask.json
        if body == "a dossier on paper":
            body = {**service.body(), "channel": "direct"}
        elif body == "both dossiers":
            body = {"items": [{"id": theirs.ids["dossier_id"], "version": 1}, {"id": ABSENT, "version": 1}]}
        headers = {**who, **key(), **if_match(1)}
        url = path.format(**theirs.ids)
        answer = await service.http.request(method, url, json=body, params=dict(ask.params), headers=headers)
        where = f"{method} {url}: {answer.status_code} {answer.text[:300]}"
        allowed = ask.expected | (NOTHING if len(roles) == 1 else frozenset())
        assert answer.status_code in allowed, where
        assert [secret for secret in theirs.secrets if secret in answer.text] == [], where
        if "dossier_id}" in path and answer.status_code == 404:
            absent = await service.http.request(
                method, path.format(**{**theirs.ids, "dossier_id": ABSENT}), json=body, headers=headers | key()
            )
            assert (absent.status_code, absent.content) == (answer.status_code, answer.content), where
        assert await everything(service) == before, where


async def test_figures_and_counts_are_of_the_own_commune(service: Service) -> None:
    await neighbour_of(service)
    who = service.mint.staff(f"administrator@{NEIGHBOUR}", f"one_stop@{NEIGHBOUR}")
    month = {"from": "2026-11", "to": "2026-11"}
    rows = (await service.http.get("/v1/staff/figures", params=month, headers=who)).json()["items"]
    assert all(not figure for row in rows for figure in _numbers(row)), rows
    by_agency = await service.http.get("/v1/staff/figures", params=month | {"by": "agency"}, headers=who)
    assert {row["key"] for row in by_agency.json()["items"]} <= {NEIGHBOUR}
    counts = (await service.http.get("/v1/staff/dossier-counts", headers=who)).json()
    assert not any(_numbers(counts)), counts


def _numbers(value: Any) -> list[float]:
    if isinstance(value, Mapping):
        return [number for name, member in value.items() if name != "state" for number in _numbers(member)]
    if isinstance(value, list):
        return [number for member in value for number in _numbers(member)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []
