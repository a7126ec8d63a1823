"""How many read a page that a cache answered for."""

import pytest

from svc_content.api.metered import MOST, reads


@pytest.mark.parametrize(
    ("meter", "number"),
    [
        (None, 1),
        ("count=37/0", 37),
        ("count=0/0", 0),
        ("count=999999999/0", MOST),
        ("count=-5/0", 1),
        ("nonsense", 1),
        ("count=1/0, count=9/0", 1),
    ],
)
def test_readers_that_a_cache_answered_are_counted(meter: str | None, number: int) -> None:
    assert reads(meter) == number
