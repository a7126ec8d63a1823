"""Codes as people type them off a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codes import plain_code

CODE = "000.00.12.H34-210105-0007"


@pytest.mark.parametrize("dash", "-‐‑‒–—―−﹣－")
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), (" ", "."), ("“", "”."), ("(", ")"), ("\u200e", "\u202c"), ("", ", "), ("", "。")]
)
def test_any_dash_and_whatever_stood_around_it(dash: str, before: str, after: str) -> None:
    assert plain_code(before + CODE.lower().replace("-", dash) + after) == CODE


@pytest.mark.parametrize("typed", ["hs - 7k3m - q9wx - 52ta", "HS–7K3M–Q9WX–52TA.", "HS-7K3M-\nQ9WX-52TA"])
def test_blanks_are_the_writers(typed: str) -> None:
    assert plain_code(typed) == "HS-7K3M-Q9WX-52TA"


@given(st.text(max_size=60))
def test_a_plain_code_stays_as_it_is(typed: str) -> None:
    assert plain_code(code := plain_code(typed)) == code
