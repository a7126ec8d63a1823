"""Who was erased is named to whoever keeps something of theirs; what is not understood is a dead letter."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.citizen_events import ERASED, when_erased
from shared.events import Event, InvalidEvent

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


def event(data: Mapping[str, Any], type_name: str = ERASED) -> Event:
    return Event("evt_1", type_name, "gateway", "ers_1", NOW, 1, data, "", "")


async def forgotten(*events: Event) -> list[str]:
    ids: list[str] = []

    async def forget(citizen_id: str) -> None:
        ids.append(citizen_id)

    handle = when_erased(forget)
    for each in events:
        await handle(each)
    return ids


async def test_the_erased_citizen_is_forgotten_whatever_else_the_event_says() -> None:
    assert await forgotten(event({"citizen_id": "cit_1", "erasure_id": "ers_1", "new": 1})) == ["cit_1"]


async def test_somebody_unknown_and_other_events_are_let_pass() -> None:
    registered = event({"citizen_id": "cit_1"}, "vn.quangngai.citizen.registered.v1")
    assert await forgotten(registered, event({"citizen_id": None})) == []


@pytest.mark.parametrize("data", [{}, {"citizen_id": 7}, {"citizen_id": "stf_1"}, {"citizen_id": "cit_1\n"}])
async def test_an_erasure_that_names_no_citizen_is_a_dead_letter(data: Mapping[str, Any]) -> None:
    with pytest.raises(InvalidEvent):
        await forgotten(event(data))
