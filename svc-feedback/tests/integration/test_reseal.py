"""Everything at rest is under the new key after a rotation, and the old one can be retired."""

from shared.crypto import FieldCipher, generate_key, retire
from shared.mongo import Database
from shared.reseal import reseal
from svc_feedback.store.indexes import make_indexes
from svc_feedback.store.sealed import SEALED, Contact, Seal, SealedContact, SealedFacts

OLD, NEW = generate_key("k1"), generate_key("k2")


async def test_who_reported_and_where_pictures_were_taken_is_sealed_anew(database: Database) -> None:
    old = Seal(FieldCipher.parse(OLD))
    contact, places = Contact("Trần Thị Mẫu", "0912345678"), [{"latitude": 15.1}, {"latitude": 14.3}]
    taken = [vars(old.close_facts(facts, f"fil_{n}")) for n, facts in enumerate(places)]
    await make_indexes(database)
    report = {"_id": "rep_1", "code": "PA-1", "contact": vars(old.close_contact(contact, "rep_1")), "taken": taken}
    await database["reports"].insert_many([report, {"_id": "rep_2", "code": "PA-2", "contact": None, "taken": []}])
    facts = old.close_facts(places[0], "fil_9").sealed
    await database["evidence"].insert_many([{"_id": "fil_9", "facts": facts}, {"_id": "fil_8", "facts": None}])

    both = FieldCipher.parse(f"{NEW},{OLD}")
    assert [await reseal(database, each, both) for each in SEALED] == [1, 1]
    assert [await reseal(database, each, both) for each in SEALED] == [0, 0]
    without = Seal(FieldCipher.parse(retire(f"{NEW},{OLD}", "k1")))
    found, row = (
        await database["reports"].find_one({"_id": "rep_1"}),
        await database["evidence"].find_one({"_id": "fil_9"}),
    )
    assert found is not None
    assert row is not None
    assert without.open_contact(SealedContact(**found["contact"]), "rep_1") == contact
    assert [without.open_facts(SealedFacts(**each)) for each in found["taken"]] == places
    assert without.open_facts(SealedFacts("fil_9", row["facts"])) == places[0]
