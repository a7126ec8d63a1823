"""What somebody with every role in one commune gets of another commune: nothing, on any route of staff."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.crypto import FieldCipher
from shared.identity import TokenVerifier
from shared.mongo import Database, Document
from shared.testing import FakeClock, TokenMint
from shared.web import create_app
from svc_notify.domain.broadcast import (
    PROVINCE,
    Action,
    Audience,
    BroadcastKind,
    Content,
    Entry,
    Progress,
    Reach,
    drafted,
)
from svc_notify.domain.broadcast import State as BroadcastState
from svc_notify.domain.digest import Digest, UndeliverableCount
from svc_notify.domain.message import State
from svc_notify.domain.preferences import Preferences
from svc_notify.domain.reasons import Reason
from svc_notify.sources.template_files import load_templates
from svc_notify.store.audiences import Audiences
from svc_notify.store.broadcast_messages import BroadcastMessages
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.store.digests import Digests
from svc_notify.store.indexes import make_indexes
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.preferences import CitizenPreferences
from svc_notify.use_cases.plan_broadcast import PlanBroadcast
from svc_notify.wiring.api import make_routers

from .harness import FIELD_KEYS
from .test_broadcasts import WARNING
from .test_inbox_api import START, a_message
from .test_webhooks_in import settings

OURS, THEIRS = "21028", "21025"
SUBJECT = "Cắt điện ở xã bên"

NOTHING = frozenset({403, 404})
"""Refused, or not there for them."""
EMPTY = frozenset({200})
"""A list without anything of theirs."""


@dataclass(frozen=True)
class Ask:
    """A request with everything right but the unit; ``{…}`` is filled in with what is the other commune's."""

    expected: frozenset[int]
    json: Any = None
    params: Mapping[str, str] = field(default_factory=dict)


TO_THEM = {**WARNING, "audience": {"reach": "communes", "communes": [THEIRS]}}
BROADCAST = "/v1/staff/broadcasts/{id}"

TABLE: Mapping[tuple[str, str], Ask] = {
    ("GET", "/v1/staff/messages"): Ask(EMPTY, params={"dossier_id": "dos_1"}),
    ("GET", "/v1/staff/messages/{message_id}/why"): Ask(NOTHING),
    ("POST", "/v1/staff/messages/{message_id}/resend"): Ask(NOTHING),
    ("POST", "/v1/staff/messages/dry-run"): Ask(NOTHING, {"citizen_id": "cit_theirs", "milestone": "accepted"}),
    ("GET", "/v1/staff/undeliverable-messages"): Ask(EMPTY, params={"day": "2026-11-23"}),
    ("GET", "/v1/staff/digests"): Ask(EMPTY),
    ("GET", "/v1/staff/erasures"): Ask(NOTHING),
    ("GET", "/v1/staff/zalo-changes"): Ask(NOTHING),
    ("GET", "/v1/staff/broadcasts"): Ask(EMPTY),
    ("POST", "/v1/staff/broadcasts"): Ask(NOTHING, TO_THEM),
    ("GET", BROADCAST): Ask(NOTHING),
    ("PUT", BROADCAST): Ask(NOTHING, TO_THEM),
    ("POST", f"{BROADCAST}/approval"): Ask(NOTHING),
    ("POST", f"{BROADCAST}/stop"): Ask(NOTHING),
    ("POST", f"{BROADCAST}/resume"): Ask(NOTHING),
    ("POST", f"{BROADCAST}/discard"): Ask(NOTHING),
}


class Province:
    """The service with what belongs to ``THEIRS``: a message of a dossier, and a broadcast with its messages."""

    def __init__(self, database: Database, http: httpx.AsyncClient, mint: TokenMint, clock: FakeClock) -> None:
        self.database = database
        self.http = http
        self.mint = mint
        self.clock = clock
        self.messages = Messages(database["messages"])
        self.broadcasts = Broadcasts(database["broadcasts"])
        cipher = FieldCipher.parse(FIELD_KEYS)
        self.links = Links(database["links"], OaPeople(database["oa_people"], cipher), cipher)
        self.preferences = CitizenPreferences(database["preferences"])
        self.keys = 0

    async def message(self, citizen_id: str, agency_id: str | None) -> str:
        failed = replace(
            a_message(citizen_id, START),
            state=State.UNDELIVERABLE,
            reason=Reason.RETRIES_EXHAUSTED,
            agency_id=agency_id,
        )
        assert await self.messages.insert(failed)
        return failed.id

    async def broadcast(self, unit: str, audience: Audience) -> str:
        content = Content(BroadcastKind.WARNING, "UBND xã", SUBJECT, "Cắt điện từ 8 giờ.", audience, 600)
        draft = drafted(f"brd_{unit}", unit, content, Entry(Action.DRAFT, "stf_1", self.clock.now()))
        await self.broadcasts.add(draft)
        approved = await self.broadcasts.save(draft.moved(Entry(Action.APPROVE, "stf_2", self.clock.now())))
        plan = PlanBroadcast(
            broadcasts=self.broadcasts,
            messages=self.messages,
            planned=BroadcastMessages(self.database["messages"]),
            audiences=Audiences(self.links, self.preferences),
            templates=load_templates(),
            clock=self.clock,
            on_planned=lambda: None,
        )
        await plan(approved, Progress())
        sending = await self.broadcasts.get(approved.id, frozenset({PROVINCE}))
        assert sending is not None and sending.state is BroadcastState.SENDING
        await plan(sending, Progress())
        return approved.id

    async def ask(self, who: Mapping[str, str], method: str, path: str, ask: Ask, **ids: str) -> httpx.Response:
        self.keys += 1
        headers = {**who, "Idempotency-Key": f"key-{self.keys:08}", "If-Match": '"2"'}
        return await self.http.request(
            method, path.format(**ids), json=ask.json, params=dict(ask.params), headers=headers
        )

    async def everything(self) -> str:
        names = sorted(await self.database.list_collection_names())
        return repr([await self.database[name].find({}).sort("_id", 1).to_list(1000) for name in names])


@pytest_asyncio.fixture(loop_scope="session")
async def province(database: Database) -> AsyncIterator[Province]:
    await make_indexes(database)
    clock = FakeClock(START + timedelta(minutes=5))
    mint = TokenMint(clock)
    app = create_app(title="Thông báo", routers=make_routers(settings(), database, clock))
    app.state.verifier = TokenVerifier(mint.keys, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify") as http:
        yield Province(database, http, mint, clock)


async def test_every_route_of_staff_is_in_the_table(province: Province) -> None:
    transport = province.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    paths: Mapping[str, Mapping[str, Any]] = transport.app.openapi()["paths"]  # type: ignore[attr-defined]
    staff = {
        (method.upper(), path) for path, methods in paths.items() if path.startswith("/v1/staff/") for method in methods
    }
    assert staff == set(TABLE)


@pytest.mark.parametrize(
    "roles",
    [("administrator",), ("administrator", "broadcaster", "broadcast_approver", "one_stop", "specialist")],
    ids=["administrator", "every role"],
)
@pytest.mark.parametrize("owner", [THEIRS, PROVINCE])
async def test_nothing_of_another_unit_is_seen_or_done(province: Province, roles: tuple[str, ...], owner: str) -> None:
    """Neither of another commune nor of the province."""
    agency_id = None if owner == PROVINCE else owner
    message_id = await province.message("cit_theirs", agency_id)
    await province.preferences.put("cit_theirs", Preferences().chosen({}, (THEIRS,)), START)
    audience = Audience(Reach.COMMUNES, (THEIRS,))
    broadcast_id = await province.broadcast(owner, audience)
    (sent,) = await province.database["messages"].find({"subject_id": broadcast_id}).to_list(10)
    assert sent.get("agency_id") == agency_id
    row = UndeliverableCount(Reason.RETRIES_EXHAUSTED, "accepted", agency_id, 7)
    await Digests(province.database["digests"]).put(Digest(START.date(), province.clock.now(), (row,)))
    who = province.mint.staff(*(f"{role}@{OURS}" for role in roles), staff_id="stf_neighbour")
    before = await province.everything()
    for theirs in (message_id, sent["_id"]):
        for (method, path), ask in TABLE.items():
            answer = await province.ask(who, method, path, ask, message_id=theirs, id=broadcast_id)
            where = f"{method} {path}: {answer.status_code} {answer.text[:300]}"
            assert answer.status_code in ask.expected | (NOTHING if len(roles) == 1 else frozenset()), where
            secrets = (message_id, sent["_id"], broadcast_id, SUBJECT, "cit_theirs")
            assert [secret for secret in secrets if secret in answer.text] == [], where
            if answer.status_code == 200:
                assert not _counted(answer.json()), where
            if answer.status_code == 404 and "{" in path:
                absent = await province.ask(who, method, path, ask, message_id="msg_absent", id="brd_absent")
                assert (absent.status_code, absent.content) == (answer.status_code, answer.content), where
            assert await province.everything() == before, where


async def test_a_commune_looks_after_its_own_broadcast(province: Province) -> None:
    await province.preferences.put("cit_theirs", Preferences().chosen({}, (THEIRS,)), START)
    broadcast_id = await province.broadcast(THEIRS, Audience(Reach.COMMUNES, (THEIRS,)))
    collection = province.database["messages"]
    rested: Document = {"$set": {"state": "undeliverable", "reason": "retries_exhausted"}, "$unset": {"due_at": ""}}
    await collection.update_many({"subject_id": broadcast_id}, rested)
    (message,) = await collection.find({"subject_id": broadcast_id}).to_list(10)
    who = province.mint.staff(f"administrator@{THEIRS}", staff_id="stf_own")
    for path, method in (("/v1/staff/messages/{message_id}/why", "GET"), (BROADCAST, "GET")):
        answer = await province.ask(who, method, path, Ask(EMPTY), message_id=message["_id"], id=broadcast_id)
        assert answer.status_code == 200, answer.text
    resend = ("POST", "/v1/staff/messages/{message_id}/resend")
    answer = await province.ask(who, *resend, Ask(EMPTY), message_id=message["_id"])
    assert answer.status_code == 200, answer.text
    # News is no matter: what is decided about this citizen is none of the commune's business.
    dry_run = ("POST", "/v1/staff/messages/dry-run")
    assert (await province.ask(who, *dry_run, TABLE[dry_run])).status_code == 404


def _counted(answer: Mapping[str, Any]) -> bool:
    """Whether any message is counted in it, by itself or in a row."""
    rows = [answer, *answer.get("items", [])]
    return any(row.get("total") or row.get("count") or row.get("rows") for row in rows)
