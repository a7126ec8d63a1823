from zalo_simulator.proof import appsecret_proof

GETOA = "/v2.0/oa/getoa"


async def test_an_unknown_token_is_216_and_a_revoked_one_220(zalo):
    token = await zalo.oa_token()
    assert (await zalo.oa("GET", GETOA, "unknown"))["error"] == -216
    assert (await zalo.oa("GET", GETOA, ""))["error"] == -216
    await zalo.control("POST", "/oa-tokens/revoke")
    assert (await zalo.oa("GET", GETOA, token))["error"] == -220


async def test_bearer_is_ignored(zalo):
    token = await zalo.oa_token()
    answer = await zalo.http.get(GETOA, headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["error"] == -216


async def test_a_proof_is_checked_when_it_is_sent(zalo):
    token = await zalo.oa_token()
    for proof, error in (("0" * 64, -242), (appsecret_proof(token, "demo-app-secret"), 0)):
        answer = await zalo.http.get(GETOA, headers={"access_token": token, "appsecret_proof": proof})
        assert answer.json()["error"] == error


async def test_the_rate_limit_counts_down_and_opens_again(zalo):
    await zalo.control("POST", "/clock", {"freeze": True})
    token = await zalo.oa_token()
    await zalo.turn(oa__rate_limit_per_minute=2)
    answers = [await zalo.http.get(GETOA, headers={"access_token": token}) for _ in range(3)]
    assert [answer.json()["error"] for answer in answers] == [0, 0, -32]
    assert [answer.headers["x-ratelimit-remain"] for answer in answers] == ["1", "0", "0"]
    assert {answer.headers["x-ratelimit-limit"] for answer in answers} == {"2"}
    assert {answer.status_code for answer in answers} == {200}
    await zalo.advance(minutes=1)
    assert (await zalo.oa("GET", GETOA, token))["error"] == 0
    await zalo.turn(oa__rate_limit_per_minute=None)
    assert "x-ratelimit-limit" not in (await zalo.http.get(GETOA, headers={"access_token": token})).headers
