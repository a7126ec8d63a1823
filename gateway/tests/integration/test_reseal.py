"""Everything at rest is under the new key after a rotation, and the old one can be retired."""

from gateway.domain.citizen import Citizen, Contact, Location
from gateway.store.citizens import SEALED, Citizens
from gateway.store.sessions import Sessions
from shared.clock import SystemClock
from shared.crypto import FieldCipher, generate_key, retire
from shared.mongo import Database
from shared.reseal import reseal

OLD, NEW = generate_key("k1"), generate_key("k2")


async def test_phones_and_places_of_citizens_are_sealed_anew(database: Database) -> None:
    old, now = FieldCipher.parse(OLD), SystemClock().now().replace(microsecond=0)
    whole = Citizen(
        "cit_1", 1, Contact("1", None, False), now, phone="84912345678", location=Location(15.1, 108.8, now)
    )
    bare = Citizen("cit_2", 1, Contact("2", None, False), now)
    for citizen in (whole, bare):
        await Citizens(database, "app", old).add(citizen, [])

    both, [sealed] = FieldCipher.parse(f"{NEW},{OLD}"), SEALED
    assert await reseal(database, sealed, both) == 1
    assert await reseal(database, sealed, both) == 0
    without = FieldCipher.parse(retire(f"{NEW},{OLD}", "k1"))
    assert await Citizens(database, "app", without).get("cit_1") == whole
    assert await Citizens(database, "app", without).get("cit_2") == bare
    # Sessions go on: what their tokens are tagged with stays.
    token, _ = Sessions(database, old)._new_token("ses_1")
    assert Sessions(database, without)._session_of(token) == "ses_1"
