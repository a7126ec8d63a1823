"""Sessions over months, in no time; on both drivers."""

from datetime import timedelta

import pytest

from gateway.domain.session import begin
from gateway.store.login_states import LoginStates
from gateway.store.sessions import Sessions, SpentToken
from shared.crypto import FieldCipher, generate_key
from shared.mongo import Database
from shared.testing import FakeClock


def sessions(database: Database) -> Sessions:
    return Sessions(database, FieldCipher.parse(generate_key()))


async def test_a_session_in_use_lives_on_until_its_whole_life_is_over(database: Database) -> None:
    store, clock = sessions(database), FakeClock()
    token = await store.begin(begin("ses_1", "citizen", "cit_1", clock.now()))
    for _ in range(6):
        clock.advance(timedelta(days=29))
        rotated = await store.rotate(token, clock.now())
        assert rotated is not None
        session, token = rotated
        assert (session.subject, session.kind) == ("cit_1", "citizen")
    clock.advance(timedelta(days=7))
    with pytest.raises(SpentToken):
        await store.rotate(token, clock.now())


async def test_a_session_not_used_ends(database: Database) -> None:
    store, clock = sessions(database), FakeClock()
    token = await store.begin(begin("ses_1", "staff", "stf_1", clock.now()))
    clock.advance(timedelta(hours=2))
    with pytest.raises(SpentToken):
        await store.rotate(token, clock.now())


async def test_a_token_made_with_other_keys_is_not_ours(database: Database) -> None:
    clock = FakeClock()
    token = await sessions(database).begin(begin("ses_1", "staff", "stf_1", clock.now()))
    assert await sessions(database).rotate(token, clock.now()) is None


async def test_a_login_comes_back_once_to_the_browser_that_left_in_time(database: Database) -> None:
    states, clock = LoginStates(database), FakeClock()
    await states.keep("state", "browser", "verifier", clock.now() + timedelta(minutes=10))
    assert await states.take("state", "another browser", clock.now()) is None
    assert await states.take("another state", "browser", clock.now()) is None
    assert await states.take("state", "browser", clock.now() + timedelta(minutes=10)) is None
    assert await states.take("state", "browser", clock.now()) == "verifier"
    assert await states.take("state", "browser", clock.now()) is None
