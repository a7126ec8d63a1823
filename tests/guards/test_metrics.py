"""Every count is there at 0 from the start: ``increase()`` of Prometheus does not see one that is born at 1."""

import ast
from collections.abc import Iterator

from tests.guards.sources import Source, made_up, with_text

LATER = {
    "http_request_seconds": "of each route that is asked: 17 series of every route would be a third of what may be",
    "notify_parameters_shortened_total": "nothing asks by how much it grows, and of every text it would be 180 series",
    "file_inspection_seconds": "only the process that inspects knows what is taken: it alone loads the parsers",
}
"""Those that begin with their first event, and why."""


def born_at_one(source: Source) -> Iterator[str]:
    """Counters and histograms with labels of which ``source`` makes no series before it counts.

    Those of ``shared.metrics`` have all their series at once. Another has labels that only the running process knows:
    where it learns them it says ``name.labels(…)``, and counts nothing yet.
    """
    nodes = [*ast.walk(source.tree())]
    started = {
        ast.unparse(node.value.func.value)
        for node in nodes
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr == "labels"
    }
    for node in nodes:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        made = node.value
        if ast.unparse(made.func) not in ("Counter", "Histogram") or len(made.args) < 3:
            continue
        name = ast.literal_eval(made.args[0]) if isinstance(made.args[0], ast.Constant) else ""
        if name and name not in LATER and ast.unparse(node.targets[0]) not in started:
            yield name


def test_every_count_is_at_zero_from_the_start() -> None:
    found = {str(source): names for source in with_text("prometheus_client") if (names := [*born_at_one(source)])}
    assert found == {}, "use shared.metrics.counter or histogram, or .labels(…) where the process learns the labels"


def test_one_that_waits_for_its_first_event_is_found() -> None:
    text = '_seen = Counter("seen_total", "Seen", ["kind"])\n\ndef see() -> None:\n    _seen.labels("a").inc()\n'
    assert [*born_at_one(made_up(text, "shared", ""))] == ["seen_total"]
    assert [*born_at_one(made_up(text + '\n_seen.labels("a")\n', "shared", ""))] == []
