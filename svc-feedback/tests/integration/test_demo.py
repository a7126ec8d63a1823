"""What `make run` is filled with goes through the use cases, and is seen where it should be."""

from dataclasses import replace

import pytest

from svc_feedback.catalogue.data_files import read
from svc_feedback.wiring.demo import Story, StoryClock

from .service import Service


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_the_invented_reports_and_questions_are_believable(service: Service) -> None:
    rows, today = read("demo.yaml"), service.clock.now()
    clock = StoryClock(today)
    story = Story(replace(service.parts, clock=clock), clock, today)
    for number, row in enumerate(rows["reports"]):
        await story.report(number, row)
    for number, row in enumerate(rows["questions"]):
        await story.question(number, row)

    found = await service.database["reports"].find({}, {"title": 1, "state": 1}).to_list(None)
    states = {row["title"]: row["state"] for row in found}
    expected = {"waiting": "CHO_TIEP_NHAN", "in_progress": "DANG_XU_LY", "closed": "DA_DONG", "refused": "TU_CHOI"}
    for row in rows["reports"]:
        assert states[row["title"]] == expected.get(row["to"], states[row["title"]]), row
    listed = (await service.get("/v1/public-reports", limit="100"))["items"]
    assert len(listed) >= 20
    assert all(item["preview_href"] for item in listed)
    assert len((await service.get("/v1/public-questions"))["items"]) == 6
    figures = await service.get("/v1/public-reports/figures")
    assert figures["items"][0]["received"] == len(rows["reports"])
