"""Money on a whole stack: a parent by each provider, a dossier's fee paid for real, a shop from registration to QR."""

from io import BytesIO
from urllib.parse import parse_qsl

import pytest
import zxingcpp
from PIL import Image

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.dossier import Journey
from tests.journeys.dues import COMMUNE, Dues, officer, pay
from tests.journeys.people import JSON, Person, Session, World, sign_in
from tests.journeys.test_modes import SUBMITTED_HERE, state_of


async def no_step(_name: str) -> None: ...


@pytest.mark.journey
@pytest.mark.parametrize("provider", ["zalo", "zalopay", "vnpay", "momo", "vietqr"])
async def test_a_parent_pays_school_dues(stack: Stack, world: World, provider: str) -> None:
    dues = Dues(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    await dues.run(provider)
    assert dues.received == 1


async def asked_to_pay(stack: Stack, world: World) -> tuple[Session, Session, str]:
    """A citizen, an officer of the one-stop, and the citizen's dossier that waits for a fee of 8.000 đồng."""
    app = await sign_in(await Person.with_zalo(world, "Phạm Thị Lệ Phí"))
    office = Journey(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    procedure = (await app.get(f"/v1/procedures/{SUBMITTED_HERE}")).json()
    submission = {"procedure_code": SUBMITTED_HERE, "agency_id": COMMUNE, "form": procedure["form"]["examples"][0]}
    dossier_id = (await app.post("/v1/dossiers", submission, 201)).json()["id"]
    one_stop = await office.officer("Phạm Thị Một Cửa", "one_stop")
    await office.act(one_stop, dossier_id, "accept")
    await office.act(one_stop, dossier_id, "request-payment", {"items": [{"name": "Phí trích lục", "amount": 8000}]})
    return app, one_stop, dossier_id


@pytest.mark.journey
async def test_a_fee_paid_in_cash_at_the_counter_lets_the_dossier_go_on(stack: Stack, world: World) -> None:
    app, one_stop, dossier_id = await asked_to_pay(stack, world)
    shown = (await one_stop.get(f"/v1/staff/dossiers/{dossier_id}")).json()
    [collect] = [offer for offer in shown["allowed_actions"] if offer["action"] == "collect_fee"]

    async def bills() -> list[JSON]:
        path, _, query = collect["href"].partition("?")
        return list((await one_stop.get(path, **dict(parse_qsl(query)))).json()["items"])

    [bill] = await eventually(bills)
    [record] = bill["allowed_actions"]
    taken = {"amount": bill["remaining"], "receipt_number": "BL-0000123"}
    payment = (await one_stop.post(record["href"], taken, 201)).json()
    await eventually(lambda: state_of(app, dossier_id), want=lambda state: state == 2)
    [settled] = (await app.get(f"/v1/dossiers/{dossier_id}")).json()["payments"]
    assert (settled["paid_at"] is not None, settled["payment_id"]) == (True, payment["id"])
    [paid] = (await bills())[0]["paid_by"]
    assert paid["way_label"] == "Tiền mặt tại quầy, biên lai số BL-0000123"

    cash = (await one_stop.get("/v1/staff/cash-payments")).json()["items"]
    [listed] = [each for each in cash if each["id"] == payment["id"]]
    steps = {offer["action"]: offer for offer in listed["allowed_actions"]}
    number = {"receipt_number": "BL-0000132", "reason": "Ghi nhầm hai chữ số"}
    correct = steps["correct_receipt_number"]
    after = (await one_stop.post(correct["href"], number, version=listed["version"])).json()
    assert after["reference_label"] == "Biên lai số BL-0000132"
    assert (await one_stop.get(steps["print_receipt"]["href"])).content.startswith(b"%PDF-")


@pytest.mark.journey
async def test_cash_on_a_wrong_dossier_is_given_back_and_the_fee_asked_for_again(stack: Stack, world: World) -> None:
    app, one_stop, dossier_id = await asked_to_pay(stack, world)
    boss = await administrator(world, stack.run)

    async def open_bills() -> list[JSON]:
        found = (await one_stop.get("/v1/staff/bills", dossier_id=dossier_id)).json()["items"]
        return [bill for bill in found if bill["remaining"]]

    [bill] = await eventually(open_bills)
    taken = {"amount": bill["remaining"], "receipt_number": "BL-0000777"}
    payment = (await one_stop.post(bill["allowed_actions"][0]["href"], taken, 201)).json()
    await eventually(lambda: state_of(app, dossier_id), want=lambda state: state == 2)
    refunds = f"/v1/staff/payments/{payment['id']}/refunds"
    asked = (await one_stop.post(refunds, {"amount": 8_000, "reason": "Ghi nhầm hồ sơ"}, 201)).json()
    approver = await officer(world, boss, "Lê Thị Duyệt Chi", "payment_approver", "province")
    refund = f"{refunds}/{asked['refunds'][0]['id']}"
    await approver.post(f"{refund}/approval", {})

    async def offered() -> list[str]:
        seen = (await approver.get(f"/v1/staff/payments/{payment['id']}")).json()
        return [offer["action"] for offer in seen["refunds"][0]["allowed_actions"]]

    await eventually(offered, want=lambda actions: actions == ["confirm"])
    done = (await approver.post(f"{refund}/confirmation", {"bank_reference": "PC-0001"})).json()
    assert done["advice"] is not None
    seen = (await one_stop.get(f"/v1/staff/dossiers/{dossier_id}")).json()
    [again] = [offer for offer in seen["allowed_actions"] if offer["action"] == "request_payment"]
    fee = {"items": [{"name": "Phí trích lục", "amount": 8000}]}
    await one_stop.post(again["href"], fee, version=seen["version"])
    [bill] = await eventually(open_bills)
    await one_stop.post(bill["allowed_actions"][0]["href"], {"amount": 8_000, "receipt_number": "BL-0000778"}, 201)
    await eventually(lambda: state_of(app, dossier_id), want=lambda state: state == 2)


@pytest.mark.journey
async def test_the_fee_of_a_dossier_is_paid_for_real(stack: Stack, world: World) -> None:
    app, _, dossier_id = await asked_to_pay(stack, world)

    async def bills() -> list[JSON]:
        return list((await app.get("/v1/bills")).json()["items"])

    [bill] = await eventually(bills)
    assert (bill["remaining"], bill["dossier_id"]) == (8_000, dossier_id)
    payment = await pay(world, app, bill["id"], "vnpay")
    await eventually(lambda: state_of(app, dossier_id), want=lambda state: state == 2)
    [settled] = (await app.get(f"/v1/dossiers/{dossier_id}")).json()["payments"]
    assert (settled["paid_at"] is not None, settled["payment_id"]) == (True, payment["id"])
    receipt = await eventually(lambda: app.get(f"/v1/payments/{payment['id']}"))
    assert receipt.json()["received"] == 8_000


@pytest.mark.journey
async def test_a_shop_from_the_registration_to_its_qr_code(stack: Stack, world: World) -> None:
    owner = await Person.with_zalo(world, "Nguyễn Thị Lan")
    app, boss = await sign_in(owner), await administrator(world, stack.run)
    profile = {
        "name": "Quán Cá Bống Sông Trà",
        "legal_type": "household",
        "owner_name": "Nguyễn Thị Lan",
        "tax_code": "051085000123",
        "commune": COMMUNE,
        "address": "12 Phan Đình Phùng",
        "place": {"latitude": 15.12, "longitude": 108.8},
        "categories": ["an-uong"],
        "hours": [{"days": [1, 2, 3, 4, 5, 6, 7], "opens": "00:00", "closes": "23:59"}],
        "phone": "0912345678",
    }
    account = {"bank": "970436", "number": "1012345678", "holder": "NGUYEN THI LAN"}
    shop = (await app.post("/v1/me/shops", {"profile": profile, "account": account}, 201)).json()
    reviewer = await officer(world, boss, "Võ Văn Thẩm Định", "shop_reviewer", COMMUNE)
    await reviewer.post(f"/v1/staff/shops/{shop['id']}/approval", {}, version=shop["version"])
    message = (await owner.messages(1))[0]
    assert "Quán Cá Bống Sông Trà" in message["text"], message
    found = (await app.get("/v1/shops", q="ca bong song tra")).json()["items"]
    assert shop["id"] in [row["id"] for row in found]
    assert (await app.get(f"/v1/me/shops/{shop['id']}/poster.pdf")).content.startswith(b"%PDF-")
    picture = (await app.get(f"/v1/me/shops/{shop['id']}/poster.png")).content
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    assert "0006970436" in code.text
    assert "01101012345678" in code.text
