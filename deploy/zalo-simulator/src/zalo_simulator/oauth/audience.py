"""The two audiences of OAuth v4: the same exchange with other lives."""

from collections.abc import Callable
from dataclasses import dataclass

from zalo_simulator.clock import DAY_MS
from zalo_simulator.grants import AccessToken, Grants, RefreshToken
from zalo_simulator.world import World


@dataclass(frozen=True, slots=True)
class Audience:
    grants: Callable[[World], Grants]
    access_ttl_knob: str
    refresh_ttl_knob: str
    counts_from_first_login: bool
    """A refreshed refresh token keeps the end of the one before."""


OA = Audience(lambda world: world.oa_grants, "oauth.oa_access_ttl_seconds", "oauth.oa_refresh_ttl_days", False)
USER = Audience(lambda world: world.user_grants, "graph.user_token_ttl_seconds", "oauth.user_refresh_ttl_days", True)


@dataclass(frozen=True, slots=True)
class Pair:
    access_token: str
    refresh_token: str
    expires_in: str
    """Seconds, as text: so Zalo writes it."""


def issue(world: World, audience: Audience, user_id: str | None, replaces: RefreshToken | None = None) -> Pair:
    now, grants, app_id = world.clock.now_ms(), audience.grants(world), world.settings.app_id
    seconds = world.knobs.number(audience.access_ttl_knob)
    access = grants.new_access(AccessToken(app_id, user_id, now + seconds * 1000))
    ends = now + world.knobs.number(audience.refresh_ttl_knob) * DAY_MS
    if replaces and audience.counts_from_first_login:
        ends = replaces.expires_at
    refresh = grants.new_refresh(RefreshToken(app_id, user_id, access, ends))
    return Pair(access, refresh, str(seconds))
