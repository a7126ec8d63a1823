"""One call, one screen: what is next and what may be done stands in every row, as requests that a client can send."""

from typing import Any

import httpx
import pytest

from .service import DOCUMENT, Service, if_match, key


async def both(service: Service, dossier_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row of the list, and the dossier alone."""
    rows = (await service.http.get("/v1/dossiers", headers=service.citizen)).json()["items"]
    whole = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    return next(row for row in rows if row["id"] == dossier_id), whole


OFFERED = {
    1: ["withdraw"],
    2: ["withdraw"],
    3: [],
    4: ["withdraw"],
    5: ["supplement", "withdraw"],
    6: ["pay", "withdraw"],
    7: [],
    8: [],
    9: [],
    10: ["rate"],
}


@pytest.mark.parametrize("state", OFFERED)
async def test_a_row_says_what_the_dossier_says(service: Service, state: int) -> None:
    dossier_id, version = await service.brought_to(state)
    row, whole = await both(service, dossier_id)
    assert row["what_next"] == whole["what_next"] != ""
    assert row["allowed_actions"] == whole["allowed_actions"]
    assert [offer["action"] for offer in row["allowed_actions"]] == OFFERED[state]
    for offer in row["allowed_actions"]:
        assert offer["label"] and not offer["needs_if_match"]
        assert offer["etag"] in (None, f'"{version}"')


async def sent(service: Service, offer: dict[str, Any], who: dict[str, str], body: dict[str, Any]) -> httpx.Response:
    seen = {"If-Match": offer["etag"]} if offer["etag"] else {}
    return await service.http.request(offer["method"], offer["href"], json=body, headers={**who, **key(), **seen})


async def test_an_offer_is_a_request_that_works(service: Service) -> None:
    dossier_id, _ = await service.brought_to(5)
    row, _ = await both(service, dossier_id)
    supplement, withdraw = row["allowed_actions"]
    documents = [{"code": "bo-sung-3-1", "file_ids": [await service.upload()]}]
    answered = await sent(service, supplement, service.citizen, {"documents": documents})
    assert answered.status_code == 200, answered.text
    row, _ = await both(service, dossier_id)
    assert row["what_next"].startswith("Giấy tờ bổ sung đã được gửi")
    late = await sent(service, withdraw, service.citizen, {"reason": "Nộp nhầm"})
    assert late.status_code == 412, "an offer is as old as the answer that it stood in"
    fresh = next(offer for offer in row["allowed_actions"] if offer["action"] == "withdraw")
    assert (await sent(service, fresh, service.citizen, {"reason": "Nộp nhầm"})).status_code == 200


async def test_rating_is_offered_until_it_is_given(service: Service) -> None:
    dossier_id, _ = await service.brought_to(10)
    row, _ = await both(service, dossier_id)
    (rate,) = row["allowed_actions"]
    assert rate["label"] == "Đánh giá mức độ hài lòng"
    assert (await sent(service, rate, service.citizen, {"level": 3})).status_code == 200
    row, whole = await both(service, dossier_id)
    assert row["allowed_actions"] == whole["allowed_actions"] == []
    again = await sent(service, rate, service.citizen, {"level": 3})
    assert (again.status_code, again.json()["allowed_actions"]) == (409, [])


async def test_paying_is_offered_where_the_bill_is(service: Service) -> None:
    dossier_id, _ = await service.brought_to(6)
    row, _ = await both(service, dossier_id)
    pay = row["allowed_actions"][0]
    assert (pay["method"], pay["href"]) == ("GET", f"/v1/bills?dossier_id={dossier_id}")


async def test_every_step_of_an_office_is_offered_on_its_path(service: Service) -> None:
    for state in range(1, 11):
        dossier_id, version = await service.brought_to(state)
        for who in (service.one_stop, service.specialist):
            shown = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=who)).json()
            for offer in shown["allowed_actions"]:
                unversioned = offer["action"] in ("add_note", "collect_fee")
                expected = (False, None) if unversioned else (True, f'"{version}"')
                assert (offer["needs_if_match"], offer["etag"]) == expected
                if offer["method"] == "GET":  # what is to be collected, at svc-payment
                    continue
                blind = await service.http.post(offer["href"], json={}, headers={**who, **key()})
                assert blind.status_code in (422, 428), (offer, blind.text)


async def test_giving_it_to_a_colleague_is_offered_until_the_end_and_a_note_always(service: Service) -> None:
    for state, last in ((2, ["assign", "add_note"]), (10, ["add_note"])):
        dossier_id, version = await service.brought_to(state)
        row, whole = [
            (await service.http.get(path, headers=service.one_stop)).json()
            for path in (f"/v1/staff/dossiers?state={state}", f"/v1/staff/dossiers/{dossier_id}")
        ]
        assert [offer["action"] for offer in whole["allowed_actions"]][-len(last) :] == last
        [listed] = [each for each in row["items"] if each["id"] == dossier_id]
        assert listed["allowed_actions"] == whole["allowed_actions"]
        offered = {offer["action"]: offer for offer in whole["allowed_actions"]}
        noted = await sent(service, offered["add_note"], service.one_stop, {"text": "Đã gọi điện"})
        assert noted.status_code == 201, noted.text
        if "assign" in offered:
            body, headers = {"officer_id": "me"}, {**service.one_stop, **key(), **if_match(version)}
            given = await service.http.post(offered["assign"]["href"], json=body, headers=headers)
            assert given.status_code == 200, given.text
        else:
            assert (
                await service.act(dossier_id, "assignment", service.one_stop, version, officer_id="me")
            ).status_code == 409


async def test_what_the_office_may_do_for_who_has_no_account_is_on_its_own_path(service: Service) -> None:
    files = [await service.upload(service.one_stop)]
    body = service.body("1.001193", documents=[{"code": DOCUMENT, "file_ids": files}])
    received = await service.http.post(
        "/v1/staff/dossiers", json={**body, "channel": "direct"}, headers={**service.one_stop, **key()}
    )
    assert received.status_code == 201, received.text
    dossier_id = received.json()["id"]
    shown = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    withdraw = next(offer for offer in shown["allowed_actions"] if offer["action"] == "withdraw")
    assert withdraw["href"] == f"/v1/staff/dossiers/{dossier_id}/withdrawal"
    done = await service.http.post(
        withdraw["href"], json={"reason": "Người nộp xin rút"}, headers={**service.one_stop, **key(), **if_match(1)}
    )
    assert done.status_code == 200, done.text
