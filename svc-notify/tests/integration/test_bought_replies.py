"""The Official Account answers after the free window with replies that the province has bought, while there are any."""

from datetime import timedelta

import pytest

from shared.clock import SystemClock
from shared.crypto import FieldCipher
from shared.ids import random_id
from shared.mongo import Database
from shared.testing import eventually
from svc_notify.domain.outcomes import Quota
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.zalo_facts import ZaloFacts

from .harness import FIELD_KEYS, MakeNotify, Notify, Zalo, contact_event, dossier_event

pytestmark = pytest.mark.parametrize("database", ["pymongo"], indirect=True)


async def test_after_the_free_window_bought_replies_are_used_until_zalo_says_they_are_gone(
    make_notify: MakeNotify, database: Database, zalo: Zalo
) -> None:
    await zalo.control("PATCH", "knobs", {"oa.cs_free_per_window": 0, "oa.cs_sub_quota": 10})
    person, citizen_id = await zalo.person(), random_id("cit")
    await zalo.control("POST", f"people/{person['user_id']}/interactions", {})
    three_days_ago = SystemClock().now() - timedelta(days=3)
    people = OaPeople(database["oa_people"], FieldCipher.parse(FIELD_KEYS))
    await people.record_interaction(person["oa_user_id"], person["user_id"], three_days_ago)
    notify: Notify = await make_notify()
    notify.start()
    facts = ZaloFacts(database["zalo_facts"])

    async def known() -> Quota | None:
        return (await facts.quotas()).replies_bought

    assert await eventually(known) == Quota(10, 10)
    await notify.happens(contact_event(citizen_id, person))
    await notify.happens(dossier_event("accepted", citizen_id))
    await zalo.receives(1)
    await zalo.control("PATCH", "knobs", {"oa.cs_sub_quota": 0})
    await notify.happens(dossier_event("accepted", citizen_id), dossier_event("completed", citizen_id))
    await zalo.receives(3)
    await eventually(lambda: notify.stored(state="accepted"), want=lambda sent: len(sent) == 3)
    assert sorted(one["endpoint"] for one in await zalo.messages()) == ["oa.cs", "oa.template", "oa.template"]
    refused = [one for one in await notify.stored() if one["attempts"][0]["outcome"] == "permanent"]
    assert refused[0]["attempts"][0]["code"] == -211
    assert await zalo.calls("oa.quota") == {"0": 1}
