"""What a school collects for: its accountant replaces the whole list."""

import pytest

from shared.errors import NotFound
from svc_payment.domain.school import FeeItem
from svc_payment.use_cases.set_fee_items import SetFeeItems

from .service import SCHOOL, Service

PATH = f"/v1/staff/schools/{SCHOOL}/fee-items"
MEALS = {"code": "AN", "name": "Tiền ăn", "unit_price": 30_000, "mandatory": True}
UNIFORM = {"code": "DP", "name": "Đồng phục", "unit_price": 250_000, "mandatory": False}


async def test_the_list_is_replaced_as_a_whole(service: Service) -> None:
    await service.school()
    schools = service.stores.schools
    meals, uniform = FeeItem("AN", "Tiền ăn", 30_000, True), FeeItem("DP", "Đồng phục", 250_000, False)
    set_fee_items = SetFeeItems(schools)
    assert await set_fee_items(SCHOOL, [meals, uniform]) == [meals, uniform]
    assert await set_fee_items(SCHOOL, [uniform]) == [uniform]
    assert await schools.fee_items(SCHOOL) == [uniform]


async def test_a_school_that_is_not_there_has_no_list(service: Service) -> None:
    with pytest.raises(NotFound, match="Không tìm thấy trường này"):
        await SetFeeItems(service.stores.schools)("truong-khong-co", [])
    answer = await service.http.put(PATH, json={"items": [MEALS]}, headers=service.accountant)
    assert (answer.status_code, answer.json()["detail"]) == (404, "Không tìm thấy trường này.")


async def test_an_accountant_sets_the_list_of_the_own_school_alone(service: Service) -> None:
    await service.school()
    await service.school(id="thcs-khac")
    items = {"items": [MEALS, UNIFORM]}
    assert await service.ok("PUT", PATH, json=items, headers=service.accountant) == items
    assert await service.ok("GET", PATH, headers=service.accountant) == items
    of_another = await service.http.put("/v1/staff/schools/thcs-khac/fee-items", json=items, headers=service.accountant)
    assert of_another.status_code == 404
    assert await service.stores.schools.fee_items("thcs-khac") == []
