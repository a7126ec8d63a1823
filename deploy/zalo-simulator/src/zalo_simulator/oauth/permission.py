"""The consent pages. The Official Account's admin always agrees; for users one chooses who logs in."""

from urllib.parse import urlencode, urlsplit

from zalo_simulator.clock import MINUTE_MS
from zalo_simulator.endpoint import Answer, Call, html_answer, redirect
from zalo_simulator.grants import AuthorizationCode
from zalo_simulator.pages import LOGIN_PAGE, PERMISSION_ERROR_PAGE
from zalo_simulator.world import World

CODE_TTL_MS = 10 * MINUTE_MS
INVALID_APP_ID = -14002
INVALID_REDIRECT_URI = -14003
PEOPLE_OFFERED = 50


def oa_permission(world: World, call: Call) -> Answer:
    if error := _wrong_link(world, call) or _differs_from_console(world, call):
        return _error_page(error)
    code = world.oa_grants.new_code(_code(world, call, None))
    return _back(call, {"code": code, "oa_id": world.settings.oa_id})


def user_permission(world: World, call: Call) -> Answer:
    if error := _wrong_link(world, call):
        return _error_page(error)
    if "login_as" not in call.query:
        words = call.query.get("q", "")
        people = world.people.search(words, PEOPLE_OFFERED)
        link = {name: value for name, value in call.query.items() if name != "q"}
        return html_answer(LOGIN_PAGE.render(people=people, link=link, words=words, encoded=urlencode(link)))
    person = world.people.by_any_id(call.query["login_as"])
    if person is None:
        return html_answer(PERMISSION_ERROR_PAGE.render(code="", reason="Không có người dùng này."), 404)
    code = world.user_grants.new_code(_code(world, call, person.user_id))
    return _back(call, {"code": code})


def permission_error(_world: World, call: Call) -> Answer:
    code = call.query.get("error_code", "")
    return html_answer(PERMISSION_ERROR_PAGE.render(code=code, reason="Liên kết cấp quyền không hợp lệ."))


def _wrong_link(world: World, call: Call) -> int | None:
    link = call.query
    target = urlsplit(link.get("redirect_uri", ""))
    checks = (
        (link.get("app_id") != world.settings.app_id, INVALID_APP_ID),
        (target.scheme not in ("http", "https") or not target.netloc, INVALID_REDIRECT_URI),
        (not link.get("code_challenge"), world.knobs.number("oauth.invalid_request_error")),
    )
    return next((error for is_wrong, error in checks if is_wrong), None)


def _differs_from_console(world: World, call: Call) -> int | None:
    knobs = world.knobs
    if not knobs.flag("oauth.oa_fixed_pkce"):
        return None
    saved = (knobs.text("oauth.console_callback_url"), knobs.text("oauth.console_code_challenge"))
    return None if saved == (call.query["redirect_uri"], call.query["code_challenge"]) else INVALID_REDIRECT_URI


def _code(world: World, call: Call, user_id: str | None) -> AuthorizationCode:
    expires_at = world.clock.now_ms() + CODE_TTL_MS
    return AuthorizationCode(world.settings.app_id, user_id, call.query["code_challenge"], expires_at)


def _back(call: Call, parameters: dict[str, str]) -> Answer:
    if "state" in call.query:
        parameters["state"] = call.query["state"]
    target = call.query["redirect_uri"]
    return redirect(f"{target}{'&' if urlsplit(target).query else '?'}{urlencode(parameters)}")


def _error_page(code: int) -> Answer:
    return redirect(f"/v4/permission/error?error_code={code}")
