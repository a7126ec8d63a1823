"""Which sessions a gateway knows to have ended, while a token of theirs may still hold."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.proxy.ended_sessions import EndedSessions
from shared.identity import Caller

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def of(session: str) -> Caller:
    return Caller("citizen", "cit_1", frozenset(), session)


def test_what_was_learned_stays_known_until_no_token_holds_any_more() -> None:
    ended = EndedSessions()
    ended.learn({"ses_1": NOON}, NOON - timedelta(minutes=15))
    ended.learn({"ses_2": NOON + timedelta(minutes=1)}, NOON - timedelta(minutes=14))
    assert of("ses_1") in ended and of("ses_2") in ended
    ended.learn({}, NOON)
    assert of("ses_1") not in ended and of("ses_2") in ended


async def test_a_gateway_that_has_learned_nothing_yet_is_not_ready() -> None:
    ended = EndedSessions()
    with pytest.raises(RuntimeError):
        await ended.check()
    ended.learn({}, NOON)
    await ended.check()
