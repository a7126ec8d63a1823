"""Tests wait for what must come, with patience: they assert what came of it, not how soon, nor after a pause.

A machine that others use is slow now and then. A test that fails there teaches everybody to run it again.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from tests.guards.sources import ROOT

SOON: Mapping[str, str] = {
    "gateway/tests/gateway_world.py::raw": "ends the reading; what was read is asserted",
    "gateway/tests/integration/test_client_connections.py::_ended": "looks once, and nothing yet is an answer",
    "shared/tests/unit/test_http_client.py::test_a_silent_server_is_given_up_in_time": "the time-out is the rule",
    "tests/fuzz/front_door.py::knock": "ends the reading; no answer yet is one of the outcomes",
}
"""Where something has less time than patience has, and why."""

PAUSE: Mapping[str, str] = {
    "shared/tests/integration/test_consumer.py::"
    "test_while_the_database_or_broker_is_down_nothing_is_parked_or_lost": "for what must not come",
    "shared/tests/integration/test_relay.py::"
    "test_with_kafka_down_writes_succeed_and_events_follow_when_it_is_back": "for what must not come",
    "tests/chaos/test_outages.py::test_with_zalo_down_messages_wait_and_are_then_told_once": "for what must not come",
}
"""Where a pause stands before an assertion, and why."""

CLOCKS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"}
LOOPS = ("time", "loop", "get_running_loop()", "get_event_loop()")
ABOUT_TIME = re.compile(rf"sleep|timeout|wait_for|seconds=|elapsed|\.time\(|{'|'.join(CLOCKS)}")
BOUNDED = {"timeout": 0, "wait_for": 1}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def functions() -> tuple[tuple[str, Function], ...]:
    """The functions of the tests that stand in no other, as ``file::name``; of files that have to do with time."""
    files = [path for pattern in ("*/tests", "deploy/*/tests", "tests") for path in ROOT.glob(f"{pattern}/**/*.py")]
    return tuple(
        (f"{path.relative_to(ROOT)}::{function.name}", function)
        for path in sorted(files)
        if path != Path(__file__) and ABOUT_TIME.search(text := path.read_text(encoding="utf-8"))
        for function in _outermost(ast.parse(text))
    )


def _outermost(node: ast.AST) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child
        else:
            yield from _outermost(child)


def found(rule: Callable[[Function], Iterator[int]], lawful: Mapping[str, str]) -> list[str]:
    return [f"{name}, line {line}" for name, one in functions() if name not in lawful for line in rule(one)]


def asserts_a_duration(function: Function) -> Iterator[int]:
    """Where an assertion bounds from above what a clock has to do with, by less than patience."""
    given = _given(function)
    for node in ast.walk(function):
        for compared in _compared(node.test) if isinstance(node, ast.Assert) else ():
            for left, operator, right in zip(
                (compared.left, *compared.comparators), compared.ops, compared.comparators, strict=False
            ):
                smaller, larger = (left, right) if isinstance(operator, ast.Lt | ast.LtE) else (right, left)
                if isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn | ast.Is | ast.IsNot):
                    continue
                if any(map(_is_clock, ast.walk(larger))) or _leads(larger, given, _is_patience):
                    continue  # before what the clock says now, or in patience
                if _leads(smaller, given, _is_clock):
                    yield compared.lineno


def _compared(test: ast.expr) -> Iterator[ast.Compare]:
    """The comparisons on which an assertion depends; a condition of a comprehension only chooses."""
    if isinstance(test, ast.Compare):
        yield test
    elif not isinstance(test, ast.comprehension):
        for child in ast.iter_child_nodes(test):
            yield from _compared(child)  # type: ignore[arg-type]  # any node may hold a comparison


def _given(function: Function) -> Mapping[str, list[ast.expr]]:
    """What each name of ``function`` is given, by assignment, by ``append`` or by a loop."""
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            pairs = [(node.target, node.iter)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            pairs = [(node.func.value, argument) for argument in node.args]
        else:
            continue
        for target, value in pairs:
            for name in ast.walk(target):
                if isinstance(name, ast.Name):
                    given.setdefault(name.id, []).append(value)
    return given


def _leads(
    value: ast.expr,
    given: Mapping[str, list[ast.expr]],
    is_it: Callable[[ast.AST], bool],
    seen: frozenset[str] = frozenset(),
) -> bool:
    """Whether ``value``, or what the names in it were given, has something that ``is_it``."""
    for node in ast.walk(value):
        if is_it(node):
            return True
        if isinstance(node, ast.Name) and node.id not in seen:
            further = given.get(node.id, ())
            if any(_leads(each, given, is_it, seen | {node.id}) for each in further):
                return True
    return False


def _is_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and node.attr == "elapsed":
        return True
    if not isinstance(node, ast.Call):
        return False
    base, _, called = ast.unparse(node.func).rpartition(".")
    return called in CLOCKS or (called == "time" and base.endswith(LOOPS))


def _is_patience(node: ast.AST) -> bool:
    return "patience" in (getattr(node, "id", "") or getattr(node, "attr", "")).lower()


def gives_less_than_patience(function: Function) -> Iterator[int]:
    """Where what is waited for has to come within a time of the test's own."""
    given = _given(function)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).rpartition(".")[2]
        bounds = [each.value for each in node.keywords if called == "eventually" and each.arg == "seconds"]
        if called in BOUNDED and ast.unparse(node.func).startswith("asyncio."):
            bounds = node.args[BOUNDED[called] :] + [each.value for each in node.keywords if each.arg == "timeout"]
        if any(not _leads(bound, given, _is_patience) for bound in bounds):
            yield node.lineno


def asserts_after_a_pause(function: Function) -> Iterator[int]:
    """Where the next statement after a pause asserts something. To pause for 0 is to let others have their turn."""
    for node in ast.walk(function):
        for body in (getattr(node, part, None) for part in ("body", "orelse", "finalbody")):
            if isinstance(body, list):
                for before, after in pairwise(body):
                    if _is_pause(before) and _asserts(after):
                        yield after.lineno


def _is_pause(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    call = value.value if isinstance(value, ast.Await) else value
    return isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".sleep") and ast.unparse(call.args[0]) != "0"


def _asserts(statement: ast.stmt) -> bool:
    return not isinstance(statement, ast.For | ast.AsyncFor | ast.While) and any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.raises")
        for node in ast.walk(statement)
    )


def test_no_test_asserts_how_soon_something_came() -> None:
    assert found(asserts_a_duration, {}) == []


def test_what_is_waited_for_has_patience() -> None:
    assert found(gives_less_than_patience, SOON) == [], "shared.testing.PATIENCE, or a reason in SOON"


def test_no_assertion_hopes_that_a_pause_was_long_enough() -> None:
    assert found(asserts_after_a_pause, PAUSE) == [], "shared.testing.eventually, or a reason in PAUSE"


def test_every_exception_is_still_one() -> None:
    known = dict(functions())
    rules = ((gives_less_than_patience, SOON), (asserts_after_a_pause, PAUSE))
    assert [name for rule, lawful in rules for name in lawful if name not in known or not [*rule(known[name])]] == []


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("begun = time.monotonic()\nassert time.monotonic() - begun < 3", asserts_a_duration),
        ("begun = perf_counter()\ntook = perf_counter() - begun\nassert 3 >= took", asserts_a_duration),
        ("took = []\ntook.append(loop.time() - begun)\nassert all(one < 3 for one in took)", asserts_a_duration),
        ("ends = time.monotonic() + 3\nassert time.monotonic() < ends", asserts_a_duration),
        ("assert 0 < answer.elapsed.total_seconds() < 3", asserts_a_duration),
        ("ends = time.monotonic() + PATIENCE\nassert time.monotonic() < ends", None),
        ("begun = time.monotonic()\nassert time.monotonic() - begun > 3", None),
        ("assert slot.ends_at.time() <= session.closes", None),
        ("async with asyncio.timeout(3):\n    pass", gives_less_than_patience),
        ("await asyncio.wait_for(task, timeout=3)", gives_less_than_patience),
        ("await eventually(look, seconds=3)", gives_less_than_patience),
        ("await eventually(look, seconds=PATIENCE + 3)", None),
        ("await eventually(look)", None),
        ("await asyncio.sleep(3)\nassert seen", asserts_after_a_pause),
        ("time.sleep(3)\nwith pytest.raises(OSError):\n    look()", asserts_after_a_pause),
        ("await asyncio.sleep(0)\nassert seen", None),
    ],
)
def test_each_form_is_known(code: str, rule: Callable[[Function], Iterator[int]] | None) -> None:
    [function] = _outermost(ast.parse("async def test() -> None:\n    " + code.replace("\n", "\n    ")))
    rules = (asserts_a_duration, gives_less_than_patience, asserts_after_a_pause)
    assert [each for each in rules if [*each(function)]] == ([rule] if rule else [])
