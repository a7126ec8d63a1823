"""Officers sign in through Zalo's login page; administrators say what they may do."""

from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import jwt
from gateway_world import Received, answer

from gateway.cli.grant_administrator import OPERATOR
from gateway.domain.console_login import code_challenge
from gateway.domain.roles import PROVINCE
from gateway.keys.token_issuer import TokenIssuer
from gateway.use_cases.grant_role import GrantRole, NewGrant
from gateway.use_cases.register_staff import RegisterStaff
from gateway.wiring import load_labels
from shared.clock import SystemClock
from shared.crypto import FieldCipher
from shared.testing import PATIENCE

CONSOLE = "https://console.example/signed-in"


VERIFIER = "verifier-of-a-console-0123456789-0123456789"
ASKED = {"return_to": CONSOLE, "state": "where-i-was", "code_challenge": code_challenge(VERIFIER)}


async def to_zalo_and_back(gateway: Any, browser: httpx.AsyncClient, person: dict[str, Any]) -> str:
    """The address that Zalo sends the browser back to."""
    left = await browser.get("/v1/staff/auth/login", params=ASKED)
    assert left.status_code == 302, left.text
    page = f"{left.headers['location']}&login_as={person['user_id']}"
    back = await gateway.zalo.control.get(page)
    assert back.status_code == 302, back.text
    location = str(back.headers["location"])
    assert location.startswith(f"{gateway.url}/v1/staff/auth/callback?")
    return location.removeprefix(gateway.url)


async def to_console(gateway: Any, browser: httpx.AsyncClient, person: dict[str, Any]) -> dict[str, str]:
    """What the console finds in the address that the browser comes back to."""
    return landed(await browser.get(await to_zalo_and_back(gateway, browser, person)))


def landed(answer: httpx.Response) -> dict[str, str]:
    assert (answer.status_code, answer.content) == (302, b""), answer.text
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    address, _, query = answer.headers["location"].partition("?")
    assert address == CONSOLE
    return dict(parse_qsl(query))


async def exchange(browser: httpx.AsyncClient, code: str, verifier: str = VERIFIER) -> httpx.Response:
    return await browser.post("/v1/staff/auth/session", json={"code": code, "code_verifier": verifier})


async def sign_in(gateway: Any, browser: httpx.AsyncClient, person: dict[str, Any]) -> httpx.Response:
    back = await to_console(gateway, browser, person)
    assert back["state"] == "where-i-was"
    return await exchange(browser, back["code"])


def browser(gateway: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=gateway.url, trust_env=False, timeout=PATIENCE)


def staff_cipher(gateway: Any) -> FieldCipher:
    return FieldCipher.parse(gateway.settings.staff_keys.get_secret_value())


async def no_school(_unit: str) -> None:
    return None


async def administrator(gateway: Any) -> tuple[str, dict[str, str]]:
    """Their staff id, and their ``Authorization`` header."""
    person = await gateway.zalo.person(name="Trần Văn Minh")
    staff = await RegisterStaff(gateway.stores.staff, SystemClock())(person["user_id"])
    grant = GrantRole(gateway.stores.staff, load_labels(), no_school, staff_cipher(gateway), SystemClock())
    await grant(NewGrant(staff.id, "administrator", PROVINCE), OPERATOR)
    async with browser(gateway) as http:
        answer = await sign_in(gateway, http, person)
        assert answer.status_code == 200, answer.text
    assert answer.json()["staff"] == {
        "id": staff.id,
        "name": "Trần Văn Minh",
        "roles": [
            {
                "role": "administrator",
                "role_label": "Quản trị viên",
                "unit": "province",
                "unit_name": "Toàn tỉnh Quảng Ngãi",
            }
        ],
        "units": [{"id": "province", "name": "Toàn tỉnh Quảng Ngãi"}],
    }
    return staff.id, {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_an_officer_is_turned_away_until_an_administrator_gives_a_role(gateway: Any) -> None:
    admin_id, admin = await administrator(gateway)
    person = await gateway.zalo.person(name="Lê Thị Hoa")
    async with browser(gateway) as http:
        refused = await sign_in(gateway, http, person)
        assert refused.status_code == 403
        staff_id = refused.json()["staff_id"]
        assert staff_id in refused.json()["detail"]

        body = {"staff_id": staff_id, "role": "one_stop", "unit": "21025"}
        granted = await gateway.http.post("/v1/staff/grants", json=body, headers=admin)
        assert granted.status_code == 201, granted.text
        again = await gateway.http.post("/v1/staff/grants", json=body, headers=admin)
        assert again.status_code == 409

        session = (await sign_in(gateway, http, person)).json()
    assert [(held["role"], held["unit"]) for held in session["staff"]["roles"]] == [("one_stop", "21025")]
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    assert (claims["kind"], claims["sub"], claims["roles"]) == ("staff", staff_id, ["one_stop@21025"])
    assert claims["name"] == "Lê Thị Hoa", "what they do is recorded under their name"
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
    assert [(entry["action"], entry["by"], entry["by_name"]) for entry in officer_record["record"]] == [
        ("granted", admin_id, "Trần Văn Minh"),
        ("revoked", admin_id, "Trần Văn Minh"),
    ]
    assert [entry["label"] for entry in officer_record["record"]] == ["Giao vai trò", "Thu hồi vai trò"]
    (granted_entry, _) = officer_record["record"]
    assert granted_entry["role_label"] == "Cán bộ Một cửa"
    assert granted_entry["unit_name"].startswith("UBND ")


async def test_a_login_comes_back_once_and_only_to_its_own_browser(gateway: Any) -> None:
    await administrator(gateway)
    person = await gateway.zalo.person()
    async with browser(gateway) as victim, browser(gateway) as attacker:
        callback = await to_zalo_and_back(gateway, attacker, person)
        assert landed(await victim.get(callback)) == {"error": "login-expired"}, "somebody else's login"
        assert "code" in landed(await attacker.get(callback))
        assert landed(await attacker.get(callback)) == {"error": "login-expired"}, "already used"


async def test_a_code_is_good_once_and_for_its_own_console(gateway: Any) -> None:
    _, _ = await administrator(gateway)
    person = await gateway.zalo.person()
    async with browser(gateway) as http:
        code = (await to_console(gateway, http, person))["code"]
        stolen = await exchange(http, code, "verifier-of-somebody-else-0123456789-0123456")
        assert (stolen.status_code, stolen.json()["type"].rpartition(":")[2]) == (400, "login-expired")
        assert (await exchange(http, code)).status_code == 400, "spent by the wrong guess"
        code = (await to_console(gateway, http, person))["code"]
        assert (await exchange(http, code)).status_code == 403, "known, but without a role"
        assert (await exchange(http, code)).status_code == 400, "already used"
        for wrong in ({"code": "", "code_verifier": VERIFIER}, {"code": "x", "code_verifier": "short"}):
            assert (await http.post("/v1/staff/auth/session", json=wrong)).status_code == 422


async def test_a_login_returns_to_registered_consoles_only(gateway: Any) -> None:
    for other in ("https://console.example/signed-in/", "https://console.example.evil/signed-in", "//console.example"):
        misspelt = await gateway.http.get("/v1/staff/auth/login", params={**ASKED, "return": other})
        assert misspelt.status_code == 422
        refused = await gateway.http.get("/v1/staff/auth/login", params={**ASKED, "return_to": other})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "return_to")
    preflight = await gateway.http.options(
        "/v1/staff/auth/session",
        headers={"Origin": "https://console.example", "Access-Control-Request-Method": "POST"},
    )
    assert preflight.headers["access-control-allow-origin"] == "https://console.example"


async def test_the_login_page_gets_a_fresh_pkce_pair_each_time(gateway: Any) -> None:
    challenges = set()
    for _ in range(3):
        location = (await gateway.http.get("/v1/staff/auth/login", params=ASKED)).headers["location"]
        asked = parse_qs(urlsplit(location).query)
        assert asked["redirect_uri"] == [f"{gateway.url}/v1/staff/auth/callback"]
        challenges.add(asked["code_challenge"][0])
    assert len(challenges) == 3
    assert ASKED["code_challenge"] not in challenges


async def test_whoever_does_not_come_back_well_is_told_at_the_console(gateway: Any) -> None:
    for given, error in (({"code": "nonsense"}, "zalo-unavailable"), ({}, "login-declined")):
        async with browser(gateway) as http:
            location = (await http.get("/v1/staff/auth/login", params=ASKED)).headers["location"]
            state = parse_qs(urlsplit(location).query)["state"][0]
            back = landed(await http.get("/v1/staff/auth/callback", params={"state": state, **given}))
            assert back == {"error": error, "state": "where-i-was"}


async def test_an_officer_reads_who_they_are_and_the_units_by_name(gateway: Any) -> None:
    staff_id, admin = await administrator(gateway)
    body = {"staff_id": staff_id, "role": "one_stop", "unit": "21025"}
    assert (await gateway.http.post("/v1/staff/grants", json=body, headers=admin)).status_code == 201
    me = (await gateway.http.get("/v1/staff/me", headers=admin)).json()
    assert (me["id"], me["name"]) == (staff_id, "Trần Văn Minh")
    assert [(held["role_label"], held["unit"]) for held in me["roles"]] == [
        ("Quản trị viên", "province"),
        ("Cán bộ Một cửa", "21025"),
    ]
    units = (await gateway.http.get("/v1/staff/units", headers=admin)).json()["items"]
    assert me["units"][1] in units
    assert len(units) == 113, "96 communes, four offices of the province, twelve more agencies, and the province"

    nowhere = await gateway.http.post("/v1/staff/grants", json={**body, "unit": "99999"}, headers=admin)
    assert (nowhere.status_code, nowhere.json()["errors"]) == (
        422,
        [{"field": "unit", "message": "Không có đơn vị nào mang mã này."}],
    )


async def test_an_administrator_of_one_commune_stays_there(gateway: Any) -> None:
    _, province = await administrator(gateway)
    person = await gateway.zalo.person()
    async with browser(gateway) as http:
        staff_id = (await sign_in(gateway, http, person)).json()["staff_id"]
        body = {"staff_id": staff_id, "role": "administrator", "unit": "21025"}
        assert (await gateway.http.post("/v1/staff/grants", json=body, headers=province)).status_code == 201
        session = (await sign_in(gateway, http, person)).json()
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


async def school(received: Received, send: Any) -> None:
    if received.path == "/v1/schools/truong-mau":
        await answer(send, 200, {"id": "truong-mau", "name": "Trường THCS Mẫu"})
    else:
        await answer(send, 404, {"type": "urn:quangngai-smart:problem:not-found"})


async def test_a_role_is_granted_only_where_it_can_be_held(gateway: Any) -> None:
    staff_id, admin = await administrator(gateway)

    async def grant(role: str, unit: str) -> httpx.Response:
        body = {"staff_id": staff_id, "role": role, "unit": unit}
        answer: httpx.Response = await gateway.http.post("/v1/staff/grants", json=body, headers=admin)
        return answer

    gateway.dossier.handler = school  # it stands in for svc-payment as well
    given = await grant("school_accountant", "truong-mau")
    assert (given.status_code, given.json()["unit_name"]) == (201, "Trường THCS Mẫu")
    nowhere = await grant("school_accountant", "truong-khong-co")
    assert (nowhere.status_code, nowhere.json()["errors"][0]["field"]) == (422, "unit")
    gateway.dossier.handler = None
    assert (await grant("school_accountant", "truong-khac")).status_code == 503, "nobody answers for the schools"
    for role, unit in (
        ("one_stop", PROVINCE),
        ("catalogue_editor", "21025"),
        ("school_accountant", "21025"),
        ("one_stop", "truong-mau"),
        ("one_stop", "cong-ty-cap-thoat-nuoc"),
        ("school_accountant", "so-y-te"),
    ):
        refused = await grant(role, unit)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "unit")
    assert (await grant("king", "21025")).json()["errors"][0]["field"] == "role"
    for unit in ("cong-ty-cap-thoat-nuoc", "so-xay-dung", "dien-luc-quang-ngai", "so-y-te", "cong-an-tinh"):
        for role in ("feedback_handler", "feedback_approver", "administrator"):
            assert (await grant(role, unit)).status_code == 201, (role, unit)
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


OF_ANOTHER_UNIT: dict[tuple[str, str], set[int]] = {
    ("GET", "/v1/staff/grants"): {200},
    ("POST", "/v1/staff/grants"): {403},
    ("DELETE", "/v1/staff/grants/{grant_id}"): {404},
    # Open to everybody who signs in.
    ("GET", "/v1/staff/auth/login"): set(),
    ("GET", "/v1/staff/auth/callback"): set(),
    ("POST", "/v1/staff/auth/session"): set(),
    # About the caller alone, and what is public.
    ("GET", "/v1/staff/me"): set(),
    ("GET", "/v1/staff/units"): set(),
}
"""What an administrator of one commune gets of another, on every route of staff."""


async def test_an_administrator_of_one_commune_learns_nothing_of_another(gateway: Any) -> None:
    operations = (await gateway.http.get("/openapi.json")).json()["paths"]
    ours = {
        (method.upper(), path)
        for path, methods in operations.items()
        for method in methods
        if path.startswith(("/v1/staff/grants", "/v1/staff/auth", "/v1/staff/me", "/v1/staff/units"))
    }
    assert ours == set(OF_ANOTHER_UNIT)

    _, province = await administrator(gateway)

    async def member(name: str, *grants: tuple[str, str]) -> tuple[str, list[str]]:
        """A member of staff with these grants, and the grants' ids."""
        person = await gateway.zalo.person(name=name)
        staff = await RegisterStaff(gateway.stores.staff, SystemClock())(person["user_id"])
        ids = []
        for role, unit in grants:
            body = {"staff_id": staff.id, "role": role, "unit": unit}
            granted = await gateway.http.post("/v1/staff/grants", json=body, headers=province)
            assert granted.status_code == 201, granted.text
            ids.append(granted.json()["id"])
        return staff.id, ids

    local_id, _ = await member("Phạm Văn Xã", ("administrator", "21025"))
    issuer = TokenIssuer(gateway.keys(), SystemClock())
    token = issuer.issue("staff", local_id, ["administrator@21025"], "ses_local", "").access_token
    local = {"Authorization": f"Bearer {token}"}
    their_id, theirs = await member("Lê Thị Bên", ("specialist", "21028"), ("administrator", "21028"))
    of_province_id, of_province = await member("Đỗ Văn Tỉnh", ("catalogue_editor", PROVINCE))
    _, [peer] = await member("Võ Thị Hai", ("administrator", "21025"))

    listed = (await gateway.http.get("/v1/staff/grants?limit=100", headers=local)).text
    for secret in (their_id, of_province_id, *theirs, *of_province, "Lê Thị Bên", "Đỗ Văn Tỉnh"):
        assert secret not in listed
    absent = await gateway.http.delete("/v1/staff/grants/grn_absent", headers=local)
    for grant_id in (*theirs, *of_province):
        refused = await gateway.http.delete(f"/v1/staff/grants/{grant_id}", headers=local)
        assert (refused.status_code, refused.content) == (404, absent.content)
    # Who administers the own commune they see, and may not change: that is for the province to say.
    assert (await gateway.http.delete(f"/v1/staff/grants/{peer}", headers=local)).status_code == 403
    for role, unit in (("specialist", "21028"), ("one_stop", "21028"), ("administrator", PROVINCE)):
        answers = [
            await gateway.http.post(
                "/v1/staff/grants", json={"staff_id": staff_id, "role": role, "unit": unit}, headers=local
            )
            for staff_id in (their_id, "stf_absent")
        ]
        assert {answer.status_code for answer in answers} == {403}
        assert answers[0].content == answers[1].content, "and whether there is such an officer"
    holders = (await gateway.http.get("/v1/staff/grants?limit=100", headers=province)).json()["items"]
    (unchanged,) = [shown for shown in holders if shown["staff_id"] == their_id]
    assert [grant["id"] for grant in unchanged["grants"]] == theirs
