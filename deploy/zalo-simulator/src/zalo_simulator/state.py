"""People, tokens and chats as one JSON document, so that they survive a restart.

Knobs, faults, the clock and the counters of calls start anew.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from zalo_simulator.grants import AccessToken, AuthorizationCode, Grants, OneTimeCode, RefreshToken
from zalo_simulator.messages import Message
from zalo_simulator.people import Person
from zalo_simulator.world import QuotaUsed, World

MESSAGES_SAVED = 2_000
SHARE_OF_TIME = 20
"""Saving takes at most one twentieth of the time, and happens at most once a second."""

log = logging.getLogger(__name__)


def state_bytes(world: World) -> bytes:
    now = world.clock.now_ms()
    state = {
        "people": list(world.people),
        "user_grants": _grants(world.user_grants, now),
        "oa_grants": _grants(world.oa_grants, now),
        "one_time_codes": _unexpired(world.one_time_codes, now),
        "quota_used": world.quota_used,
        "last_seq": world.messages.last_seq,
        "messages_accepted": world.messages.accepted,
        "messages": world.messages.latest(MESSAGES_SAVED),
    }
    return orjson.dumps(state, default=bytes.decode)


def restore(world: World, state: Mapping[str, Any]) -> None:
    """Raises KeyError, TypeError or ValueError on a document that this program did not write."""
    for person in state["people"]:
        world.people.add(Person(**person))
    _fill(world.user_grants, state["user_grants"])
    _fill(world.oa_grants, state["oa_grants"])
    world.one_time_codes.update({text: OneTimeCode(**code) for text, code in state["one_time_codes"].items()})
    world.quota_used = QuotaUsed(**state["quota_used"])
    for message in state["messages"]:
        world.messages.keep(Message(**{**message, "raw": message["raw"].encode()}))
    world.messages.last_seq = state["last_seq"]
    world.messages.accepted = state["messages_accepted"]


def _unexpired(entries: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    return {text: entry for text, entry in entries.items() if entry.expires_at > now_ms}


def _grants(grants: Grants, now_ms: int) -> dict[str, Any]:
    return {part: _unexpired(getattr(grants, part), now_ms) for part in ("access", "refresh", "codes")}


def _fill(grants: Grants, state: Mapping[str, Any]) -> None:
    grants.access.update({text: AccessToken(**token) for text, token in state["access"].items()})
    grants.codes.update({text: AuthorizationCode(**code) for text, code in state["codes"].items()})
    for text, token in state["refresh"].items():
        successor = tuple(token["successor"]) if token["successor"] else None
        grants.refresh[text] = RefreshToken(**{**token, "successor": successor})


async def keep_saved(world: World, path: Path | None, stop: asyncio.Event) -> None:
    """Saves after changes until told to stop, and then once more."""
    if path is None:
        return
    saved_changes = world.changes
    while not stop.is_set():
        pause = 0.1
        if world.changes != saved_changes:
            saved_changes = world.changes
            pause = max(1.0, SHARE_OF_TIME * _save(world, path))
        try:
            async with asyncio.timeout(pause):
                await stop.wait()
        except TimeoutError:
            pass
    _save(world, path)


def _save(world: World, path: Path) -> float:
    """Returns the seconds it took. Replaces the file whole, so that a kill leaves the old one."""
    started = time.perf_counter()
    fresh = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(state_bytes(world))
        fresh.replace(path)
    except OSError as error:
        log.error("state not saved: %s", error.strerror)
    return time.perf_counter() - started
