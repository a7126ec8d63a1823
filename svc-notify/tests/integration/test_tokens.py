"""The token pair: one call per generation, whatever dies or races."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.clock import Clock, SystemClock
from shared.crypto import FieldCipher
from shared.http_client import outbound
from shared.ids import random_id
from shared.leases import Leases
from shared.mongo import MONGO_UNAVAILABLE, Database
from shared.testing import FakeClock, eventually, let_leases_end
from svc_notify.domain.token_pair import TokenPair
from svc_notify.store.tokens import Tokens
from svc_notify.tokens.provider import TokenProvider
from svc_notify.tokens.refresher import LEASE_TTL, Refresher, RefreshFailed
from svc_notify.zalo.oauth import ZaloOAuth
from svc_notify.zalo.token_answer import TokenRefused

from .harness import FIELD_KEYS, VERIFIER, Zalo, new_code


class Died(BaseException):
    """The process is killed here."""


class Office:
    """Makes refreshers, each as in a process of its own, on one database and one Zalo."""

    def __init__(self, database: Database, zalo: Zalo, http: httpx.AsyncClient) -> None:
        self.database = database
        self.zalo = zalo
        self.clock: Clock = SystemClock()
        self._http = http

    def tokens(self) -> Tokens:
        cipher = FieldCipher.parse(FIELD_KEYS)
        return Tokens(self.database["tokens"], self.database["token_journal"], cipher, "4000000000000000004")

    def refresher(self, tokens: Tokens | None = None) -> Refresher:
        oauth = ZaloOAuth(self._http, "1000000000000000001", "demo-app-secret")
        leases = Leases(self.database["leases"], random_id("wrk"))
        return Refresher(tokens or self.tokens(), oauth, leases, self.clock)

    async def refreshes(self) -> int:
        """Calls to the token endpoint since the consent."""
        return sum((await self.zalo.calls("oauth.oa_token")).values()) - 1

    async def pair(self) -> TokenPair:
        pair = await self.tokens().load()
        assert pair is not None
        return pair

    async def works(self) -> bool:
        headers = {"access_token": (await self.pair()).access}
        return bool((await self.zalo.http.get("/v2.0/oa/getoa", headers=headers)).json()["error"] == 0)


@pytest_asyncio.fixture(loop_scope="session")
async def office(database: Database, zalo: Zalo) -> AsyncIterator[Office]:
    """Consented: generation 1."""
    async with outbound(zalo.base) as http:
        office = Office(database, zalo, http)
        assert await office.refresher().consent(await new_code(office.zalo), VERIFIER) == 1
        yield office


async def test_a_consent_gives_a_pair_that_works_and_is_not_readable_at_rest(office: Office) -> None:
    assert await office.works()
    pair = await office.pair()
    assert pair.expires_at - pair.issued_at == timedelta(seconds=90_000)
    kept = str(await office.database["tokens"].find().to_list(9)) + str(
        await office.database["token_journal"].find().to_list(9)
    )
    assert pair.access not in kept
    assert pair.refresh not in kept
    assert pair.access not in repr(pair)


async def test_a_wrong_code_changes_nothing(office: Office) -> None:
    before = await office.pair()
    with pytest.raises(TokenRefused):
        await office.refresher().consent("no-such-code", VERIFIER)
    assert await office.pair() == before
    assert await office.refresher().recover() == before


async def test_a_second_consent_replaces_the_pair(office: Office) -> None:
    assert await office.refresher().consent(await new_code(office.zalo), VERIFIER) == 2
    assert await office.works()


async def test_ten_thousand_races_make_one_call_a_generation(office: Office) -> None:
    """Ten times a thousand callers in twenty processes find the same token refused."""
    processes = [office.refresher() for _ in range(20)]

    async def until_newer(refresher: Refresher, seen: int) -> int:
        while True:
            # All these processes share the connections of one; on a slow machine some wait for one in vain.
            with suppress(*MONGO_UNAVAILABLE):
                if pair := await refresher.refresh(seen):
                    return pair.generation
            await asyncio.sleep(0.2)

    for seen in range(1, 11):
        async with asyncio.TaskGroup() as group:
            callers = [group.create_task(until_newer(processes[n % len(processes)], seen)) for n in range(1_000)]
        assert {caller.result() for caller in callers} == {seen + 1}
    assert await office.refreshes() == 10
    assert await office.works()


@pytest.mark.parametrize("minutes", [-5, 5])
async def test_a_process_whose_clock_is_wrong_loses_no_token(office: Office, minutes: int) -> None:
    """Wrong by more than the lease, it may ask in vain for a pair that another is fetching; the pair survives."""
    others = Office(office.database, office.zalo, office._http)
    others.clock = FakeClock(SystemClock().now() + timedelta(minutes=minutes))
    both = (office.refresher().refresh(1), others.refresher().refresh(1))
    for found in await asyncio.gather(*both, return_exceptions=True):
        assert (
            found is None
            or isinstance(found, RefreshFailed)
            or (isinstance(found, TokenPair) and found.generation == 2)
        )
    assert (await office.pair()).generation == 2
    assert await office.works()
    # Both go on from there, once the lease of the one is over.
    for seen, slow in ((2, others), (3, office)):
        slow.clock = FakeClock(SystemClock().now() + timedelta(minutes=10 * seen))
        await let_leases_end(office.database)
        pair = await slow.refresher().refresh(seen)
        assert pair is not None
        assert pair.generation == seen + 1
    assert await office.works()


async def test_killed_between_the_answer_and_the_swap_the_next_process_finishes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = office.tokens()

    async def die(*_: object) -> bool:
        raise Died

    monkeypatch.setattr(tokens, "swap", die)
    with pytest.raises(Died):
        await office.refresher(tokens).refresh(1)
    assert (await office.pair()).generation == 1
    assert not await office.works()  # Zalo has revoked it with the refresh
    recovered = await office.refresher().recover()
    assert recovered is not None
    assert recovered.generation == 2
    assert await office.works()
    assert await office.refreshes() == 1
    newer = await office.refresher().refresh(1)
    assert newer is not None
    assert newer.generation == 2
    assert await office.refreshes() == 1
    assert (await office.refresher().refresh(2)) is not None  # and the chain goes on
    assert await office.works()


async def test_an_answer_that_comes_while_mongodb_is_away_is_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old pair is spent, so whoever forgot the answer would leave the office without a token."""
    tokens = office.tokens()
    write, away = tokens.write_journal, [MONGO_UNAVAILABLE[0]("away")] * 3

    async def write_when_back(*answer: Any) -> None:
        if away:
            raise away.pop()
        await write(*answer)

    monkeypatch.setattr(tokens, "write_journal", write_when_back)
    newer = await office.refresher(tokens).refresh(1)
    assert newer is not None
    assert newer.generation == 2
    assert await office.refreshes() == 1
    assert await office.works()


@pytest.mark.parametrize("without_code", [False, True])
async def test_an_error_with_http_200_leaves_the_pair_as_it_was(office: Office, without_code: bool) -> None:
    before = await office.pair()
    await office.zalo.control("PATCH", "knobs", {"oauth.error_without_numeric_code": without_code})
    await office.zalo.fault("expired_token", "oauth.oa_token")
    with pytest.raises(RefreshFailed):
        await office.refresher().refresh(1)
    assert await office.pair() == before
    assert await office.works()
    assert (await office.refresher().refresh(1)) is not None  # the token was not spent: the next try succeeds
    assert await office.works()


@pytest.mark.parametrize("kind", ["http_500", "non_json", "reset"])
async def test_a_token_endpoint_that_fails_leaves_the_pair_as_it_was(office: Office, kind: str) -> None:
    before = await office.pair()
    await office.zalo.fault(kind, "oauth.oa_token")
    with pytest.raises(RefreshFailed):
        await office.refresher().refresh(1)
    assert await office.pair() == before
    assert (await office.refresher().refresh(1)) is not None


async def test_who_lost_the_lease_while_calling_still_saves_the_only_good_pair(office: Office) -> None:
    """A holder that slept through its lease: the second spends a token that is spent, the first comes back with the
    pair. The generation decides, so the good pair is kept.
    """
    clock = FakeClock()
    office.clock = clock
    await office.zalo.fault("slow", "oauth.oa_token", delay_ms=600, when="after")
    sleeper = asyncio.create_task(office.refresher().refresh(1))
    await eventually(lambda: office.zalo.control("GET", "faults"), want=lambda found: not found["items"])
    clock.advance(LEASE_TTL + timedelta(seconds=1))
    await let_leases_end(office.database)
    with pytest.raises(RefreshFailed):
        await office.refresher().refresh(1)
    newer = await sleeper
    assert newer is not None
    assert newer.generation == 2
    assert await office.works()


async def test_one_who_holds_the_lease_makes_the_others_wait(office: Office) -> None:
    held = Leases(office.database["leases"], "another")
    lease = await held.acquire("oa-token", timedelta(minutes=1))
    assert lease is not None
    assert await office.refresher().refresh(1) is None
    assert await office.refreshes() == 0
    await held.release(lease)
    assert await office.refresher().refresh(1) is not None


async def test_the_provider_refreshes_at_half_of_the_life_and_not_before(office: Office) -> None:
    clock = FakeClock((await office.pair()).issued_at)
    office.clock = clock
    ready: list[bool] = []
    provider = TokenProvider(office.refresher(), clock, lambda: 0.0, lambda: ready.append(True))
    await provider.update()
    assert provider.current is not None
    assert provider.current.generation == 1
    clock.advance(timedelta(hours=12, minutes=29))
    await provider.update()
    assert await office.refreshes() == 0
    clock.advance(timedelta(minutes=2))
    await provider.update()
    assert provider.current.generation == 2
    assert await office.refreshes() == 1
    await provider.update()
    assert await office.refreshes() == 1
    assert ready == [True]


async def test_a_refresh_that_fails_keeps_the_token_until_its_end(office: Office) -> None:
    issued_at = (await office.pair()).issued_at
    clock = FakeClock(issued_at + timedelta(hours=13))
    office.clock = clock
    provider = TokenProvider(office.refresher(), clock, lambda: 0.0, lambda: None)
    await office.zalo.fault("http_500", "oauth.oa_token", times=None)
    with pytest.raises(RefreshFailed):
        await provider.update()
    assert provider.current is not None
    clock.advance(timedelta(hours=13))
    with pytest.raises(RefreshFailed):
        await provider.update()
    assert provider.current is None
    await office.zalo.control("DELETE", "faults")
    await provider.update()
    assert provider.current.generation == 2


async def test_a_refusal_of_an_older_token_changes_nothing(office: Office) -> None:
    provider = TokenProvider(office.refresher(), office.clock, lambda: 0.0, lambda: None)
    await provider.update()
    assert provider.reject(0)
    assert provider.current is not None


async def test_another_process_has_refreshed_already(office: Office) -> None:
    provider = TokenProvider(office.refresher(), office.clock, lambda: 0.0, lambda: None)
    await provider.update()
    await office.refresher().refresh(1)
    assert provider.reject(1)
    assert provider.current is None
    await provider.update()
    assert provider.current is not None
    assert provider.current.generation == 2
    assert await office.refreshes() == 1
