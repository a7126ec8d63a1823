"""Errors of the token endpoints: HTTP 200, several names for one thing, and sometimes no numeric code.

Only -14002 is documented; the other codes are placeholders with a knob each.
"""

from zalo_simulator.endpoint import Answer, json_answer
from zalo_simulator.world import World

_REF_DOC = "https://developers.zalo.me/docs/social-api/tham-khao/user-access-token-v4"


def invalid_app(world: World) -> Answer:
    return _refuse(world, -14002, "Invalid app id", "App is not active or does not exist", "App id is not valid")


def invalid_secret(world: World) -> Answer:
    code = world.knobs.number("oauth.invalid_secret_error")
    return _refuse(world, code, "Invalid secret key", "Secret key is missing or wrong", "Secret key is not valid")


def invalid_request(world: World, reason: str) -> Answer:
    code = world.knobs.number("oauth.invalid_request_error")
    return _refuse(world, code, "Invalid request", reason, "Request is not valid")


def invalid_code(world: World, reason: str) -> Answer:
    code = world.knobs.number("oauth.invalid_code_error")
    return _refuse(world, code, "Invalid authorization code", reason, "Authorization code is not valid")


def invalid_refresh(world: World, reason: str) -> Answer:
    code = world.knobs.number("oauth.invalid_refresh_error")
    return _refuse(world, code, "Invalid refresh token", reason, "Refresh token is not valid")


def _refuse(world: World, code: int, name: str, reason: str, description: str) -> Answer:
    names = {"error_name": name, "error_reason": reason, "error_description": description, "ref_doc": _REF_DOC}
    if world.knobs.flag("oauth.error_without_numeric_code"):
        return json_answer(names, outcome="no_code")
    return json_answer({"error": code, **names}, outcome=str(code))
