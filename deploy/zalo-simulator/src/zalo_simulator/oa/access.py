"""The checks of every call of the Official Account's API: the token, the proof when sent, the rate limit."""

from dataclasses import replace

from zalo_simulator.endpoint import Answer, Call, Handler
from zalo_simulator.oa.envelope import refuse
from zalo_simulator.proof import is_valid_proof
from zalo_simulator.world import World


def with_oa_token(handle: Handler) -> Handler:
    def checked(world: World, call: Call) -> Answer:
        if error := _wrong_token(world, call):
            return refuse(error)
        limit = world.knobs.limit("oa.rate_limit_per_minute")
        if limit is None:
            return handle(world, call)
        used = world.oa_minute.add(world.clock.now_ms())
        answer = handle(world, call) if used <= limit else refuse(-32)
        remain = max(0, limit - used)
        rate = ((b"x-ratelimit-limit", b"%d" % limit), (b"x-ratelimit-remain", b"%d" % remain))
        return replace(answer, headers=answer.headers + rate)

    return checked


def _wrong_token(world: World, call: Call) -> int | None:
    text = call.header(b"access_token")
    token = world.oa_grants.access.get(text)
    if token is None:
        return -216
    if not token.is_valid(world.clock.now_ms()):
        return -220
    proof = call.header(b"appsecret_proof")
    return -242 if proof and not is_valid_proof(proof, text, world.settings.app_secret) else None
