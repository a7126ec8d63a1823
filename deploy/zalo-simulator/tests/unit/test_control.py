import asyncio
from typing import Any

import pytest


async def test_a_person_is_made_found_and_changed(zalo):
    person = await zalo.person("Trần Thị Mẫu", phone="84900000001")
    await zalo.person("Nguyễn Văn Thử")
    for words in ("tran thi", "84900000001", person["user_id"], person["oa_user_id"]):
        found = await zalo.control("GET", f"/people?q={words}")
        assert [one["name"] for one in found["items"]] == ["Trần Thị Mẫu"]
        assert found["total"] == 2
    changed = await zalo.control("PATCH", f"/people/{person['oa_user_id']}", {"is_follower": True, "phone": None})
    assert changed["is_follower"] is True
    assert changed["phone"] is None
    assert changed["name"] == "Trần Thị Mẫu"
    assert changed["last_interaction_at"] is not None, "following opens the windows"


async def test_people_with_given_ids_are_made_once(zalo):
    given = {"name": "Trần Thị Mẫu", "user_id": "3000000000000000003", "oa_user_id": "2000000000000000002"}
    await zalo.control("POST", "/people", given, status=201)
    await zalo.control("POST", "/people", {**given, "name": "Trần Thị Mới"}, status=200)
    people = await zalo.control("GET", "/people")
    assert [person["name"] for person in people["items"]] == ["Trần Thị Mới"]


async def test_many_people_are_made_at_once_with_tokens(zalo):
    asked = [{"name": f"Người {n}", "is_follower": True, "with_access_token": True} for n in range(300)]
    people = await zalo.control("POST", "/people", asked, status=201)
    assert len({person["user_id"] for person in people}) == 300
    assert (await zalo.me(people[-1]["access_token"]))["id"] == people[-1]["user_id"]
    assert len((await zalo.control("GET", "/people"))["items"]) == 50


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/people", {"name": ""}, 400),
        ("POST", "/people", {"name": "x", "unknown": 1}, 400),
        ("POST", "/people", {"name": "x", "phone": "0900000001"}, 400),
        ("GET", "/people/9", None, 404),
        ("GET", "/messages?after=x", None, 400),
        ("PATCH", "/knobs", {"oa.nothing": 1}, 400),
        ("PATCH", "/knobs", {"oa.rate_limit_per_minute": "many"}, 400),
        ("PATCH", "/knobs", {"oa.template_quota": None}, 400),
        ("PATCH", "/knobs", {"graph.require_appsecret_proof": 1}, 400),
        ("POST", "/clock", {"set": "2026-11-22T08:00:00"}, 400),
        ("POST", "/faults", {"endpoint": "oa.nothing", "kind": "reset"}, 400),
        ("POST", "/faults", {"endpoint": "oa.*", "kind": "explode"}, 400),
        ("PATCH", "/templates/9", {}, 404),
        ("POST", "/reset", {"parts": ["universe"]}, 400),
    ],
)
async def test_a_wrong_request_is_told_why(zalo, method, path, body, status):
    answer = await zalo.control(method, path, body, status=status)
    assert answer["error"]


async def test_knobs_are_turned_all_or_none(zalo):
    wrong = {"oa.template_quota": 5, "oa.nothing": 1}
    await zalo.control("PATCH", "/knobs", wrong, status=400)
    knobs = {knob["name"]: knob for knob in (await zalo.control("GET", "/knobs"))["items"]}
    assert knobs["oa.template_quota"]["value"] == knobs["oa.template_quota"]["default"] == 1_000_000
    assert all(knob["meaning"] for knob in knobs.values())


async def test_the_clock_stops_moves_and_runs_again(zalo):
    frozen = await zalo.control("POST", "/clock", {"freeze": "2026-11-22T08:00:00+07:00"})
    assert frozen == {"now": "2026-11-22T08:00:00.000+07:00", "mode": "frozen"}
    moved = await zalo.control("POST", "/clock", {"advance_seconds": 90})
    assert moved == {"now": "2026-11-22T08:01:30.000+07:00", "mode": "frozen"}
    running = await zalo.control("POST", "/clock", {"set": "2027-01-01T00:00:00+07:00"})
    assert running["mode"] == "shifted"
    assert running["now"].startswith("2027-01-01T00:00:0")
    assert (await zalo.control("POST", "/clock", {"real": True}))["mode"] == "real"


async def test_messages_are_followed_as_they_come(zalo):
    person, token = await zalo.person(is_follower=True), await zalo.oa_token()
    await zalo.control("POST", f"/people/{person['user_id']}/interactions", {"text": "Xin chào"})

    async def reply(text: str) -> Any:
        document = {"recipient": {"user_id": person["oa_user_id"]}, "message": {"text": text}}
        return await zalo.oa("POST", "/v3.0/oa/message/cs", token, document)

    waiting = asyncio.create_task(zalo.control("GET", "/messages?wait_seconds=20"))
    await asyncio.sleep(0)
    await reply("Một")
    first = await waiting
    assert [message["text"] for message in first["items"]] == ["Một"], "what the person wrote is not among them"
    await reply("Hai")
    await reply("Ba")
    later = await zalo.control("GET", f"/messages?after={first['last_seq']}")
    assert [message["text"] for message in later["items"]] == ["Hai", "Ba"]
    limited = await zalo.control("GET", f"/people/{person['user_id']}/messages?after={first['last_seq']}&limit=1")
    assert [message["text"] for message in limited["items"]] == ["Hai"]
    assert (await zalo.control("GET", "/messages?user_id=9"))["items"] == []


async def test_old_messages_leave_and_counters_stay(zalo):
    zalo.world.messages.kept = 3
    person, token = await zalo.person(is_follower=True), await zalo.oa_token()
    other = await zalo.person("Nguyễn Văn Thử", is_follower=True)
    for n, recipient in enumerate([other, person, person, person, person]):
        document = {"recipient": {"user_id": recipient["oa_user_id"]}, "message": {"text": str(n)}}
        await zalo.oa("POST", "/v3.0/oa/message/cs", token, document)
    kept = await zalo.control("GET", "/messages")
    assert [message["text"] for message in kept["items"]] == ["2", "3", "4"]
    assert (kept["first_kept_seq"], kept["last_seq"]) == (3, 5)
    assert (await zalo.control("GET", f"/people/{other['user_id']}/messages"))["items"] == []
    counters = await zalo.control("GET", "/counters")
    assert (counters["messages_accepted"], counters["people_messaged"]) == (5, 2)


async def test_reset_takes_all_or_the_named_parts(zalo):
    person = await zalo.person(is_follower=True)
    await zalo.control("POST", f"/people/{person['user_id']}/interactions")
    await zalo.turn(oa__template_quota=5)
    await zalo.control("POST", "/reset", {"parts": ["knobs"]}, status=204)
    assert zalo.world.knobs.number("oa.template_quota") == 1_000_000
    assert len(zalo.world.people) == 1
    await zalo.control("POST", "/reset", {}, status=204)
    assert (await zalo.control("GET", "/people"))["total"] == 0
    assert (await zalo.control("GET", "/messages"))["last_seq"] == 1, "sequence numbers go on"


async def test_it_tells_whom_it_plays_and_that_it_is_up(zalo):
    assert (await zalo.control("GET", "/application"))["oa_secret"] == "demo-oa-secret-key"
    assert (await zalo.http.get("/readyz")).status_code == 200
