"""Other services learn who works where from what each grant, revocation and new name leaves in the outbox."""

from datetime import UTC, datetime

from gateway.domain.roles import PROVINCE
from gateway.domain.staff import Administrator, Staff
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.announce_staff import AnnounceStaff
from gateway.use_cases.grant_role import GrantRole, NewGrant
from gateway.use_cases.register_staff import RegisterStaff
from gateway.use_cases.rename_staff import RenameStaff
from gateway.use_cases.revoke_role import RevokeRole
from gateway.use_cases.staff_events import staff_event
from gateway.wiring import load_labels
from shared import outbox
from shared.crypto import FieldCipher, generate_key
from shared.events import Event
from shared.mongo import Database
from shared.reference.staff_events import CHANGED, read_staff
from shared.testing import FakeClock

CIPHER = FieldCipher.parse(generate_key())
CLOCK = FakeClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
OPERATOR = Administrator("command-line", frozenset((PROVINCE,)))


async def no_school(_unit: str) -> None:
    return None


async def announced(database: Database) -> list[tuple[int, str, tuple[str, ...]]]:
    """Version, name and roles of each event that waits."""
    [document] = await database["staff"].find({}).to_list(2)
    events = [outbox.event(entry) for entry in document["outbox"]]
    assert {event.type for event in events} <= {CHANGED}
    return [(event.version, *read_staff(event, CIPHER)[1:]) for event in events]


async def test_each_change_tells_all_there_is_to_know(database: Database) -> None:
    staff, labels = StaffMembers(database, "1"), load_labels()
    member = await RegisterStaff(staff, CLOCK)("z1")
    assert await announced(database) == []
    grant = GrantRole(staff, labels, no_school, CIPHER, CLOCK)
    given = await grant(NewGrant(member.id, "one_stop", "21025"), OPERATOR)
    await grant(NewGrant(member.id, "specialist", "21025"), OPERATOR)
    for called in ("Phạm Thị Yến", "𝐏𝐡ạ𝐦 Thị 🌸 Yến", "🌸🌸"):
        await RenameStaff(staff, CIPHER, CLOCK)(member, called)
    await RevokeRole(staff, CIPHER, CLOCK)(given.grant_id, OPERATOR)
    assert await announced(database) == [
        (2, "", ("one_stop@21025",)),
        (3, "", ("one_stop@21025", "specialist@21025")),
        (4, "Phạm Thị Yến", ("one_stop@21025", "specialist@21025")),
        (5, "Phạm Thị Yến", ("specialist@21025",)),
    ]


async def test_staff_of_before_there_were_events_are_told_of_once(database: Database) -> None:
    staff = StaffMembers(database, "1")
    member = await RegisterStaff(staff, CLOCK)("z1")
    await GrantRole(staff, load_labels(), no_school, CIPHER, CLOCK)(NewGrant(member.id, "one_stop", "21025"), OPERATOR)
    await database["staff"].update_many({}, {"$unset": {"announced": 1, "outbox": 1}})
    announce = AnnounceStaff(staff, CIPHER, CLOCK)
    await announce()
    await announce()
    assert await announced(database) == [(3, "", ("one_stop@21025",))]


async def test_all_staff_are_told_of_again_after_kafka_was_lost(database: Database) -> None:
    staff = StaffMembers(database, "1")
    member = await RegisterStaff(staff, CLOCK)("z1")

    def event(found: Staff) -> Event:
        return staff_event(found, CLOCK.now(), CIPHER)

    assert await staff.announce_again(event) == 0, "nothing was granted yet"
    await GrantRole(staff, load_labels(), no_school, CIPHER, CLOCK)(NewGrant(member.id, "one_stop", "21025"), OPERATOR)
    assert await staff.announce_again(event) == 0, "Kafka has yet to take it"
    before = await announced(database)
    await database["staff"].update_many({}, {"$set": {"outbox": []}})
    assert await staff.announce_again(event) == 1
    assert await announced(database) == before
