"""openapi.mini.zalo.me: notifications of the mini app."""

from zalo_simulator.endpoint import Call, Endpoint
from zalo_simulator.mini_app.notification import notify
from zalo_simulator.world import World


def _recipient(world: World, call: Call) -> frozenset[str]:
    person = world.people.by_user_id(call.header(b"x-user-id"))
    return frozenset((person.user_id, person.oa_user_id)) if person else frozenset()


ENDPOINTS = (Endpoint("mini.notification", "POST", "/notification/template", notify, _recipient),)
