"""A consent revoked at Zalo: what came by it is gone here, sessions end, and there is proof."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.consumers.consent_revoked import CONSENT_REVOKED, CONTEXT, consent_revoked
from gateway.domain.events import CONTACT_CHANGED, ERASED
from gateway.use_cases.erase_citizen import EraseCitizen
from shared.clock import SystemClock, rfc3339
from shared.crypto import FieldCipher
from shared.events import Event, InvalidEvent
from shared.testing import PATIENCE, eventually
from shared.wakeup import Wakeup


class Published:
    """Stands in the place of Kafka, which only an answer about nobody needs."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def publish(self, topic: str, key: str, events: list[Event]) -> None:
        assert topic == "citizen.events.v1"
        self.events += events


def handler(gateway: Any, published: Published, refused_within: float = 0) -> Callable[[Event], Awaitable[None]]:
    producer: Any = published
    stores = gateway.stores
    erase = EraseCitizen(stores.citizens, stores.sessions, producer, SystemClock(), Wakeup(), refused_within)
    return consent_revoked(erase, contact_cipher(gateway))


def contact_cipher(gateway: Any) -> FieldCipher:
    return FieldCipher.parse(gateway.settings.contact_keys.get_secret_value())


def revoked(gateway: Any, zalo_user_id: str, at: datetime, **data: Any) -> Event:
    person = contact_cipher(gateway).encrypt(zalo_user_id, CONTEXT)
    consent = {"erasure_id": "ers_1", "person": person, "revoked_at": rfc3339(at)}
    return Event("evt_1", CONSENT_REVOKED, "svc-notify", "ers_1", at, 1, {**consent, **data}, "", "")


async def signed_in(gateway: Any) -> tuple[Any, str, Any]:
    """A person with everything that Zalo tells; their token and session."""
    person = await gateway.zalo.person(
        phone="84905123456", is_follower=True, location={"latitude": 15.12, "longitude": 108.8}
    )
    token = await gateway.zalo.token(person)
    session = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    for kind in ("phone", "location"):
        body = {"access_token": token, "code": await gateway.zalo.code(person, kind)}
        assert (await gateway.http.post(f"/v1/me/{kind}", json=body, headers=headers)).status_code == 200
    return person, token, session


async def test_what_zalo_told_is_erased_once_and_on_record(gateway: Any) -> None:
    person, token, session = await signed_in(gateway)
    at, published = SystemClock().now(), Published()
    handle = handler(gateway, published)
    for _ in range(2):
        await handle(revoked(gateway, person["user_id"], at))
    document = await gateway.database["citizens"].find_one({})
    assert {document[name] for name in ("name", "picture", "phone", "phone_at", "location")} == {None}
    assert document["contact"] == {"zalo_user_id": person["user_id"], "oa_user_id": None, "is_follower": False}
    (proof,) = document["erasures"]
    assert (proof["id"], proof["revoked_at"]) == ("ers_1", at)
    (consent,) = (entry for entry in document["outbox"] if entry["type"] == ERASED)
    assert (consent["version"], consent["data"]["citizen_id"]) == (document["version"], document["_id"])
    refreshed = await gateway.http.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})
    assert refreshed.status_code == 401
    assert published.events == []

    again = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    assert again["citizen"]["id"] == document["_id"], "their dossiers are still theirs"
    document = await gateway.database["citizens"].find_one({})
    assert document["outbox"][-1]["type"] == CONTACT_CHANGED, "who sends messages learns that they are back"
    assert (document["consent_revoked"], document["phone"]) == (False, None)


async def test_a_token_of_before_is_refused_for_every_service_and_one_of_afterwards_is_not(gateway: Any) -> None:
    person, token, session = await signed_in(gateway)
    before = {"Authorization": f"Bearer {session['access_token']}"}
    report = {"title": "Ổ gà", "text": "Ổ gà lớn trước chợ."}
    assert (await gateway.http.get("/v1/dossiers", headers=before)).status_code == 200
    await handler(gateway, Published())(revoked(gateway, person["user_id"], SystemClock().now()))

    async def asked() -> int:
        return int((await gateway.http.get("/v1/dossiers", headers=before)).status_code)

    await eventually(asked, want=lambda status: status == 401)
    arrived = len(gateway.dossier.received)
    for method, path, body in (
        ("POST", "/v1/reports", report),
        ("POST", "/v1/questions", report),
        ("POST", "/v1/dossiers", {}),
        ("PATCH", "/v1/me", {"declared_name": "Nguyễn Văn An"}),
    ):
        answer = await gateway.http.request(method, path, json=body, headers=before)
        assert answer.status_code == 401, path
    assert len(gateway.dossier.received) == arrived, "no service has heard of it"
    again = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    welcome = {"Authorization": f"Bearer {again['access_token']}"}
    assert (await gateway.http.get("/v1/dossiers", headers=welcome)).status_code == 200


async def test_services_are_told_to_forget_after_the_tokens_are_refused(gateway: Any) -> None:
    """What comes by a token of before comes before the event, and is forgotten with the rest."""
    person, _, session = await signed_in(gateway)
    headers, stores = {"Authorization": f"Bearer {session['access_token']}"}, gateway.stores
    producer: Any = Published()
    waits = EraseCitizen(stores.citizens, stores.sessions, producer, SystemClock(), Wakeup(), PATIENCE)
    event = revoked(gateway, person["user_id"], SystemClock().now())
    waiting = asyncio.ensure_future(consent_revoked(waits, contact_cipher(gateway))(event))

    async def refused() -> bool:
        return bool((await gateway.http.get("/v1/dossiers", headers=headers)).status_code == 401)

    async def consent() -> bool:
        return ERASED in [entry["type"] for entry in (await gateway.database["citizens"].find_one({}))["outbox"]]

    await eventually(refused)
    assert not await consent()
    waiting.cancel()
    await handler(gateway, Published())(event)
    assert await consent()


async def test_a_repeat_waits_for_nothing_that_has_passed(gateway: Any) -> None:
    at = SystemClock().now()
    for erasure, already in (("ers_1", "erased"), ("ers_2", "sessions ended")):
        person, _, session = await signed_in(gateway)
        event = revoked(gateway, person["user_id"], SystemClock().now(), erasure_id=erasure)
        if already == "erased":
            await handler(gateway, Published())(event)
        else:
            known = session["citizen"]["id"]
            await gateway.stores.sessions.end_all(
                known, SystemClock().now(), at - timedelta(hours=2), "as if we had died"
            )
        async with asyncio.timeout(PATIENCE):
            await handler(gateway, Published(), refused_within=3600)(event)
        document = await gateway.database["citizens"].find_one({"_id": session["citizen"]["id"]})
        assert [done["id"] for done in document["erasures"]] == [erasure]


async def test_what_ended_lately_is_found_by_an_index(gateway: Any) -> None:
    ask = {"ended_at": {"$gt": SystemClock().now()}}
    plan = await gateway.database["sessions"].find(ask).explain()
    assert "'indexName': 'ix_ended'" in repr(plan["queryPlanner"]["winningPlan"])


async def test_who_comes_back_with_nothing_to_tell_is_announced_all_the_same(gateway: Any) -> None:
    person = await gateway.zalo.person(is_follower=False, has_consent=False)
    token = await gateway.zalo.token(person)
    await gateway.http.post("/v1/auth/zalo", json={"access_token": token})
    await handler(gateway, Published())(revoked(gateway, person["user_id"], SystemClock().now()))
    for _ in range(2):
        await gateway.http.post("/v1/auth/zalo", json={"access_token": token})
    types = [entry["type"].split(".")[3] for entry in (await gateway.database["citizens"].find_one({}))["outbox"]]
    assert types == ["registered", "erased", "contact_changed"]


async def test_a_session_begun_after_it_goes_on(gateway: Any) -> None:
    person = await gateway.zalo.person()
    token = await gateway.zalo.token(person)
    await gateway.http.post("/v1/auth/zalo", json={"access_token": token})
    at = SystemClock().now()
    await asyncio.sleep(0.002)  # times are kept in milliseconds
    session = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    await handler(gateway, Published())(revoked(gateway, person["user_id"], at))
    refreshed = await gateway.http.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})
    assert refreshed.status_code == 200


async def test_who_registered_afterwards_keeps_what_they_gave_anew(gateway: Any) -> None:
    person, _, session = await signed_in(gateway)
    published, before = Published(), SystemClock().now() - timedelta(hours=1)
    await handler(gateway, published)(revoked(gateway, person["user_id"], before))
    document = await gateway.database["citizens"].find_one({})
    assert (document["name"], document["erasures"]) == (session["citizen"]["name"], [])
    assert [event.data["citizen_id"] for event in published.events] == [None]


async def test_of_somebody_unknown_there_is_an_answer_too(gateway: Any) -> None:
    published = Published()
    await handler(gateway, published)(revoked(gateway, "3000000000000000099", SystemClock().now()))
    (event,) = published.events
    assert (event.type, event.data["erasure_id"], event.data["citizen_id"]) == (ERASED, "ers_1", None)


@pytest.mark.parametrize("data", [{"person": "k7:AAAA"}, {"revoked_at": "soon"}, {"erasure_id": 7}])
async def test_what_cannot_be_read_is_a_dead_letter_without_the_person(gateway: Any, data: Any) -> None:
    event = revoked(gateway, "3000000000000000099", SystemClock().now(), **data)
    with pytest.raises(InvalidEvent) as refused:
        await handler(gateway, Published())(event)
    assert "3000000000000000099" not in str(refused.value)


async def test_the_phone_reaches_who_sends_messages_sealed(gateway: Any) -> None:
    await signed_in(gateway)
    document = await gateway.database["citizens"].find_one({})
    consent = document["outbox"][-1]
    assert consent["type"] == CONTACT_CHANGED
    assert "905123456" not in repr(document)
    contact = contact_cipher(gateway).decrypt(consent["data"]["contact"], "citizen-contact")
    assert '"phone": "+84905123456"' in contact


async def test_ending_a_persons_sessions_goes_by_an_index(gateway: Any) -> None:
    ask = {"subject": "cit_1", "began_at": {"$lte": SystemClock().now()}, "ended_at": {"$exists": False}}
    plan = await gateway.database["sessions"].find(ask).explain()
    assert "'indexName': 'ix_subject'" in repr(plan["queryPlanner"]["winningPlan"])
