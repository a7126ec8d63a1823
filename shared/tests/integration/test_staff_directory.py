"""A service's own copy of who works where: by unit and role, by name, and never older than what came before."""

from datetime import UTC, datetime

import pytest

from shared.crypto import FieldCipher, generate_key
from shared.events import Event, InvalidEvent, new_event
from shared.mongo import Database, ensure_indexes
from shared.reference.staff_directory import COLLECTION, INDEXES, StaffDirectory
from shared.reference.staff_events import CHANGED, StaffChanged, seal_name

CIPHER = FieldCipher.parse(generate_key())
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COUNTER = frozenset({"one_stop", "specialist"})


def changed(staff_id: str, name: str, *roles: str, version: int = 1, cipher: FieldCipher = CIPHER) -> Event:
    payload = StaffChanged(staff_id, seal_name(name, cipher), roles, AT)
    return new_event(CHANGED, source="gateway", subject=staff_id, version=version, at=AT, payload=payload)


async def directory(database: Database) -> StaffDirectory:
    await ensure_indexes(database[COLLECTION], INDEXES)
    return StaffDirectory(database, CIPHER)


async def names(staff: StaffDirectory, unit: str, after: tuple[str, str] | None = None, limit: int = 9) -> list[str]:
    return [member.name for member in await staff.of_units({unit}, COUNTER, after, limit)]


async def test_officers_of_a_unit_stand_by_their_given_name_each_once(database: Database) -> None:
    staff = await directory(database)
    for event in (
        changed("stf_1", "Phạm Thị Yến", "one_stop@21025"),
        changed("stf_2", "Đỗ Văn Đạt", "specialist@21025", "one_stop@21025"),
        changed("stf_3", "Lê Ánh", "specialist@21025", "administrator@province"),
        changed("stf_4", "Vũ Bình", "one_stop@21028"),
        changed("stf_5", "Hồ Cảnh", "broadcaster@21025"),
    ):
        await staff.handle(event)
    assert await names(staff, "21025") == ["Lê Ánh", "Đỗ Văn Đạt", "Phạm Thị Yến"]
    [first] = await staff.of_units({"21025"}, COUNTER, None, 1)
    assert await names(staff, "21025", (first.sorts_as, first.id)) == ["Đỗ Văn Đạt", "Phạm Thị Yến"]
    assert await names(staff, "nowhere") == []


async def test_names_are_found_of_those_who_have_one(database: Database) -> None:
    staff = await directory(database)
    for event in (changed("stf_1", "Phạm Thị Yến"), changed("stf_2", "", "one_stop@21025")):
        await staff.handle(event)
    assert await staff.names({"stf_1", "stf_2", "stf_3"}) == {"stf_1": "Phạm Thị Yến"}
    assert await staff.names(()) == {}


async def test_officers_of_several_units_stand_in_one_list_each_once(database: Database) -> None:
    staff = await directory(database)
    for event in (
        changed("stf_1", "Phạm Thị Yến", "one_stop@21025", "one_stop@21028"),
        changed("stf_2", "Đỗ Văn Đạt", "specialist@21028"),
        changed("stf_3", "Lê Ánh", "specialist@21031"),
    ):
        await staff.handle(event)
    found = await staff.of_units({"21025", "21028"}, COUNTER, None, 9)
    assert [(member.name, member.roles) for member in found] == [
        ("Đỗ Văn Đạt", ("specialist",)),
        ("Phạm Thị Yến", ("one_stop",)),
    ]


async def test_what_comes_late_or_twice_changes_nothing(database: Database) -> None:
    staff = await directory(database)
    await staff.handle(changed("stf_1", "Phạm Yến", "one_stop@21025", version=3))
    await staff.handle(changed("stf_1", "Tên Cũ", "one_stop@21028", version=2))
    await staff.handle(changed("stf_1", "Tên Cũ", "one_stop@21028", version=3))
    found = await staff.find("stf_1", "21025", COUNTER)
    assert found and found.name == "Phạm Yến"
    assert await staff.find("stf_1", "21028", COUNTER) is None
    await staff.handle(changed("stf_1", "Phạm Yến", version=4))
    assert await staff.find("stf_1", "21025", COUNTER) is None


async def test_the_event_hides_the_name_and_another_key_does_not_open_it(database: Database) -> None:
    event = changed("stf_1", "Phạm Yến", "one_stop@21025")
    assert "Phạm" not in event.encode().decode()
    with pytest.raises(InvalidEvent):
        await StaffDirectory(database, FieldCipher.parse(generate_key())).handle(event)
    broken = {**event.data}
    del broken["roles"]
    with pytest.raises(InvalidEvent):
        await StaffDirectory(database, CIPHER).handle(Event(**{**vars(event), "data": broken}))
