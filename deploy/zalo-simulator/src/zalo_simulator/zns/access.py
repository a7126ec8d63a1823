"""The checks of every call of the ZNS API: the Official Account's token, the proof when sent, the rate limit."""

from zalo_simulator.endpoint import Answer, Call, Handler
from zalo_simulator.proof import is_valid_proof
from zalo_simulator.world import World
from zalo_simulator.zns.envelope import refuse


def with_zns_token(handle: Handler) -> Handler:
    def checked(world: World, call: Call) -> Answer:
        text, now = call.header(b"access_token"), world.clock.now_ms()
        token = world.oa_grants.access.get(text)
        if token is None or not token.is_valid(now):
            return refuse(-124)
        proof = call.header(b"appsecret_proof")
        if proof and not is_valid_proof(proof, text, world.settings.app_secret):
            return refuse(-1241)
        limit = world.knobs.limit("zns.rate_limit_per_second")
        if limit is not None and world.zns_second.add(now) > limit:
            return refuse(-32)
        return handle(world, call)

    return checked
