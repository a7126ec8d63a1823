"""``shared/`` and ``gateway/`` are folders and packages at once. Importing the packages first keeps pytest's
importlib mode from taking the folders for them.
"""

import gc
import os
from collections.abc import Generator

import hypothesis
import pytest

import gateway  # noqa: F401
import shared  # noqa: F401
from local_stack.npm import PackagesUnavailable

# `make unit` draws fewer examples, because it is run after every change; all other runs draw what each test asks for.
# So few say nothing about the share of examples that a strategy discards.
# How fast values are drawn and tested is the machine's business, not a test's.
# CI draws the same values each time, so that it judges the change; what new values find is found by everybody else.
SAME_DRAWN = "CI" in os.environ
hypothesis.settings.register_profile(
    "usual", deadline=None, derandomize=SAME_DRAWN, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("usual")
hypothesis.settings.register_profile(
    "quick",
    max_examples=20,
    deadline=None,
    derandomize=SAME_DRAWN,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.filter_too_much],
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays to the end: no use to look through it for garbage, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start programs come first: they take longest, and at the end all would wait for one of them."""
    long = {item.path for item in items if item.get_closest_marker("process")}
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, None, None]:
    yield from _skipped_without_npm()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    yield from _skipped_without_npm()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """Whatever a later test starts inherits how this process is scheduled: a real-time one starves all others."""
    yield
    assert os.sched_getscheduler(0) == os.SCHED_OTHER, "the test, or a library it uses, made this process real-time"


def _skipped_without_npm() -> Generator[None, None, None]:
    """What needs packages of npm says so where the registry is not reached; all else is tested there too."""
    try:
        yield
    except PackagesUnavailable as away:
        pytest.skip(str(away)[-300:])
