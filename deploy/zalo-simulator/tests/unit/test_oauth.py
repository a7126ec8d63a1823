from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from zalo_simulator.oauth.tokens import code_challenge

VERIFIER = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CHALLENGE = "fR4ifSAEy-7Mu6g7FHZulPKrtjqdAnUCwRFAJt2JFsA"
LINK = {
    "app_id": "1000000000000000001",
    "redirect_uri": "https://quangngai.example/callback",
    "code_challenge": CHALLENGE,
    "state": "s-1",
}
INVALID_REFRESH = {
    "error": -14014,
    "error_name": "Invalid refresh token",
    "error_reason": "Refresh token has already been used",
    "error_description": "Refresh token is not valid",
}


def test_the_challenge_is_the_contract_s_vector():
    assert code_challenge(VERIFIER) == CHALLENGE


async def permit(zalo: Any, path: str, **changes: str | None) -> tuple[str, dict[str, str]]:
    link = {name: value for name, value in {**LINK, **changes}.items() if value is not None}
    answer = await zalo.http.get(path, params=link)
    assert answer.status_code == 302
    target = urlsplit(answer.headers["location"])
    return target._replace(query="").geturl(), {name: values[0] for name, values in parse_qs(target.query).items()}


async def oa_pair(zalo: Any) -> dict[str, str]:
    _, sent = await permit(zalo, "/v4/oa/permission")
    grant = {"grant_type": "authorization_code", "code": sent["code"], "code_verifier": VERIFIER}
    return dict(await zalo.token_call("/v4/oa/access_token", **grant))


async def refresh(zalo: Any, token: str, path: str = "/v4/oa/access_token") -> dict[str, Any]:
    return dict(await zalo.token_call(path, grant_type="refresh_token", refresh_token=token))


async def error_of(zalo: Any, token: str) -> int:
    return int((await zalo.oa("GET", "/v2.0/oa/getoa", token))["error"])


async def test_the_admin_is_sent_back_with_a_code(zalo):
    target, sent = await permit(zalo, "/v4/oa/permission")
    assert target == LINK["redirect_uri"]
    assert sent.keys() == {"code", "oa_id", "state"}
    assert (sent["oa_id"], sent["state"]) == ("4000000000000000004", "s-1")
    _, without_state = await permit(zalo, "/v4/oa/permission", state=None)
    assert "state" not in without_state


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"app_id": "9"}, "-14002"),
        ({"redirect_uri": "javascript:alert(1)"}, "-14003"),
        ({"redirect_uri": None}, "-14003"),
    ],
)
async def test_a_wrong_link_leads_to_the_error_page(zalo, change, error):
    target, sent = await permit(zalo, "/v4/oa/permission", **change)
    assert (target, sent) == ("/v4/permission/error", {"error_code": error})
    page = await zalo.http.get(target, params=sent)
    assert error in page.text


async def test_a_console_link_must_be_the_saved_one(zalo):
    saved = {"oauth__console_callback_url": LINK["redirect_uri"], "oauth__console_code_challenge": CHALLENGE}
    await zalo.turn(oauth__oa_fixed_pkce=True, **saved)
    assert "code" in (await permit(zalo, "/v4/oa/permission"))[1]
    other = await permit(zalo, "/v4/oa/permission", code_challenge="another")
    assert other[1] == {"error_code": "-14003"}


async def test_a_code_becomes_a_pair_with_expires_in_as_text(zalo):
    pair = await oa_pair(zalo)
    assert pair.keys() == {"access_token", "refresh_token", "expires_in"}
    assert pair["expires_in"] == "90000"
    assert await error_of(zalo, pair["access_token"]) == 0


async def test_a_code_works_once_and_for_ten_minutes(zalo):
    _, sent = await permit(zalo, "/v4/oa/permission")
    grant = {"grant_type": "authorization_code", "code": sent["code"], "code_verifier": VERIFIER}
    wrong = await zalo.token_call("/v4/oa/access_token", **{**grant, "code_verifier": VERIFIER[::-1]})
    assert wrong["error_reason"] == "Code verifier does not match the code challenge"
    assert "access_token" in await zalo.token_call("/v4/oa/access_token", **grant)
    again = await zalo.token_call("/v4/oa/access_token", **grant)
    assert again["error_reason"] == "Authorization code has already been used"
    _, late = await permit(zalo, "/v4/oa/permission")
    await zalo.advance(minutes=10)
    expired = await zalo.token_call("/v4/oa/access_token", **{**grant, "code": late["code"]})
    assert expired["error_reason"] == "Authorization code has expired"
    assert (await zalo.token_call("/v4/access_token", **{**grant, "code": late["code"]}))["error"] == -14024


async def test_a_refresh_token_works_once_and_ends_the_old_access_token(zalo):
    first = await oa_pair(zalo)
    second = await refresh(zalo, first["refresh_token"])
    assert second["expires_in"] == "90000"
    assert await error_of(zalo, second["access_token"]) == 0
    assert await error_of(zalo, first["access_token"]) == -220
    refused = await refresh(zalo, first["refresh_token"])
    assert {name: refused[name] for name in INVALID_REFRESH} == INVALID_REFRESH
    assert "access_token" in await refresh(zalo, second["refresh_token"]), "a refused one does not break the chain"


async def test_the_old_access_token_may_live_on(zalo):
    await zalo.turn(oauth__revoke_old_access_on_refresh=False)
    first = await oa_pair(zalo)
    await refresh(zalo, first["refresh_token"])
    assert await error_of(zalo, first["access_token"]) == 0


async def test_within_the_grace_a_used_refresh_token_gives_the_same_pair(zalo):
    await zalo.turn(oauth__refresh_reuse_grace_seconds=30)
    first = await oa_pair(zalo)
    second = await refresh(zalo, first["refresh_token"])
    assert await refresh(zalo, first["refresh_token"]) == second
    await zalo.advance(seconds=31)
    assert (await refresh(zalo, first["refresh_token"]))["error"] == -14014


async def test_an_oa_access_token_lives_25_hours_and_its_refresh_token_90_days(zalo):
    pair = await oa_pair(zalo)
    await zalo.advance(hours=25)
    assert await error_of(zalo, pair["access_token"]) == -220
    await zalo.advance(days=89)
    assert (await refresh(zalo, pair["refresh_token"]))["error_reason"] == "Refresh token has expired"


async def test_errors_may_lack_a_numeric_code(zalo):
    await zalo.turn(oauth__error_without_numeric_code=True)
    refused = await refresh(zalo, "unknown")
    assert "error" not in refused
    assert "access_token" not in refused
    assert refused["error_name"] == "Invalid refresh token"


async def test_wrong_secret_app_grant_or_content_type_is_refused(zalo):
    path = "/v4/oa/access_token"
    pair = await oa_pair(zalo)
    grant = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert (await zalo.token_call(path, secret="wrong", **grant))["error"] == -14012
    assert (await zalo.token_call(path, **{**grant, "app_id": "9"}))["error"] == -14002
    assert (await zalo.token_call(path, **{**grant, "grant_type": "client_credentials"}))["error"] == -14001
    as_json = await zalo.http.post(path, json=grant, headers={"secret_key": "demo-app-secret"})
    assert "access_token" not in as_json.json()
    await zalo.turn(oauth__invalid_secret_error=-14024)
    assert (await zalo.token_call(path, secret="wrong", **grant))["error"] == -14024


async def test_staff_choose_who_they_are_on_a_page(zalo):
    officer = await zalo.person("Đinh Quốc Bảo")
    await zalo.person("Trần Thị Mẫu")
    page = await zalo.http.get("/v4/permission", params=LINK)
    assert "Đinh Quốc Bảo" in page.text
    assert f"login_as={officer['user_id']}" in page.text
    found = await zalo.http.get("/v4/permission", params={**LINK, "q": "dinh quoc"})
    assert "Trần Thị Mẫu" not in found.text
    assert (await zalo.http.get("/v4/permission", params={**LINK, "login_as": "9"})).status_code == 404


async def test_a_web_login_gives_a_token_of_that_person(zalo):
    officer = await zalo.person("Đinh Quốc Bảo")
    target, sent = await permit(zalo, "/v4/permission", login_as=officer["user_id"])
    assert (target, set(sent)) == (LINK["redirect_uri"], {"code", "state"})
    grant = {"grant_type": "authorization_code", "code": sent["code"], "code_verifier": VERIFIER}
    pair = await zalo.token_call("/v4/access_token", **grant)
    assert pair["expires_in"] == "3600"
    assert (await zalo.me(pair["access_token"]))["id"] == officer["user_id"]
    assert await error_of(zalo, pair["access_token"]) == -216, "a user's token is not the Official Account's"


async def test_a_user_refresh_token_ends_30_days_after_the_first_login(zalo):
    officer = await zalo.person()
    _, sent = await permit(zalo, "/v4/permission", login_as=officer["user_id"])
    grant = {"grant_type": "authorization_code", "code": sent["code"], "code_verifier": VERIFIER}
    pair = await zalo.token_call("/v4/access_token", **grant)
    await zalo.advance(days=29)
    pair = await refresh(zalo, pair["refresh_token"], "/v4/access_token")
    await zalo.advance(days=1)
    assert (await refresh(zalo, pair["refresh_token"], "/v4/access_token"))["error"] == -14014
