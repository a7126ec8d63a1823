"""Everything at rest is under the new key after a rotation, and the old one is needed no more to read it."""

from datetime import timedelta

import pytest

from shared.clock import SystemClock
from shared.crypto import FieldCipher, UndecipherableField, generate_key
from shared.mongo import Database
from shared.reseal import BATCH, reseal
from svc_notify.domain.link import Link
from svc_notify.domain.token_pair import IssuedTokens, RawAnswer
from svc_notify.store.links import Links
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.sealed import SEALED
from svc_notify.store.tokens import Tokens
from svc_notify.store.zalo_events import ZaloEvents

OLD, NEW = generate_key("k1"), generate_key("k2")
OA = "4000000000000000004"
PEOPLE = next(each for each in SEALED if each.collection == "oa_people")


def tokens(database: Database, cipher: FieldCipher) -> Tokens:
    return Tokens(database["tokens"], database["token_journal"], cipher, OA)


async def test_everything_at_rest_is_sealed_anew(database: Database) -> None:
    old, now = FieldCipher.parse(OLD), SystemClock().now()
    people = OaPeople(database["oa_people"], old)
    await people.record_interaction("2000000000000000002", None, now)
    await people.shared_phone("2000000000000000002", "84900000001", now)
    await Links(database["links"], people, old).put(Link("cit_1", "3", "2000000000000000002", True), 1, now)
    await ZaloEvents(database["zalo_events"], old).add("evt_1", "oa", b'{"event_name": "follow"}', now)
    kept = tokens(database, old)
    for generation in (0, 1):
        assert await kept.swap(
            generation, IssuedTokens(f"at-{generation}", f"rt-{generation}", timedelta(hours=25)), 1, now
        )
    await kept.write_journal(2, 1, RawAnswer(200, b"{}"), now)

    both = FieldCipher.parse(f"{NEW},{OLD}")
    assert [await reseal(database, each, both) for each in SEALED] == [1, 1, 1, 1, 1]
    assert [await reseal(database, each, both) for each in SEALED] == [0, 0, 0, 0, 0]
    for each in SEALED:
        name, document = each.collection, await database[each.collection].find_one({})
        assert document is not None
        for path in each.places(document):
            first, _, second = path.partition(".")
            sealed = document[first][second] if second else document[first]
            assert sealed.startswith("k2:"), (name, path)

    new = FieldCipher.parse(NEW)
    pair = await tokens(database, new).load()
    assert pair is not None
    assert (pair.access, pair.refresh, pair.generation) == ("at-1", "rt-1", 2)
    assert (await tokens(database, new).read_journal(2))[0][0].body == b"{}"
    received = await ZaloEvents(database["zalo_events"], new).claim(now, timedelta(minutes=1))
    assert received is not None
    assert ZaloEvents(database["zalo_events"], new).open(received) == b'{"event_name": "follow"}'


async def test_more_than_a_batch_is_sealed_and_a_foreign_key_stops_it(database: Database) -> None:
    old = FieldCipher.parse(OLD)
    rows = [{"_id": f"{n:05}", "oa_user": old.encrypt(str(n), PEOPLE.places({})["oa_user"])} for n in range(BATCH + 1)]
    await database["oa_people"].insert_many(rows)
    assert await reseal(database, PEOPLE, FieldCipher.parse(f"{NEW},{OLD}")) == BATCH + 1
    with pytest.raises(UndecipherableField):
        await reseal(database, PEOPLE, FieldCipher.parse(generate_key("k9")))
