"""Pages of a list whose items share values: together they are the list, each item once, read from the index alone."""

from itertools import pairwise
from typing import Any

import pytest

from shared.keyset import after_key
from shared.mongo import ASCENDING, DESCENDING, Database

VALUES = (3, 1, 2, 2, 1, 2, 3, 2, 1)


@pytest.mark.parametrize("direction", [ASCENDING, DESCENDING])
@pytest.mark.parametrize("size", [1, 2, 4, 9])
async def test_pages_are_the_list_in_parts(database: Database, direction: int, size: int) -> None:
    rows = database["rows"]
    await rows.create_index([("value", ASCENDING), ("_id", ASCENDING)], name="ix_value")
    await rows.insert_many({"_id": f"{number:02}", "value": value} for number, value in enumerate(VALUES))

    seen: list[dict[str, Any]] = []
    key: tuple[Any, Any] | None = None
    while True:
        wanted = after_key("value", key, direction=direction)
        found = rows.find(wanted, hint="ix_value").sort({"value": direction, "_id": direction}).limit(size)
        plan = await found.explain()
        assert "SORT" not in _stages(plan["queryPlanner"]["winningPlan"])
        page = await found.to_list(size)
        if not page:
            break
        seen += page
        key = (page[-1]["value"], page[-1]["_id"])

    assert len(seen) == len(VALUES)
    keys = [(row["value"], row["_id"]) for row in seen]
    assert all((before < after) == (direction == ASCENDING) for before, after in pairwise(keys))


async def test_it_stands_beside_a_condition_of_alternatives(database: Database) -> None:
    rows = database["rows"]
    await rows.insert_many({"_id": str(number), "value": 1, "of": "ab"[number % 2]} for number in range(6))

    wanted = {"$or": [{"of": "a"}, {"of": "c"}], **after_key("value", (1, "4"))}

    assert [row["_id"] for row in await rows.find(wanted).sort("_id", 1).to_list(9)] == ["0", "2"]


def _stages(plan: dict[str, Any]) -> list[str]:
    return [plan["stage"], *(_stages(plan["inputStage"]) if "inputStage" in plan else [])]
