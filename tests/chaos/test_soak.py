"""The soak in short: `make soak` runs it for ten minutes."""

import pytest

from local_stack.stack import Stack
from tests.extent import extent
from tests.soak.soak import soak

SECONDS = extent(15.0, full=30.0)


@pytest.mark.chaos
async def test_the_books_balance_after_faults_and_kills(stack: Stack) -> None:
    balance = await soak(stack, SECONDS, seed=7, say=print, patience=20.0)
    assert not balance.faults, f"{balance}: {balance.faults}"
    assert balance.sent > 0
    print(balance)
