"""Who is there after ``make run``: on the whole stack, as the summary tells a stranger to try."""

from pathlib import Path

import httpx
import pytest

from local_stack.first_dossier import first_dossier
from local_stack.people import ADMINISTRATOR, CITIZEN, ensure_people
from local_stack.stack import Stack
from local_stack.summary import summary


@pytest.mark.journey
@pytest.mark.timeout(180)
async def test_the_citizen_and_the_administrator_of_the_summary_can_sign_in(tmp_path: Path) -> None:
    async with Stack(tmp_path) as stack, httpx.AsyncClient(timeout=10) as http:
        await ensure_people(stack)
        await ensure_people(stack)  # at the next start they are there already
        told = summary(stack, 1.0, await first_dossier(stack))
        assert "Đã nhận hồ sơ nộp trực tuyến" in told
        zalo = f"{stack.endpoints.zalo_simulator}/control/people/{CITIZEN['user_id']}/access-tokens"
        login = f"{stack.endpoints.gateway}/v1/staff/auth/login"
        assert zalo in told
        assert login in told

        token = (await http.post(zalo, json={})).json()["access_token"]
        citizen = await http.post(f"{stack.endpoints.gateway}/v1/auth/zalo", json={"access_token": token})
        assert citizen.status_code == 200

        at_zalo = httpx.URL((await http.get(login)).headers["location"])
        agreed = await http.get(at_zalo.copy_merge_params({"login_as": str(ADMINISTRATOR["user_id"])}))
        administrator = await http.get(agreed.headers["location"])
        assert administrator.status_code == 200
        assert "administrator@province" in administrator.text
