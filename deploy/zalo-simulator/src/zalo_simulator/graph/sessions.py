"""A user access token and the person behind it."""

from zalo_simulator.endpoint import Call
from zalo_simulator.people import Person
from zalo_simulator.world import World

DEVELOPMENT_TOKEN = "ACCESS_TOKEN"  # noqa: S105  a word, no secret
"""What Zalo's official e-government template sends instead of a token while it is developed in a browser."""


def person_of(world: World, token_text: str) -> Person | None:
    """None when the token is malformed, expired, revoked or of another app."""
    if token_text == DEVELOPMENT_TOKEN:
        return world.people.by_user_id(world.settings.developer_user_id)
    token = world.user_grants.access.get(token_text)
    if token is None or token.user_id is None or not token.is_valid(world.clock.now_ms()):
        return None
    if token.app_id != world.settings.app_id:
        return None
    return world.people.by_user_id(token.user_id)


def token_of(call: Call) -> str:
    """The header, or the query parameter that some integrators use and Zalo also takes."""
    return call.header(b"access_token") or call.query.get("access_token", "")
