"""Sessions over months, in no time; on both drivers."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from gateway.domain.console_login import ConsoleLogin
from gateway.domain.session import RefreshRefused, TokenRefusal, begin
from gateway.keys.signing_keys import open_signing_keys
from gateway.keys.token_issuer import TokenIssuer
from gateway.store.login_states import LoginStates
from gateway.store.sessions import Sessions
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.refresh_session import RefreshSession
from shared.crypto import FieldCipher, generate_key
from shared.errors import Unauthenticated
from shared.mongo import Database
from shared.testing import FakeClock


def sessions(database: Database) -> Sessions:
    return Sessions(database, FieldCipher.parse(generate_key()))


async def test_a_session_in_use_lives_on_until_its_whole_life_is_over(database: Database) -> None:
    store, clock = sessions(database), FakeClock()
    token = await store.begin(begin("ses_1", "citizen", "cit_1", clock.now()))
    for _ in range(6):
        clock.advance(timedelta(days=29))
        session, token = await store.rotate(token, clock.now())
        assert (session.subject, session.kind) == ("cit_1", "citizen")
    clock.advance(timedelta(days=7))
    with pytest.raises(RefreshRefused) as refusal:
        await store.rotate(token, clock.now())
    assert refusal.value.reason is TokenRefusal.EXPIRED


async def test_a_session_not_used_ends(database: Database) -> None:
    store, clock = sessions(database), FakeClock()
    token = await store.begin(begin("ses_1", "staff", "stf_1", clock.now()))
    clock.advance(timedelta(hours=2))
    with pytest.raises(RefreshRefused) as refusal:
        await store.rotate(token, clock.now())
    assert refusal.value.reason is TokenRefusal.EXPIRED


async def test_a_token_made_with_other_keys_is_not_ours(database: Database) -> None:
    clock = FakeClock()
    token = await sessions(database).begin(begin("ses_1", "staff", "stf_1", clock.now()))
    with pytest.raises(RefreshRefused) as refusal:
        await sessions(database).rotate(token, clock.now())
    assert refusal.value.reason is TokenRefusal.UNKNOWN


async def test_what_ended_is_read_before_the_indexes_of_a_release_are_there(database: Database) -> None:
    store, clock = sessions(database), FakeClock()
    await store.begin(begin("ses_1", "staff", "stf_1", clock.now()))
    await store.end("ses_1", clock.now(), "signed_out")
    assert await store.ended_since(clock.now() - timedelta(minutes=1)) == {"ses_1": clock.now()}


async def why(store: Sessions, token: str, now: datetime) -> TokenRefusal:
    with pytest.raises(RefreshRefused) as refusal:
        await store.rotate(token, now)
    return refusal.value.reason


async def test_only_a_used_token_of_a_living_session_is_used_again(database: Database) -> None:
    store, clock = sessions(database), FakeClock()
    spent = await store.begin(begin("ses_1", "staff", "stf_1", clock.now()))
    _, good = await store.rotate(spent, clock.now())
    assert await why(store, spent, clock.now()) is TokenRefusal.REUSED
    clock.advance(timedelta(hours=2))
    assert await why(store, spent, clock.now()) is TokenRefusal.EXPIRED
    assert await why(store, good, clock.now()) is TokenRefusal.EXPIRED
    await database["sessions"].delete_one({"_id": "ses_1"})  # as the TTL index does, a day later
    assert await why(store, good, clock.now()) is TokenRefusal.EXPIRED


async def test_a_session_that_was_ended_knows_no_reuse(database: Database) -> None:
    store, clock = sessions(database), FakeClock()
    spent = await store.begin(begin("ses_1", "citizen", "cit_1", clock.now()))
    _, good = await store.rotate(spent, clock.now())
    await store.end_of_token(good, clock.now(), "signed out")
    assert {await why(store, token, clock.now()) for token in (spent, good)} == {TokenRefusal.ENDED}


async def test_a_spent_token_ends_its_session_too(database: Database) -> None:
    store, clock = sessions(database), FakeClock()
    spent = await store.begin(begin("ses_1", "citizen", "cit_1", clock.now()))
    _, good = await store.rotate(spent, clock.now())
    await store.end_of_token(spent, clock.now(), "signed out")
    assert await why(store, good, clock.now()) is TokenRefusal.ENDED
    kept = await database["sessions"].find_one({"_id": "ses_1"})
    assert kept is not None
    assert kept["ended_why"] == "signed out"


async def test_a_session_that_expired_is_not_ended_as_stolen(database: Database, tmp_path: Path) -> None:
    store, clock = sessions(database), FakeClock()
    issuer = TokenIssuer(open_signing_keys(tmp_path, clock), clock)
    refresh = RefreshSession(store, StaffMembers(database, "1"), issuer, clock)

    def reused() -> float:
        return REGISTRY.get_sample_value("gateway_refused_total", {"reason": "refresh_reused"}) or 0.0

    async def refused(token: str) -> str:
        with pytest.raises(Unauthenticated) as refusal:
            await refresh(token)
        return refusal.value.detail

    before = reused()
    old = await store.begin(begin("ses_old", "citizen", "cit_1", clock.now()))
    clock.advance(timedelta(days=30))
    said = await refused(old)
    kept = await database["sessions"].find_one({"_id": "ses_old"})
    assert kept is not None
    assert ("ended_why" in kept, reused()) == (False, before)

    spent = await store.begin(begin("ses_new", "citizen", "cit_1", clock.now()))
    good = (await refresh(spent)).refresh_token
    assert await refused(spent) == said, "a thief is told no more than anybody"
    kept = await database["sessions"].find_one({"_id": "ses_new"})
    assert kept is not None
    assert (kept["ended_why"], reused()) == ("refresh token used again", before + 1)
    await refused(good)
    assert reused() == before + 1, "what has ended cannot be used again"


async def test_a_login_comes_back_once_to_the_browser_that_left_in_time(database: Database) -> None:
    states, clock = LoginStates(database), FakeClock()
    login = ConsoleLogin("https://console.example/signed-in", "where-i-was", "challenge", "verifier")
    await states.keep("state", "browser", login, clock.now() + timedelta(minutes=10))
    assert await states.take("state", "another browser", clock.now()) is None
    assert await states.take("another state", "browser", clock.now()) is None
    assert await states.take("state", "browser", clock.now() + timedelta(minutes=10)) is None
    assert await states.take("state", "browser", clock.now()) == login
    assert await states.take("state", "browser", clock.now()) is None
