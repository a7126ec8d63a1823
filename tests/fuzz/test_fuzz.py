"""A few seconds of ``make fuzz``."""

from tests.fuzz.__main__ import fuzz


async def test_a_few_thousand_inputs_do_no_harm() -> None:
    assert await fuzz(minutes=0.1, seed=7, first=0) == 0
