"""GET /v2.0/me: a flat object with the fields that were asked for and agreed to."""

import re

from zalo_simulator.endpoint import Answer, Call, json_answer
from zalo_simulator.graph.refusals import refuse
from zalo_simulator.graph.sessions import person_of, token_of
from zalo_simulator.people import Person
from zalo_simulator.proof import is_valid_proof
from zalo_simulator.world import World

_FIELD = re.compile(r"(\w+)(?:\.type\((small|normal|large)\))?$", re.ASCII)
_PICTURE_SIZES = {None: 120, "small": 120, "normal": 240, "large": 480}


def me(world: World, call: Call) -> Answer:
    token = token_of(call)
    person = person_of(world, token)
    if person is None:
        return refuse(452)
    knobs = world.knobs
    if knobs.flag("graph.require_appsecret_proof") and not is_valid_proof(
        call.header(b"appsecret_proof"), token, world.settings.app_secret
    ):
        return json_answer({"error": knobs.number("graph.bad_proof_error"), "message": "appsecret_proof is invalid"})
    if knobs.flag("graph.simulate_foreign_ip"):
        return refuse(-501)
    fields = _fields(call.query.get("fields", "id"))
    if fields is None:
        return json_answer({"error": 2500, "message": "Syntax error: fields"})
    return json_answer({**_profile(world, person, fields, call), "error": 0, "message": "Success"})


def _fields(text: str) -> dict[str, str | None] | None:
    """Field names with the picture size asked for; None on a syntax error."""
    matches = [_FIELD.match(field.strip()) for field in text.split(",")]
    if None in matches:
        return None
    return {match[1]: match[2] for match in matches if match}


def _profile(world: World, person: Person, fields: dict[str, str | None], call: Call) -> dict[str, object]:
    profile: dict[str, object] = {"id": person.user_id}
    shares_profile = person.has_consent or world.knobs.flag("graph.name_without_consent")
    if shares_profile and "name" in fields:
        profile["name"] = person.name
    if shares_profile and not fields.keys().isdisjoint(("name", "is_sensitive")):
        profile["is_sensitive"] = person.is_sensitive
    if shares_profile and "picture" in fields:
        size = _PICTURE_SIZES[fields["picture"]]
        profile["picture"] = {"data": {"url": person.avatar(size)}}
    if "user_id_by_oa" in fields and call.query.get("miniapp_id") == world.settings.mini_app_id:
        profile["is_follower"] = person.is_follower
        if person.is_follower:
            profile["user_id_by_oa"] = person.oa_user_id
    return profile
