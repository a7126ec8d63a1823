"""Everything at rest is under the new key after a rotation, and the old one can be retired."""

from datetime import UTC, datetime
from typing import Any

from shared.crypto import FieldCipher, generate_key, retire
from shared.mongo import Database
from shared.reseal import reseal
from shared.wakeup import Wakeup
from svc_payment.domain.reconciliation import LeftOut, LeftOutReason
from svc_payment.domain.unmatched_sum import UnmatchedSum
from svc_payment.domain.unreadable_transfer import TransferFault, UnreadableTransfer
from svc_payment.store.documents import seal_bytes
from svc_payment.store.indexes import make_indexes
from svc_payment.store.payments import Payments, RawMessage, message_context
from svc_payment.store.sealed import SEALED
from svc_payment.store.settlements import Difference, Settlement, Settlements, SettlementState
from svc_payment.store.unmatched_messages import UnmatchedMessage, UnmatchedMessages
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.store.unreadable_transfers import UnreadableTransfers

OLD, NEW = generate_key("k1"), generate_key("k2")


async def test_phones_and_accounts_of_shops_are_sealed_anew(database: Database) -> None:
    old = FieldCipher.parse(OLD)

    def shop(shop_id: str, wanted: bool) -> dict[str, Any]:
        account = {"bank": "970436", "number": old.encrypt("123", f"shop-account:{shop_id}")}
        phone = old.encrypt("0912345678", f"shop-phone:{shop_id}")
        tax_code = old.encrypt("051190000001", f"shop-tax-code:{shop_id}")
        profile = {"name": "Quán Mẫu", "phone": phone, "tax_code": tax_code}
        wanted_account = account if wanted else None
        return {
            "_id": shop_id, "code": shop_id, "profile": profile, "account": account, "wanted_account": wanted_account
        }  # fmt: skip

    await make_indexes(database)
    await database["shops"].insert_many([shop("shp_1", True), shop("shp_2", False)])
    both, sealed = FieldCipher.parse(f"{NEW},{OLD}"), next(each for each in SEALED if each.collection == "shops")
    assert await reseal(database, sealed, both) == 2
    assert await reseal(database, sealed, both) == 0
    without = FieldCipher.parse(retire(f"{NEW},{OLD}", "k1"))
    for found in await database["shops"].find({}).to_list(9):
        for account in filter(None, (found["account"], found["wanted_account"])):
            assert without.decrypt(account["number"], f"shop-account:{found['_id']}") == "123"
        assert without.decrypt(found["profile"]["phone"], f"shop-phone:{found['_id']}") == "0912345678"
        assert without.decrypt(found["profile"]["tax_code"], f"shop-tax-code:{found['_id']}") == "051190000001"
        assert found["profile"]["name"] == "Quán Mẫu"


async def test_what_payers_and_providers_wrote_is_sealed_anew(database: Database) -> None:
    """The stores have written it: what each of them reads back afterwards is what it was given."""
    old, both = FieldCipher.parse(OLD), FieldCipher.parse(f"{NEW},{OLD}")
    now, said = datetime(2026, 11, 27, tzinfo=UTC), "NGO VAN A 0905123456 nộp"
    await make_indexes(database)
    waits = UnmatchedSum("unm_1", 1, "statement", "", "FT1", 5_000, said, None, now)
    await UnmatchedSums(database, old).keep(waits)
    unread = UnreadableTransfer("unr_1", 1, "FT2", TransferFault.NO_NUMBER, said, now)
    await UnreadableTransfers(database, old).keep_missing([unread])
    message = UnmatchedMessage("hash", "momo", said.encode() + b"\xff", "a=0905123456", now)
    await UnmatchedMessages(database, old).keep(message)
    differs = Difference("dif_1", "set_1", "matched", 1, "", "FT1", 5_000, None, None, said)
    await Settlements(database, old).add_differences([differs])
    row = LeftOut(2, LeftOutReason.NUMBER_TAKEN, said)
    settled = Settlement("set_1", "momo", "2026-11-26", "x.csv", "", "stf", now, SettlementState.OPEN, left_out=(row,))
    await Settlements(database, old).begin(settled)
    body = seal_bytes(said.encode(), message_context("hash"), old)
    await database["payments"].insert_one({"_id": "pay_1", "messages": [{"sha256": "hash", "body": body, "at": now}]})
    for each in SEALED:
        clear = [document async for document in database[each.collection].find({})]
        assert "0905123456" not in repr(clear), each.collection
        assert await reseal(database, each, both) == len(clear), each.collection
    new = FieldCipher.parse(retire(f"{NEW},{OLD}", "k1"))
    assert await UnmatchedSums(database, new).find("unm_1") == waits
    assert await UnreadableTransfers(database, new).find("unr_1") == unread
    assert await UnmatchedMessages(database, new).due(now, 9) == [message]
    assert await Settlements(database, new).differences("set_1", None, 9) == [differs]
    assert await Settlements(database, new).find("set_1") == settled
    [kept] = await Payments(database, new, Wakeup(), Wakeup()).messages("pay_1")
    assert kept == RawMessage("hash", said.encode(), now)
