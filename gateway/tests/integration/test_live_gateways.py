"""Gateways share the limits among those that are alive."""

from datetime import timedelta
from typing import Any

from gateway.store.live_gateways import LiveGateways
from shared.mongo import Database
from shared.testing import eventually


async def test_those_alive_are_counted_and_a_dead_one_is_missed(database: Database) -> None:
    gateways = LiveGateways(database)
    assert await gateways.count("a") == 1
    assert await gateways.count("b") == 2
    assert await gateways.count("a") == 2
    silent = [{"$set": {"seen_at": {"$subtract": ["$$NOW", int(timedelta(seconds=16).total_seconds() * 1000)]}}}]
    await database["live_gateways"].update_one({"_id": "b"}, silent)
    assert await gateways.count("a") == 1
    await gateways.count("b")
    await gateways.leave("b")
    assert await gateways.count("a") == 1


async def test_a_second_gateway_halves_what_the_first_grants(open_gateway: Any) -> None:
    first = await open_gateway()

    async def limit() -> int:
        return int((await first.http.get("/v1/procedures")).headers["ratelimit-limit"])

    async def alone() -> bool:
        return bool(await first.database["live_gateways"].count_documents({}) == 1)

    await eventually(alone)
    whole = await limit()
    await LiveGateways(first.database).count("gtw_another")

    async def halved() -> bool:
        return await limit() == whole // 2

    await eventually(halved)
