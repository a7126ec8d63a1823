"""POST /v4/[oa/]access_token: a code or a refresh token becomes a new pair. Both are good for one use."""

import base64
import hashlib
import re
from dataclasses import asdict

from zalo_simulator.endpoint import Answer, Call, json_answer
from zalo_simulator.oauth.audience import OA, USER, Audience, Pair, issue
from zalo_simulator.oauth.refusals import (
    invalid_app,
    invalid_code,
    invalid_refresh,
    invalid_request,
    invalid_secret,
)
from zalo_simulator.world import World

_VERIFIER = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def oa_token(world: World, call: Call) -> Answer:
    return _exchange(world, call, OA)


def user_token(world: World, call: Call) -> Answer:
    return _exchange(world, call, USER)


def code_challenge(verifier: str) -> str:
    """PKCE S256: base64url of the SHA-256, without padding."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _exchange(world: World, call: Call, audience: Audience) -> Answer:
    if call.header(b"secret_key") != world.settings.app_secret:
        return invalid_secret(world)
    form = call.form
    if form.get("app_id") != world.settings.app_id:
        return invalid_app(world)
    match form.get("grant_type"):
        case "authorization_code":
            return _redeem(world, audience, form)
        case "refresh_token":
            return _refresh(world, audience, form)
        case _:
            return invalid_request(world, "grant_type is missing or not supported")


def _redeem(world: World, audience: Audience, form: dict[str, str]) -> Answer:
    code = audience.grants(world).codes.get(form.get("code", ""))
    if code is None:
        return invalid_code(world, "Authorization code does not exist")
    if code.is_used:
        return invalid_code(world, "Authorization code has already been used")
    if world.clock.now_ms() >= code.expires_at:
        return invalid_code(world, "Authorization code has expired")
    verifier = form.get("code_verifier", "")
    if not _VERIFIER.fullmatch(verifier) or code_challenge(verifier) != code.challenge:
        return invalid_code(world, "Code verifier does not match the code challenge")
    code.is_used = True
    return json_answer(asdict(issue(world, audience, code.user_id)))


def _refresh(world: World, audience: Audience, form: dict[str, str]) -> Answer:
    grants, now = audience.grants(world), world.clock.now_ms()
    token = grants.refresh.get(form.get("refresh_token", ""))
    if token is None:
        return invalid_refresh(world, "Refresh token does not exist")
    if now >= token.expires_at:
        return invalid_refresh(world, "Refresh token has expired")
    if token.used_at is not None:
        grace_ms = world.knobs.number("oauth.refresh_reuse_grace_seconds") * 1000
        if token.successor is None or now >= token.used_at + grace_ms:
            return invalid_refresh(world, "Refresh token has already been used")
        return json_answer(asdict(Pair(*token.successor, str(world.knobs.number(audience.access_ttl_knob)))))
    old_access = grants.access.get(token.access_token)
    if old_access and world.knobs.flag("oauth.revoke_old_access_on_refresh"):
        old_access.is_revoked = True
    pair = issue(world, audience, token.user_id, replaces=token)
    token.used_at, token.successor = now, (pair.access_token, pair.refresh_token)
    return json_answer(asdict(pair))
