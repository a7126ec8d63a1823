"""After a rotation everything at rest is under the new key, and the old one can be retired."""

from typing import Any

from shared.crypto import FieldCipher, generate_key, retire
from shared.mongo import Database
from shared.reseal import reseal
from svc_payment.store.indexes import make_indexes
from svc_payment.store.shops import SEALED

OLD, NEW = generate_key("k1"), generate_key("k2")


async def test_phones_and_accounts_of_shops_are_sealed_anew(database: Database) -> None:
    old = FieldCipher.parse(OLD)

    def shop(shop_id: str, wanted: bool) -> dict[str, Any]:
        account = {"bank": "970436", "number": old.encrypt("123", f"shop-account:{shop_id}")}
        phone = old.encrypt("0912345678", f"shop-phone:{shop_id}")
        profile = {"name": "Quán Mẫu", "phone": phone}
        wanted_account = account if wanted else None
        return {
            "_id": shop_id, "code": shop_id, "profile": profile, "account": account, "wanted_account": wanted_account
        }  # fmt: skip

    await make_indexes(database)
    await database["shops"].insert_many([shop("shp_1", True), shop("shp_2", False)])
    both, [sealed] = FieldCipher.parse(f"{NEW},{OLD}"), SEALED
    assert await reseal(database, sealed, both) == 2
    assert await reseal(database, sealed, both) == 0
    without = FieldCipher.parse(retire(f"{NEW},{OLD}", "k1"))
    for found in await database["shops"].find({}).to_list(9):
        for account in filter(None, (found["account"], found["wanted_account"])):
            assert without.decrypt(account["number"], f"shop-account:{found['_id']}") == "123"
        assert without.decrypt(found["profile"]["phone"], f"shop-phone:{found['_id']}") == "0912345678"
        assert found["profile"]["name"] == "Quán Mẫu"
