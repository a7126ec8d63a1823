"""Citizens and staff in MongoDB, on both drivers: nobody twice, nothing overwritten, nothing personal in the clear."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.domain.citizen import Citizen, Contact, Location
from gateway.domain.events import CONTACT_CHANGED
from gateway.domain.staff import RecordEntry, Staff
from gateway.store.citizens import Citizens
from gateway.store.indexes import make_indexes
from gateway.store.role_file import InvalidRoles, load_roles
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.contact_events import contact_event
from shared.crypto import FieldCipher, generate_key
from shared.errors import DuplicateValue, VersionConflict
from shared.mongo import Database

NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
APP = "1000000000000000001"
PHONE = "+84900000001"
CIPHER = FieldCipher.parse(generate_key())


def citizen(citizen_id: str = "cit_1", zalo_user_id: str = "z1") -> Citizen:
    return Citizen(citizen_id, 1, Contact(zalo_user_id, None, False), NOW, name="Trần Thị Mẫu")


def citizens(database: Database) -> Citizens:
    return Citizens(database, APP, CIPHER)


async def test_a_citizen_is_read_back_as_stored(database: Database) -> None:
    store = citizens(database)
    whole = replace(
        citizen(),
        declared_name="Trần Thị Mẫu",
        year_of_birth=1959,
        text_size="larger",
        phone=PHONE,
        location=Location(15.12, 108.8, NOW),
    )
    await store.add(whole, [])
    assert await store.get("cit_1") == whole
    assert await store.of_zalo_user("z1") == whole
    assert await store.get("cit_2") is None


async def test_phone_and_location_are_not_in_the_clear(database: Database) -> None:
    store = citizens(database)
    await store.add(replace(citizen(), phone=PHONE, location=Location(15.12, 108.8, NOW)), [])
    stored = await database["citizens"].find_one({"_id": "cit_1"})
    assert PHONE not in str(stored)
    assert "108.8" not in str(stored)


async def test_two_sign_ins_at_once_make_one_citizen(database: Database) -> None:
    store = citizens(database)
    added = await asyncio.gather(*(store.add(citizen(f"cit_{n}"), []) for n in range(8)), return_exceptions=True)
    assert added.count(None) == 1
    assert sum(isinstance(outcome, DuplicateValue) for outcome in added) == 7
    assert await database["citizens"].count_documents({}) == 1


async def test_a_change_over_an_older_version_is_not_stored_and_tells_nobody(database: Database) -> None:
    store = citizens(database)
    await store.add(citizen(), [])
    read = await store.get("cit_1")
    assert read is not None
    event = contact_event(CONTACT_CHANGED, read, 2, NOW, CIPHER)
    await store.save(replace(read, declared_name="Một"), [event])
    with pytest.raises(VersionConflict):
        await store.save(replace(read, declared_name="Hai"), [event])
    kept = await store.get("cit_1")
    assert kept is not None
    assert (kept.declared_name, kept.version) == ("Một", 2)
    stored = await database["citizens"].find_one({"_id": "cit_1"})
    assert stored is not None
    assert [waiting["id"] for waiting in stored["outbox"]] == [event.id]


def grant(grant_id: str, role: str = "one_stop") -> RecordEntry:
    return RecordEntry(grant_id, "granted", role, "21025", "command-line", NOW)


async def test_a_grant_is_added_once_and_found_by_its_id(database: Database) -> None:
    store = StaffMembers(database, APP)
    await make_indexes(database)
    member = Staff("stf_1", 1, "z1", "Lê Văn Mẫu", NOW)
    await store.add(member)
    with pytest.raises(DuplicateValue):
        await store.add(replace(member, id="stf_2"))
    outcomes = await asyncio.gather(
        *(store.save_entry(member.with_entry(grant(f"grt_{n}")), []) for n in range(5)), return_exceptions=True
    )
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, VersionConflict) for outcome in outcomes) == 4
    kept = await store.of_zalo_user("z1")
    assert kept is not None
    assert kept.roles() == ["one_stop@21025"]
    assert await store.with_grant(kept.record[0].grant_id) == kept
    assert await store.with_grant("grt_unknown") is None


async def test_staff_come_page_by_page_and_are_renamed(database: Database) -> None:
    store = StaffMembers(database, APP)
    members = [Staff(f"stf_{n}", 1, f"z{n}", None, NOW) for n in range(5)]
    for member in members:
        await store.add(member)
    first = await store.after(None, 3, None)
    assert first + await store.after(first[-1].id, 3, None) == members
    await store.save_name(members[0].renamed("Phạm Mẫu"), [])
    renamed = await store.get("stf_0")
    assert renamed is not None
    assert renamed.name == "Phạm Mẫu"


async def test_a_role_in_force_that_is_not_listed_is_named(database: Database) -> None:
    store, roles = StaffMembers(database, APP), load_roles()
    member = Staff("stf_1", 1, "z1", "Lê Văn Mẫu", NOW)
    await store.add(member)
    member = member.with_entry(grant("grn_1", "one_stop"))
    await store.save_entry(member, [])
    await store.require_known_roles(roles)
    member = member.with_entry(grant("grn_2", "king"))
    await store.save_entry(member, [])
    with pytest.raises(InvalidRoles, match="role 'king', which grn_2 grants"):
        await store.require_known_roles(roles)
    await store.save_entry(member.with_entry(replace(grant("grn_2", "king"), action="revoked")), [])
    await store.require_known_roles(roles)
