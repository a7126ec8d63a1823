"""``shared/`` and ``gateway/`` are folders and packages at once. Importing the packages first keeps pytest's
importlib mode from taking the folders for them.
"""

from collections.abc import Generator

import hypothesis
import pytest

import gateway  # noqa: F401
import shared  # noqa: F401
from local_stack.npm import PackagesUnavailable

# `make unit` draws fewer examples, because it is run after every change; all other runs draw what each test asks for.
# So few say nothing about the share of examples that a strategy discards, nor, beside other work, about time.
hypothesis.settings.register_profile("usual", suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("usual")  # how fast values are drawn is the machine's business, not a test's
hypothesis.settings.register_profile(
    "quick", max_examples=20, deadline=None, suppress_health_check=[hypothesis.HealthCheck.filter_too_much]
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, None, None]:
    yield from _skipped_without_npm()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    yield from _skipped_without_npm()


def _skipped_without_npm() -> Generator[None, None, None]:
    """What needs packages of npm says so where the registry is not reached; all else is tested there too."""
    try:
        yield
    except PackagesUnavailable as away:
        pytest.skip(str(away)[-300:])
