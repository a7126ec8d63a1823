"""Citizens sign in with Zalo, go on, and sign out."""

import asyncio
import json
import shutil
from typing import Any

import httpx
import jwt
import pytest

from gateway.domain.events import CONTACT_CHANGED, CONTACT_CONTEXT, REGISTERED
from gateway.settings import ROUTES
from shared.crypto import FieldCipher
from shared.testing import eventually


async def stored(gateway: Any, citizen_id: str) -> dict[str, Any]:
    found = await gateway.database["citizens"].find_one({"_id": citizen_id})
    assert found is not None
    return dict(found)


def contact(gateway: Any, event: dict[str, Any]) -> Any:
    cipher = FieldCipher.parse(gateway.settings.contact_keys.get_secret_value())
    return json.loads(cipher.decrypt(event["data"]["contact"], CONTACT_CONTEXT))


async def test_a_new_citizen_gets_a_session_and_the_services_hear_of_them(gateway: Any) -> None:
    person = await gateway.zalo.person(name="Nguyễn Thị Lan", is_follower=True)
    token = await gateway.zalo.token(person)
    answer = await gateway.http.post("/v1/auth/zalo", json={"access_token": token})
    assert answer.status_code == 200, answer.text
    session = answer.json()
    assert session["citizen"]["name"] == "Nguyễn Thị Lan"
    assert (session["token_type"], session["expires_in"]) == ("Bearer", 900)
    assert answer.headers["cache-control"] == "no-store"

    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["kind"], claims["roles"]) == (session["citizen"]["id"], "citizen", [])

    document = await stored(gateway, claims["sub"])
    (event,) = document["outbox"]
    assert (event["type"], event["subject"], event["version"]) == (REGISTERED, claims["sub"], 1)
    assert event["request_id"] == answer.headers["x-request-id"]
    assert contact(gateway, event) == {
        "zalo_user_id": person["user_id"],
        "oa_user_id": person["oa_user_id"],
        "is_follower": True,
        "phone": None,
        "phone_at": None,
    }
    assert person["user_id"] not in json.dumps(event["data"])


async def test_fifty_first_sign_ins_at_once_make_one_citizen(gateway: Any) -> None:
    token = await gateway.zalo.token(await gateway.zalo.person())
    answers = await asyncio.gather(
        *(gateway.http.post("/v1/auth/zalo", json={"access_token": token}) for _ in range(50))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["citizen"]["id"] for answer in answers}) == 1
    assert await gateway.database["citizens"].count_documents({}) == 1
    assert await gateway.database["sessions"].count_documents({}) == 50


async def test_who_starts_to_follow_is_reached_from_then_on(gateway: Any) -> None:
    person = await gateway.zalo.person()
    token = await gateway.zalo.token(person)
    first = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    await gateway.zalo.control.post(f"/control/people/{person['user_id']}/follow")
    second = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    third = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    assert first["citizen"]["id"] == second["citizen"]["id"] == third["citizen"]["id"]
    registered, changed = (await stored(gateway, first["citizen"]["id"]))["outbox"]
    assert (registered["type"], changed["type"], changed["version"]) == (REGISTERED, CONTACT_CHANGED, 2)
    assert contact(gateway, changed)["is_follower"] is True


async def test_without_consent_there_is_no_name(gateway: Any) -> None:
    session = await gateway.sign_in(has_consent=False)
    assert session["citizen"]["name"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"{}",
        b'{"access_token": ""}',
        b'{"access_token": 7}',
        b'{"access_token": "a b"}',
        b'{"access_token": "a\\r\\nx: y"}',
        b'{"access_token": "\\ud800"}',
        b'{"access_token": "a", "admin": true}',
        b'{"access_token": "' + b"a" * 3000 + b'"}',
        b"[" * 5000,
        b'{"access_token": NaN}',
        b"\xff\xfe",
    ],
)
async def test_bad_input_is_refused_in_vietnamese(gateway: Any, body: bytes) -> None:
    answer = await gateway.http.post("/v1/auth/zalo", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert not answer.json()["detail"].isascii()
    assert await gateway.database["citizens"].count_documents({}) == 0


async def test_a_body_over_the_limit_of_the_route(gateway: Any) -> None:
    answer = await gateway.http.post("/v1/auth/zalo", json={"access_token": "a" * 9000})
    assert (answer.status_code, answer.json()["limit_bytes"]) == (413, 8192)


@pytest.mark.parametrize("how", ["unknown", "expired", "revoked", "of another app"])
async def test_a_token_that_zalo_does_not_know_any_more(gateway: Any, how: str) -> None:
    person = await gateway.zalo.person()
    body: dict[str, Any] = {"ttl_seconds": 0} if how == "expired" else {}
    if how == "of another app":
        body["app_id"] = "999"
    made = await gateway.zalo.control.post(f"/control/people/{person['user_id']}/access-tokens", json=body)
    token = made.json()["access_token"] if made.is_success else "gone"
    if how == "unknown":
        token = "never-made"
    if how == "revoked":
        await gateway.zalo.control.post(f"/control/people/{person['user_id']}/revoke-tokens")
    answer = await gateway.http.post("/v1/auth/zalo", json={"access_token": token})
    assert answer.status_code in ((401, 502) if how == "of another app" else (401,)), answer.text
    assert await gateway.database["citizens"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("fault", "status", "retry_after"),
    [
        ({"kind": "http_500"}, 503, "5"),
        ({"kind": "non_json"}, 503, "5"),
        ({"kind": "reset"}, 503, "5"),
        ({"kind": "slow", "delay_ms": 4_000}, 503, "5"),
        ({"kind": "expired_token"}, 401, None),
        ({"kind": "quota_gone"}, 503, "60"),
        ({"kind": "error", "code": -501}, 502, None),
        ({"kind": "error", "code": 10000}, 503, "5"),
        ({"kind": "error", "code": 31337}, 502, None),
    ],
)
async def test_when_zalo_fails_it_is_said_and_nothing_is_kept(
    gateway: Any, fault: dict[str, Any], status: int, retry_after: str | None
) -> None:
    signed_in = await gateway.citizen()
    token = await gateway.zalo.token(await gateway.zalo.person())
    await gateway.zalo.fault(endpoint="graph.me", times=1, **fault)
    answer = await gateway.http.post("/v1/auth/zalo", json={"access_token": token})
    assert answer.status_code == status, answer.text
    assert answer.headers.get("retry-after") == retry_after
    assert await gateway.database["citizens"].count_documents({}) == 1
    assert (await gateway.http.get("/v1/me", headers=signed_in)).status_code == 200


async def test_while_zalo_is_down_who_is_signed_in_notices_nothing(open_gateway: Any) -> None:
    gateway = await open_gateway()
    session = await gateway.sign_in()
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    await gateway.zalo.fault(endpoint="*", kind="slow", delay_ms=4_000, times=None)
    waiting = [asyncio.create_task(gateway.http.post("/v1/auth/zalo", json={"access_token": "x"})) for _ in range(20)]
    for _ in range(20):
        assert (await gateway.http.get("/v1/dossiers", headers=headers)).status_code == 200
    refreshed = await gateway.http.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})
    assert refreshed.status_code == 200
    assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {503}
    await gateway.zalo.control.delete("/control/faults")
    token = await gateway.zalo.token(await gateway.zalo.person())
    quick = await gateway.http.post("/v1/auth/zalo", json={"access_token": token})
    assert (quick.status_code, quick.headers["retry-after"]) == (503, "5"), "Zalo, which is well, was not asked"


class Family:
    def __init__(self, gateway: Any) -> None:
        self._http: httpx.AsyncClient = gateway.http

    async def refresh(self, token: str) -> httpx.Response:
        return await self._http.post("/v1/auth/refresh", json={"refresh_token": token})


async def test_a_refresh_token_works_once_and_its_second_use_ends_the_family(gateway: Any) -> None:
    family, session = Family(gateway), await gateway.sign_in()
    first = await family.refresh(session["refresh_token"])
    second = await family.refresh(first.json()["refresh_token"])
    assert (first.status_code, second.status_code) == (200, 200)
    assert (
        jwt.decode(second.json()["access_token"], options={"verify_signature": False})["sub"]
        == session["citizen"]["id"]
    )

    stolen = await family.refresh(first.json()["refresh_token"])
    assert (stolen.status_code, stolen.json()["type"]) == (401, "urn:quangngai-smart:problem:unauthenticated")
    assert (await family.refresh(second.json()["refresh_token"])).status_code == 401, "the whole family has ended"


async def test_of_twenty_at_once_one_gets_through_and_the_family_ends(gateway: Any) -> None:
    family, session = Family(gateway), await gateway.sign_in()
    answers = await asyncio.gather(*(family.refresh(session["refresh_token"]) for _ in range(20)))
    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert {answer.status_code for answer in answers} == {200, 401}
    assert (await family.refresh(won[0].json()["refresh_token"])).status_code == 401


async def test_a_made_up_refresh_token_ends_nothing(gateway: Any) -> None:
    family, session = Family(gateway), await gateway.sign_in()
    session_id, secret, tag = session["refresh_token"].split(".")
    for forged in (f"{session_id}.{secret[::-1]}.{tag}", f"{session_id}.x.y", "x", "..", "a.b.c.d"):
        assert (await family.refresh(forged)).status_code == 401
    assert (await family.refresh(session["refresh_token"])).status_code == 200


async def test_signing_out(gateway: Any) -> None:
    family, session = Family(gateway), await gateway.sign_in()
    for _ in range(2):
        out = await gateway.http.post("/v1/auth/logout", json={"refresh_token": session["refresh_token"]})
        assert out.status_code == 204
    assert (await family.refresh(session["refresh_token"])).status_code == 401
    headers = {"Authorization": f"Bearer {session['access_token']}"}

    async def asked() -> int:
        return int((await gateway.http.get("/v1/dossiers", headers=headers)).status_code)

    await eventually(asked, want=lambda status: status == 401)


async def test_signing_out_with_a_token_already_used_ends_the_family(gateway: Any) -> None:
    family, session = Family(gateway), await gateway.sign_in()
    spent = session["refresh_token"]
    good = (await family.refresh(spent)).json()["refresh_token"]
    assert (await gateway.http.post("/v1/auth/logout", json={"refresh_token": spent})).status_code == 204
    assert (await family.refresh(good)).status_code == 401


async def test_refresh_tokens_are_not_in_the_database(gateway: Any) -> None:
    session = await gateway.sign_in()
    document = await gateway.database["sessions"].find_one({})
    assert session["refresh_token"].split(".")[1] not in repr(document)
    assert session["access_token"] not in repr(document)


async def test_our_own_answers_have_their_time_too(open_gateway: Any, tmp_path: Any) -> None:
    routes = shutil.copytree(ROUTES, tmp_path / "routes")
    own = (routes / "gateway.yaml").read_text(encoding="utf-8")
    quick = own.replace("timeout: 10, budget: sign_in", "timeout: 0.3, budget: sign_in")
    (routes / "gateway.yaml").write_text(quick, encoding="utf-8")
    gateway = await open_gateway(routes_dir=routes)
    token = await gateway.zalo.token(await gateway.zalo.person())
    await gateway.zalo.fault(endpoint="graph.me", kind="slow", delay_ms=2_000)
    answer = await gateway.http.post("/v1/auth/zalo", json={"access_token": token})
    assert (answer.status_code, answer.headers["content-type"]) == (504, "application/problem+json")
    assert (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).status_code == 200
