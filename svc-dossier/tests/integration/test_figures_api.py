"""Figures from real steps: what was received, how, and whether in time; for whom, and what is not counted."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from prometheus_client import REGISTRY
from prometheus_client.metrics_core import Metric

from shared.leases import Leases
from shared.mongo import Database
from shared.periodic import Repeating
from shared.testing import query_plans
from svc_dossier.domain.figures import By
from svc_dossier.jobs.measure_dossiers import MeasureDossiers
from svc_dossier.store.board_figures import BoardFigures
from svc_dossier.store.figures import StoredFigures
from svc_dossier.store.indexes import make_indexes

from .service import AGENCY, Service

MONTH = {"from": "2026-11", "to": "2026-11"}


async def ask(service: Service, who: Mapping[str, str] | None = None, **query: str) -> httpx.Response:
    return await service.http.get("/v1/staff/figures", params={**MONTH, **query}, headers=who or service.administrator)


async def rows(service: Service, who: Mapping[str, str] | None = None, **query: str) -> dict[str, Any]:
    answer = await ask(service, who, **query)
    assert answer.status_code == 200, answer.text
    return {item["key"]: item for item in answer.json()["items"]}


def share(numerator: int, denominator: int) -> dict[str, Any]:
    value = numerator / denominator if denominator else None
    return {"numerator": numerator, "denominator": denominator, "value": value}


async def received_at_the_counter(service: Service) -> None:
    """One dossier as a filing at the counter of a procedure without an online service leaves it."""
    dossier_id, _ = await service.brought_to(2)
    counter = {"channel": 1, "source_app": "counter", "mode": "INFO_ONLY"}
    await service.database["dossiers"].update_one({"_id": dossier_id}, {"$set": counter})


async def test_without_dossiers_there_are_no_values(service: Service) -> None:
    total = (await rows(service))[""]
    assert total["received"] == 0
    assert total["share_online"] == share(0, 0)
    assert total["share_on_time"]["value"] is None


async def test_what_is_not_accepted_is_not_received(service: Service) -> None:
    for state in (1, 3):
        await service.brought_to(state)
    assert (await rows(service))[""]["received"] == 0


async def test_share_online_has_both_denominators(service: Service) -> None:
    await service.brought_to(2)
    await service.brought_to(9)
    await received_at_the_counter(service)
    total = (await rows(service))[""]
    assert total["received"] == 3
    assert total["share_online"] == share(2, 3)
    assert total["share_online_of_offered"] == share(2, 2)
    assert total["share_mini_app"] == share(2, 3)


async def test_on_time_counts_what_is_finished_in_time_and_what_is_not_yet_due(service: Service) -> None:
    late, _ = await service.brought_to(2)
    await service.brought_to(9)
    await service.brought_to(5)
    assert (await rows(service))[""]["share_on_time"] == share(3, 3)
    service.clock.advance(timedelta(days=10))
    service.__post_init__()
    assert (await rows(service))[""]["share_on_time"] == share(2, 3)  # in progress and due by now
    await service.act(late, "transfer", service.one_stop, 2)
    await service.act(late, "complete", service.specialist, 3)
    assert (await rows(service))[""]["share_on_time"] == share(2, 3)  # finished, but late


async def test_by_month_in_vietnamese_time_agency_commune_and_procedure(service: Service) -> None:
    dossier_id, _ = await service.brought_to(2)
    last_minutes = datetime(2026, 10, 31, 17, 30, tzinfo=UTC)  # 1 November in Vietnam
    await service.database["dossiers"].update_one({"_id": dossier_id}, {"$set": {"accepted_at": last_minutes}})
    months = await rows(service, None, **{"from": "2026-10", "by": "month"})
    assert {key: row["received"] for key, row in months.items()} == {"2026-10": 0, "2026-11": 1}
    agencies = await rows(service, by="agency")
    assert len(agencies) == 100
    assert {key for key, row in agencies.items() if row["received"]} == {AGENCY}
    assert agencies["so-tu-phap"]["share_online"]["value"] is None
    assert len(await rows(service, by="commune")) == 96
    procedures = await rows(service, by="procedure")
    assert [row["label"] for row in procedures.values()] == ["Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh"]


async def test_an_office_sees_its_own_only(service: Service) -> None:
    await service.brought_to(2)
    assert (await rows(service, service.one_stop))[""]["received"] == 1
    assert (await rows(service, service.elsewhere))[""]["received"] == 0
    assert (await ask(service, service.elsewhere, unit=AGENCY)).status_code == 403
    assert [*await rows(service, service.one_stop, by="agency")] == [AGENCY]
    assert (await ask(service, service.citizen)).status_code == 403


async def test_a_procedure_without_a_published_time_is_neither_on_time_nor_late(service: Service) -> None:
    for state in (4, 5, 6, 10):
        dossier_id, _ = await service.brought_to(state)
        await service.database["dossiers"].update_one({"_id": dossier_id}, {"$set": {"allowed": None, "due_at": None}})
    assert (await rows(service))[""]["share_on_time"] == share(0, 0)
    await service.brought_to(5)  # waits for the citizen, and will have a date
    assert (await rows(service))[""]["share_on_time"] == share(1, 1)


async def test_wrong_periods_are_refused(service: Service) -> None:
    for query in ({"from": "2026-13"}, {"from": "2026-12"}, {"from": "2020-01"}, {"by": "sex"}):
        assert (await ask(service, None, **query)).status_code == 422, query


async def test_the_table_for_a_spreadsheet(service: Service) -> None:
    await service.brought_to(2)
    answer = await service.http.get(
        "/v1/staff/figures.csv", params={**MONTH, "by": "agency", "unit": AGENCY}, headers=service.administrator
    )
    head, line = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert head.startswith("Mã,Tên,Tiếp nhận,Nộp trực tuyến / tổng số tiếp nhận: tử số,mẫu số,tỷ lệ %")
    assert line == "21025,UBND phường Cẩm Thành,1,1,1,100.00,1,1,100.00,1,1,100.00,1,1,100.00"


async def test_figures_fetch_no_dossier(database: Database) -> None:
    await make_indexes(database)
    figures, day = StoredFigures(database), datetime(2026, 11, 1, tzinfo=UTC)
    month = (day, day + timedelta(days=30), day)
    [plan] = await query_plans(database, lambda: figures.of(By.MONTH, *month, frozenset({AGENCY}), "1.001193"))
    assert "FETCH" not in plan.names
    [scan] = plan.searched
    assert scan["indexName"] == "ix_figures_timed"
    assert "MinKey" not in str(scan["indexBounds"]["accepted_at"])


async def test_the_board_shows_what_the_endpoint_says(service: Service) -> None:
    await service.brought_to(2)
    await service.brought_to(9)
    await received_at_the_counter(service)
    measure = MeasureDossiers(BoardFigures(service.database, StoredFigures(service.database)), service.clock)

    def process(holder: str) -> Repeating:
        leases = Leases(service.database["leases"], holder)
        return Repeating("measure_dossiers", 120.0, measure, leases, otherwise=measure.forget)

    await process("a").batch()
    total = (await rows(service))[""]
    board = {sample.name + str(sample.labels): sample.value for family in _board() for sample in family.samples}
    assert board["dossier_received_of_year{'channel': 'online'}"] == total["share_online"]["numerator"] == 2
    assert board["dossier_received_of_year{'channel': 'direct'}"] == 1
    assert board["dossier_received_of_year{'channel': 'postal'}"] == 0
    assert board["dossier_received_mini_app_of_year{}"] == total["share_mini_app"]["numerator"]
    assert board["dossier_on_time_of_year{}"] == total["share_on_time"]["numerator"]
    assert board["dossier_judged_of_year{}"] == total["share_on_time"]["denominator"]
    assert (board["dossier_dossiers{'state': 'accepted'}"], board["dossier_dossiers{'state': 'completed'}"]) == (2, 1)
    assert board["dossier_ratings_of_year{'level': 'satisfied'}"] == 0
    assert board["dossier_overdue{}"] == 0
    await process("b").batch()
    assert not [sample for family in _board() for sample in family.samples], "who does not count shows nothing"


def _board() -> list[Metric]:
    shown = ("dossier_dossiers", "dossier_received_of_year", "dossier_ratings_of_year", "dossier_overdue")
    return [
        family
        for family in REGISTRY.collect()
        if family.name in shown or (family.name.startswith("dossier_") and family.name.endswith("_of_year"))
    ]
