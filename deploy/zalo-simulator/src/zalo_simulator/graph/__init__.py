"""graph.zalo.me: who a user token belongs to, and what the person agreed to share."""

from zalo_simulator.endpoint import Call, Endpoint
from zalo_simulator.graph.me import me
from zalo_simulator.graph.me_info import me_info
from zalo_simulator.world import World


def _holder(world: World, call: Call) -> frozenset[str]:
    token = world.user_grants.access.get(call.header(b"access_token"))
    person = world.people.by_user_id(token.user_id) if token and token.user_id else None
    return frozenset((person.user_id, person.oa_user_id)) if person else frozenset()


ENDPOINTS = (
    Endpoint("graph.me", "GET", "/v2.0/me", me, _holder),
    Endpoint("graph.me_info", "GET", "/v2.0/me/info", me_info, _holder),
)
