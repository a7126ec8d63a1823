import json

QUOTA = "/v3.0/oa/quota/message"


async def test_quota_of_a_person(zalo):
    await zalo.control("POST", "/clock", {"freeze": "2026-09-21T21:13:20+07:00"})
    person = await zalo.person(is_follower=True)
    answer = await zalo.oa("POST", QUOTA, await zalo.oa_token(), {"user_id": person["oa_user_id"]})
    assert answer == {
        "data": {
            "last_interaction": "1790000000000",
            "cs_reply": {"remain": 8, "total": 8},
            "promotion": {"daily_remain": 1, "daily_total": 1, "monthly_remain": 4, "monthly_total": 4},
        },
        "error": 0,
        "message": "Success",
    }


async def test_quota_of_the_owner_is_a_list_that_can_be_narrowed(zalo):
    token = await zalo.oa_token()
    everything = await zalo.oa("POST", QUOTA, token, {"quota_owner": "OA"})
    assert [asset["product_type"] for asset in everything["data"]] == ["cs", "transaction"]
    narrowed = {"quota_owner": "OA", "product_type": "cs", "quota_type": "sub_quota"}
    [asset] = (await zalo.oa("POST", QUOTA, token, narrowed))["data"]
    assert (asset["total"], asset["remain"]) == (2000, 2000)
    assert asset["valid_through"].startswith("31/12/")
    assert (await zalo.oa("POST", QUOTA, token, {"quota_owner": "me"}))["error"] == -201


async def test_detail_of_a_follower(zalo):
    await zalo.control("POST", "/clock", {"freeze": "2026-11-21T08:00:00+07:00"})
    person, token = await zalo.person(is_follower=True), await zalo.oa_token()
    asked = {"data": json.dumps({"user_id": person["oa_user_id"]})}
    detail = (await zalo.oa("GET", "/v3.0/oa/user/detail", token, params=asked))["data"]
    assert detail["user_id"] == person["oa_user_id"]
    assert detail["user_id_by_app"] == person["user_id"]
    assert detail["display_name"] == "Trần Thị Mẫu"
    assert detail["user_last_interaction_date"] == "21/11/2026"
    await zalo.turn(identity__user_id_by_app_equals_me_id=False)
    detail = (await zalo.oa("GET", "/v3.0/oa/user/detail", token, params=asked))["data"]
    assert detail["user_id_by_app"] != person["user_id"]


async def test_detail_needs_data_and_a_follower(zalo):
    person, token = await zalo.person(), await zalo.oa_token()
    plain = await zalo.oa("GET", "/v3.0/oa/user/detail", token, params={"user_id": person["oa_user_id"]})
    assert plain["error"] == -201
    asked = {"data": json.dumps({"user_id": person["oa_user_id"]})}
    assert (await zalo.oa("GET", "/v3.0/oa/user/detail", token, params=asked))["error"] == -213


async def test_the_official_account_describes_itself(zalo):
    await zalo.person(is_follower=True)
    oa = (await zalo.oa("GET", "/v2.0/oa/getoa", await zalo.oa_token()))["data"]
    assert (oa["oa_id"], oa["name"], oa["oa_type"]) == ("4000000000000000004", "Quảng Ngãi Smart", 4)
    assert oa["num_follower"] == 1
