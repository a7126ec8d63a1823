"""Who is there after ``make run``: as the summary tells a stranger to try."""

import httpx
import pytest

from gateway.domain.console_login import code_challenge
from local_stack.first_dossier import first_dossier
from local_stack.people import ADMINISTRATOR, CITIZEN, ensure_people
from local_stack.stack import Stack
from local_stack.summary import summary
from shared.testing import PATIENCE


@pytest.mark.journey
async def test_the_citizen_and_the_administrator_of_the_summary_can_sign_in(stack: Stack) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        await ensure_people(stack)
        await ensure_people(stack)  # at the next start they are there already
        printed = summary(stack, 1.0, await first_dossier(stack))
        assert "Đã nhận hồ sơ nộp trực tuyến" in printed
        zalo = f"{stack.endpoints.zalo_simulator}/control/people/{CITIZEN['user_id']}/access-tokens"
        console = f"{stack.endpoints.zalo_simulator}/console"
        assert zalo in printed
        assert f"{console}?gateway={stack.endpoints.gateway}" in printed

        token = (await http.post(zalo, json={})).json()["access_token"]
        citizen = await http.post(f"{stack.endpoints.gateway}/v1/auth/zalo", json={"access_token": token})
        assert citizen.status_code == 200

        verifier = "a-verifier-that-stays-in-the-tab-of-the-console"
        asked = {"return_to": console, "code_challenge": code_challenge(verifier)}
        left = await http.get(f"{stack.endpoints.gateway}/v1/staff/auth/login", params=asked)
        at_zalo = httpx.URL(left.headers["location"])
        agreed = await http.get(at_zalo.copy_merge_params({"login_as": str(ADMINISTRATOR["user_id"])}))
        back = httpx.URL((await http.get(agreed.headers["location"])).headers["location"])
        assert str(back.copy_with(query=None)) == console
        body = {"code": back.params["code"], "code_verifier": verifier}
        administrator = await http.post(f"{stack.endpoints.gateway}/v1/staff/auth/session", json=body)
        assert administrator.status_code == 200
        assert administrator.json()["staff"]["roles"][0]["role"] == "administrator"
