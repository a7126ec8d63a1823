"""Everything at rest is under the new key after a rotation, and the old one can be retired."""

from datetime import timedelta
from typing import Any

from shared.clock import SystemClock
from shared.crypto import FieldCipher, generate_key, retire
from shared.mongo import Database
from shared.reseal import reseal
from svc_dossier.domain.appointment import Contact
from svc_dossier.domain.draft import Draft, DraftContent
from svc_dossier.store.drafts import Drafts
from svc_dossier.store.sealed import SEALED
from svc_dossier.store.sealed_contact import ContactSeal
from svc_dossier.store.sealed_form import FormSeal

OLD, NEW = generate_key("k1"), generate_key("k2")
PERSONAL = [("applicant", "phone"), ("members", "*", "name")]
FORM: dict[str, Any] = {
    "applicant": {"name": "Trần Thị Mẫu", "phone": "0912345678"},
    "members": [{"name": "Lê Văn Mẫu"}, {"name": "Lê Thị Mẫu"}],
    "note": "k1:tôi tự gõ như vậy",
    "copies": 2,
}


async def test_all_of_a_dossier_a_draft_and_a_visit_is_sealed_anew(database: Database) -> None:
    old, now = FieldCipher.parse(OLD), SystemClock().now()
    sealed = FormSeal(old).seal(FORM, PERSONAL, "dos_1")
    await database["dossiers"].insert_one({"_id": "dos_1", "form": dict(sealed)})
    content = DraftContent("a", FORM, ())
    draft = Draft("drf_1", 1, "cit_1", "2.000815", "Chứng thực", content, now, now, now + timedelta(days=1), "f")
    await Drafts(database, old).add(draft)
    contact = ContactSeal(FormSeal(old)).close(Contact("Mẫu", "0912345678", "xe lăn"), "apt_1")
    await database["appointments"].insert_one({"_id": "apt_1", "contact": vars(contact)})

    both = FieldCipher.parse(f"{NEW},{OLD}")
    assert [await reseal(database, each, both) for each in SEALED] == [1, 1, 1]
    assert [await reseal(database, each, both) for each in SEALED] == [0, 0, 0]
    ring = retire(f"{NEW},{OLD}", "k1")
    without = FormSeal(FieldCipher.parse(ring))
    found = await database["dossiers"].find_one({"_id": "dos_1"})
    assert found is not None
    assert without.open(found["form"], PERSONAL, "dos_1") == FORM
    assert found["form"]["note"] == FORM["note"], "what a citizen typed is left alone"
    kept = await Drafts(database, FieldCipher.parse(ring)).find("drf_1", "cit_1", now)
    assert kept == draft
    visit = await database["appointments"].find_one({"_id": "apt_1"})
    assert visit is not None
    assert visit["contact"]["phone"].startswith("k2:")
    assert without.index("phone", "0912345678") == FormSeal(old).index("phone", "0912345678")
