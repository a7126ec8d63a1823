"""The service's own wiring, the simulator's control side, and the events that the other services send."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx
import orjson
from pydantic import AnyHttpUrl, SecretStr

from local_stack.child import Child
from local_stack.readiness import answers, until_ready
from shared.clock import Clock, SystemClock, rfc3339
from shared.crypto import FieldCipher, generate_key
from shared.events import Event, new_event
from shared.ids import random_id
from shared.leases import Leases
from shared.mongo import Database, Document
from shared.reference.staff_events import CHANGED, StaffChanged, seal_name
from shared.testing import PATIENCE, eventually
from svc_notify.settings import Settings
from svc_notify.store.indexes import make_indexes
from svc_notify.tokens.refresher import Refresher
from svc_notify.wiring.channels import open_oauth, open_zalo
from svc_notify.wiring.stores import make_stores
from svc_notify.wiring.worker import Worker, make_worker
from svc_notify.zalo.oauth import code_challenge

CONTACT_KEYS, STAFF_KEYS, FIELD_KEYS = generate_key("c1"), generate_key("s1"), generate_key("f1")
VERIFIER = "a" * 43


class Zalo:
    """The simulator's control side."""

    def __init__(self, http: httpx.AsyncClient, child: Child) -> None:
        self.http = http
        self.child = child
        self.base = str(http.base_url).rstrip("/")

    async def control(self, method: str, path: str, body: object = None) -> Any:
        answer = await self.http.request(method, f"/control/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def person(self, *, follows: bool = True) -> dict[str, Any]:
        person: dict[str, Any] = await self.control(
            "POST", "people", {"name": "Trần Thị Mẫu", "is_follower": follows, "phone": None}
        )
        return person

    async def fault(self, kind: str, endpoint: str = "oa.template", **more: object) -> None:
        await self.control("POST", "faults", {"endpoint": endpoint, "kind": kind, **more})

    async def stop(self) -> None:
        await self.child.stop(5)

    async def start(self) -> None:
        await self.child.start()
        await until_ready(self.child, answers(f"{self.base}/readyz"), PATIENCE)

    async def messages(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.control("GET", "messages?limit=1000"))["items"]
        return items

    async def receives(self, number: int) -> None:
        """Wait until at least ``number`` messages are there."""
        await eventually(self.messages, want=lambda found: len(found) >= number, every=0.02)

    async def calls(self, endpoint: str) -> Mapping[str, int]:
        counted: Mapping[str, int] = (await self.control("GET", "counters"))["calls"].get(endpoint, {})
        return counted

    async def counters(self) -> Mapping[str, Any]:
        counted: Mapping[str, Any] = await self.control("GET", "counters")
        return counted


async def new_code(zalo: Zalo) -> str:
    """What Zalo gives after an administrator has consented."""
    page = await zalo.http.get(
        "/v4/oa/permission",
        params={
            "app_id": "1000000000000000001",
            "redirect_uri": "http://127.0.0.1/cb",
            "code_challenge": code_challenge(VERIFIER),
        },
    )
    return str(httpx.URL(page.headers["location"]).params["code"])


MakeNotify = Callable[..., Any]


class Notify:
    """The worker's parts, wired by the service itself. ``start`` runs its tasks until the test ends."""

    def __init__(self, database: Database, zalo: Zalo, clock: Clock, **settings: Any) -> None:
        self.database = database
        self.zalo = zalo
        self.clock = clock
        self.settings = Settings(
            **{
                "mongo_url": SecretStr("mongodb://unused"),
                "kafka_bootstrap_servers": "127.0.0.1:1",
                "zalo_oa_base": AnyHttpUrl(zalo.base),
                "zalo_oauth_base": AnyHttpUrl(zalo.base),
                "zalo_oa_id": "4000000000000000004",
                "zalo_app_id": "1000000000000000001",
                "zalo_app_secret": SecretStr("demo-app-secret"),
                "zalo_timeout_seconds": 3.0,  # a busy machine is slow; a call that takes longer counts as lost
                "quiet_hours": "",  # the tests run at any hour
                "contact_keys": SecretStr(CONTACT_KEYS),
                "staff_keys": SecretStr(STAFF_KEYS),
                "field_keys": SecretStr(FIELD_KEYS),
                **settings,
            }
        )
        self.worker: Worker
        self._stack = AsyncExitStack()
        self._stop = asyncio.Event()
        self._running: list[asyncio.Future[None]] = []

    async def open(self) -> "Notify":
        await make_indexes(self.database)
        zalo = await self._stack.enter_async_context(open_zalo(self.settings))
        self.oauth = await self._stack.enter_async_context(open_oauth(self.settings))
        self.leases = Leases(self.database["leases"], random_id("prc"))
        self.worker = make_worker(self.settings, self.database, zalo, self.oauth, self.leases, self.clock)
        return self

    async def consent(self) -> None:
        code = await new_code(self.zalo)
        tokens = make_stores(self.settings, self.database).tokens
        await Refresher(tokens, self.oauth, self.leases, self.clock).consent(code, VERIFIER)

    def start(self) -> None:
        self._running = [asyncio.ensure_future(task(self._stop)) for task in self.worker.tasks.values()]

    async def close(self) -> None:
        self._stop.set()
        await asyncio.gather(*self._running)
        await self._stack.aclose()

    async def happens(self, *events: Event) -> None:
        for event in events:
            await self.worker.handle(event)

    async def staff_called(self, names: Mapping[str, str]) -> None:
        """Tell what members of staff are called, as the gateway does."""
        cipher, now = FieldCipher.parse(STAFF_KEYS), self.clock.now()
        for staff_id, name in names.items():
            payload = StaffChanged(staff_id, seal_name(name, cipher), (), now)
            changed = new_event(CHANGED, source="gateway", subject=staff_id, version=1, at=now, payload=payload)
            await self.worker.learn_staff(changed)

    async def stored(self, **query: Any) -> list[Document]:
        return await self.database["messages"].find(query).sort("at").to_list(1_000)

    async def one(self) -> Document:
        """The only message there is; one in the state ``absent`` when there is none yet."""
        documents = await self.stored()
        assert len(documents) <= 1
        return documents[0] if documents else {"state": "absent"}


def dossier_event(
    name: str, citizen_id: str, /, *, at: datetime | None = None, dossier_id: str | None = None, **data: Any
) -> Event:
    """``vn.quangngai.dossier.<name>.v1`` of now."""
    now = at or SystemClock().now()
    facts = {
        "citizen_id": citizen_id,
        "procedure_code": "1.001193",
        "procedure_name": "Đăng ký khai sinh",
        "submission_reference": "HS-7K3M-Q9WX-52TA",
        "code": None,
        "state": 1,
        "agency_id": "21025",
        "agency_name": "UBND xã Bình Sơn",
        "occurred_at": rfc3339(now),
        "due_at": None,
        "reason": None,
    }
    return Event(
        id=random_id("evt"),
        type=f"vn.quangngai.dossier.{name}.v1",
        source="svc-dossier",
        subject=dossier_id or random_id("dos"),
        time=now,
        version=1,
        data={**facts, **data},
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        request_id="req_test_0001",
    )


def appointment_event(name: str, citizen_id: str, *, reason: str | None = None) -> Event:
    """``vn.quangngai.appointment.<name>.v1`` of now."""
    event, now = dossier_event(name, citizen_id, dossier_id=random_id("apt")), SystemClock().now()
    facts = {
        "citizen_id": citizen_id,
        "office_id": "21025",
        "office_name": "UBND phường Cẩm Thành",
        "procedure_code": "1.001193",
        "procedure_name": "Đăng ký khai sinh",
        "starts_at": "2026-11-25T08:00:00.000+07:00",
        "number": 7,
        "reason": reason,
        "occurred_at": rfc3339(now),
    }
    return replace(event, type=f"vn.quangngai.appointment.{name}.v1", data=facts)


def contact_event(citizen_id: str, person: Mapping[str, Any], version: int = 1, **contact: Any) -> Event:
    """What the gateway tells of a citizen; ``contact`` replaces parts of it."""
    ids = {
        "zalo_user_id": person["user_id"],
        "oa_user_id": person["oa_user_id"] if person["is_follower"] else None,
        "is_follower": person["is_follower"],
    }
    sealed = FieldCipher.parse(CONTACT_KEYS).encrypt(orjson.dumps({**ids, **contact}).decode(), "citizen-contact")
    return Event(
        id=random_id("evt"),
        type=f"vn.quangngai.citizen.{'registered' if version == 1 else 'contact_changed'}.v1",
        source="gateway",
        subject=citizen_id,
        time=SystemClock().now(),
        version=version,
        data={"citizen_id": citizen_id, "contact": sealed},
        traceparent="",
        request_id="req_test_0001",
    )


def erased_event(erasure_id: str, citizen_id: str, version: int, revoked_at: datetime) -> Event:
    """What the gateway answers when it has erased somebody."""
    now = SystemClock().now()
    data = {
        "erasure_id": erasure_id,
        "citizen_id": citizen_id,
        "revoked_at": rfc3339(revoked_at),
        "erased_at": rfc3339(now),
    }
    erased = "vn.quangngai.citizen.erased.v1"
    return Event(random_id("evt"), erased, "gateway", citizen_id, now, version, data, "", "req_test_0001")


def outcomes(document: Document) -> Sequence[str | None]:
    return [attempt.get("outcome") for attempt in document["attempts"]]
