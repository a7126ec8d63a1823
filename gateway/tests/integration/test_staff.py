"""Officers sign in through Zalo's login page; administrators say what they may do."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt

from gateway.cli.grant_administrator import OPERATOR
from gateway.domain.roles import PROVINCE
from gateway.store.role_file import load_roles
from gateway.use_cases.grant_role import GrantRole, NewGrant
from gateway.use_cases.register_staff import RegisterStaff
from shared.clock import SystemClock


async def to_zalo_and_back(gateway: Any, browser: httpx.AsyncClient, person: dict[str, Any]) -> str:
    """The address that Zalo sends the browser back to."""
    left = await browser.get("/v1/staff/auth/login")
    assert left.status_code == 302
    page = f"{left.headers['location']}&login_as={person['user_id']}"
    back = await gateway.zalo.control.get(page)
    assert back.status_code == 302, back.text
    location = str(back.headers["location"])
    assert location.startswith(f"{gateway.url}/v1/staff/auth/callback?")
    return location.removeprefix(gateway.url)


def browser(gateway: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=gateway.url, trust_env=False, timeout=15)


async def administrator(gateway: Any) -> tuple[str, dict[str, str]]:
    """Their staff id, and their ``Authorization`` header."""
    person = await gateway.zalo.person(name="Trần Văn Minh")
    staff = await RegisterStaff(gateway.stores.staff, SystemClock())(person["user_id"])
    grant = GrantRole(gateway.stores.staff, load_roles(), SystemClock())
    await grant(NewGrant(staff.id, "administrator", PROVINCE), OPERATOR)
    async with browser(gateway) as http:
        answer = await http.get(await to_zalo_and_back(gateway, http, person))
        assert answer.status_code == 200, answer.text
    assert answer.json()["staff"] == {"id": staff.id, "name": "Trần Văn Minh", "roles": ["administrator@province"]}
    return staff.id, {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_an_officer_is_turned_away_until_an_administrator_gives_a_role(gateway: Any) -> None:
    admin_id, admin = await administrator(gateway)
    person = await gateway.zalo.person(name="Lê Thị Hoa")
    async with browser(gateway) as http:
        refused = await http.get(await to_zalo_and_back(gateway, http, person))
        assert refused.status_code == 403
        staff_id = refused.json()["staff_id"]
        assert staff_id in refused.json()["detail"]

        body = {"staff_id": staff_id, "role": "one_stop", "unit": "21025"}
        granted = await gateway.http.post("/v1/staff/grants", json=body, headers=admin)
        assert granted.status_code == 201, granted.text
        again = await gateway.http.post("/v1/staff/grants", json=body, headers=admin)
        assert again.status_code == 409

        session = (await http.get(await to_zalo_and_back(gateway, http, person))).json()
    assert session["staff"]["roles"] == ["one_stop@21025"]
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    assert (claims["kind"], claims["sub"], claims["roles"]) == ("staff", staff_id, ["one_stop@21025"])
    officer = {"Authorization": f"Bearer {session['access_token']}"}
    assert (await gateway.http.get("/v1/staff/dossiers", headers=officer)).status_code == 200
    assert (await gateway.http.get("/v1/staff/grants", headers=officer)).status_code == 403
    assert (await gateway.http.get("/v1/dossiers", headers=officer)).status_code == 403, "an officer is no citizen"

    for _ in range(2):
        taken = await gateway.http.delete(f"/v1/staff/grants/{granted.json()['id']}", headers=admin)
        assert taken.status_code in (204, 404)
    refresh = await gateway.http.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})
    assert refresh.status_code == 403, "what was revoked is gone with the next token"

    listed = (await gateway.http.get("/v1/staff/grants", headers=admin)).json()["items"]
    (officer_record,) = [item for item in listed if item["staff_id"] == staff_id]
    assert officer_record["grants"] == []
    assert [(entry["action"], entry["by"]) for entry in officer_record["record"]] == [
        ("granted", admin_id),
        ("revoked", admin_id),
    ]


async def test_a_login_comes_back_once_and_only_to_its_own_browser(gateway: Any) -> None:
    await administrator(gateway)
    person = await gateway.zalo.person()
    async with browser(gateway) as victim, browser(gateway) as attacker:
        callback = await to_zalo_and_back(gateway, attacker, person)
        assert (await victim.get(callback)).status_code == 400, "somebody else's login"
        assert (await attacker.get(callback)).status_code == 403, "known, but without a role"
        assert (await attacker.get(callback)).status_code == 400, "already used"


async def test_the_login_page_gets_a_fresh_pkce_pair_each_time(gateway: Any) -> None:
    challenges = set()
    for _ in range(3):
        location = (await gateway.http.get("/v1/staff/auth/login")).headers["location"]
        asked = parse_qs(urlsplit(location).query)
        assert asked["redirect_uri"] == [f"{gateway.url}/v1/staff/auth/callback"]
        challenges.add(asked["code_challenge"][0])
    assert len(challenges) == 3


async def test_a_wrong_or_missing_code(gateway: Any) -> None:
    async with browser(gateway) as http:
        location = (await http.get("/v1/staff/auth/login")).headers["location"]
        state = parse_qs(urlsplit(location).query)["state"][0]
        wrong = await http.get("/v1/staff/auth/callback", params={"state": state, "code": "nonsense"})
        assert wrong.status_code == 422, wrong.text
        missing = await http.get("/v1/staff/auth/callback", params={"state": state})
        assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "code")


async def test_an_administrator_of_one_commune_stays_there(gateway: Any) -> None:
    _, province = await administrator(gateway)
    person = await gateway.zalo.person()
    async with browser(gateway) as http:
        staff_id = (await http.get(await to_zalo_and_back(gateway, http, person))).json()["staff_id"]
        body = {"staff_id": staff_id, "role": "administrator", "unit": "21025"}
        assert (await gateway.http.post("/v1/staff/grants", json=body, headers=province)).status_code == 201
        session = (await http.get(await to_zalo_and_back(gateway, http, person))).json()
    local = {"Authorization": f"Bearer {session['access_token']}"}

    async def grant(role: str, unit: str) -> int:
        body = {"staff_id": staff_id, "role": role, "unit": unit}
        return int((await gateway.http.post("/v1/staff/grants", json=body, headers=local)).status_code)

    assert await grant("specialist", "21025") == 201
    assert await grant("specialist", "21028") == 403
    assert await grant("administrator", "21028") == 403
    assert await grant("administrator", PROVINCE) == 403
    assert await grant("king", "21025") == 422

    # And sees who works there, with what was granted there.
    other = {"staff_id": staff_id, "role": "one_stop", "unit": "21028"}
    assert (await gateway.http.post("/v1/staff/grants", json=other, headers=province)).status_code == 201
    seen = (await gateway.http.get("/v1/staff/grants?limit=100", headers=local)).json()["items"]
    assert staff_id in [member["staff_id"] for member in seen]
    assert {grant["unit"] for member in seen for grant in (*member["grants"], *member["record"])} == {"21025"}
    everybody = (await gateway.http.get("/v1/staff/grants?limit=100", headers=province)).json()["items"]
    assert len(everybody) > len(seen)


async def test_a_role_is_granted_only_where_it_can_be_held(gateway: Any) -> None:
    staff_id, admin = await administrator(gateway)

    async def grant(role: str, unit: str) -> httpx.Response:
        body = {"staff_id": staff_id, "role": role, "unit": unit}
        answer: httpx.Response = await gateway.http.post("/v1/staff/grants", json=body, headers=admin)
        return answer

    for role, unit in (("one_stop", PROVINCE), ("catalogue_editor", "21025")):
        refused = await grant(role, unit)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "unit")
    assert (await grant("king", "21025")).json()["errors"][0]["field"] == "role"
    assert (await grant("catalogue_editor", PROVINCE)).status_code == 201


async def test_grants_of_nobody(gateway: Any) -> None:
    _, admin = await administrator(gateway)
    body = {"staff_id": "stf_nobody", "role": "one_stop", "unit": "21025"}
    assert (await gateway.http.post("/v1/staff/grants", json=body, headers=admin)).status_code == 404
    assert (await gateway.http.delete("/v1/staff/grants/grn_none", headers=admin)).status_code == 404


async def test_the_list_of_staff_comes_in_pages(gateway: Any) -> None:
    _, admin = await administrator(gateway)
    for number in range(4):
        await RegisterStaff(gateway.stores.staff, SystemClock())(str(7000 + number))
    first = (await gateway.http.get("/v1/staff/grants?limit=3", headers=admin)).json()
    second = (await gateway.http.get(f"/v1/staff/grants?limit=3&after={first['next']}", headers=admin)).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 2, None)
    assert (await gateway.http.get("/v1/staff/grants?after=rubbish", headers=admin)).status_code == 400
