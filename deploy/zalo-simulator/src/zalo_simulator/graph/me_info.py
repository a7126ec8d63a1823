"""GET /v2.0/me/info: a one-time code of the mini app becomes a phone number or a place."""

from zalo_simulator.endpoint import Answer, Call, json_answer
from zalo_simulator.grants import OneTimeCode
from zalo_simulator.graph.refusals import refuse
from zalo_simulator.graph.sessions import person_of, token_of
from zalo_simulator.people import Person
from zalo_simulator.world import World


def me_info(world: World, call: Call) -> Answer:
    person = person_of(world, token_of(call))
    if person is None:
        return refuse(452)
    if error := _wrong_headers(world, call):
        return refuse(error)
    code = world.one_time_codes.get(call.header(b"code"))
    if code is None:
        return refuse(115)
    if error := _wrong_code(world, code, person):
        return refuse(error)
    if world.knobs.flag("graph.simulate_foreign_ip"):
        return refuse(-501)
    code.is_used = True
    data = {"number": person.phone} if code.kind == "phone" else _place(world, person)
    return json_answer({"data": data, "error": 0, "message": "Success"})


def _first(checks: tuple[tuple[bool, int], ...]) -> int | None:
    return next((error for is_wrong, error in checks if is_wrong), None)


def _wrong_headers(world: World, call: Call) -> int | None:
    code, secret = call.header(b"code"), call.header(b"secret_key")
    return _first(((not code, 114), (not secret, 116), (secret != world.settings.app_secret, 117)))


def _wrong_code(world: World, code: OneTimeCode, person: Person) -> int | None:
    return _first(
        (
            (code.app_id != world.settings.app_id, 118),
            (code.user_id != person.user_id, 115),
            (code.is_used, 119),
            (world.clock.now_ms() >= code.expires_at, 115),
        )
    )


def _place(world: World, person: Person) -> dict[str, object]:
    now = world.clock.now_ms()
    if world.knobs.text("graph.location_value_type") == "number":
        return {"provider": "gps", "latitude": person.latitude, "longitude": person.longitude, "timestamp": now}
    latitude, longitude = f"{person.latitude:.6f}", f"{person.longitude:.6f}"
    return {"provider": "gps", "latitude": latitude, "longitude": longitude, "timestamp": str(now)}
