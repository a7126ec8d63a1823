"""The route table changes under a running gateway."""

import os
import shutil
import signal
from typing import Any

from gateway.settings import ROUTES
from shared.testing import eventually

NEW_ROW = "  - {path: /v1/new-things, methods: [GET], who: public, timeout: 5, budget: read}\n"


async def status(gateway: Any, path: str) -> int:
    return int((await gateway.http.get(path)).status_code)


async def test_a_good_table_takes_effect_and_a_bad_one_changes_nothing(open_gateway: Any, tmp_path: Any) -> None:
    routes = shutil.copytree(ROUTES, tmp_path / "routes")
    path = routes / "svc-notify.yaml"
    good = path.read_text(encoding="utf-8")
    gateway = await open_gateway(routes_dir=routes)
    assert await status(gateway, "/v1/new-things") == 404

    path.write_text(good + NEW_ROW, encoding="utf-8")
    os.kill(os.getpid(), signal.SIGHUP)
    await eventually(lambda: status(gateway, "/v1/new-things"), want=lambda code: code == 200)
    assert gateway.notify.received[-1].path == "/v1/new-things"

    in_force = gateway.app.table
    for bad in (good + NEW_ROW.replace("who: public, ", ""), "routes: [", ""):
        path.write_text(bad, encoding="utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        assert await status(gateway, "/v1/new-things") == 200
    assert gateway.app.table is in_force


async def test_a_changed_file_is_noticed_without_a_signal(open_gateway: Any, tmp_path: Any) -> None:
    routes = shutil.copytree(ROUTES, tmp_path / "routes")
    gateway = await open_gateway(routes_dir=routes)
    path = routes / "svc-notify.yaml"
    path.write_text(path.read_text(encoding="utf-8") + NEW_ROW, encoding="utf-8")
    await eventually(lambda: status(gateway, "/v1/new-things"), want=lambda code: code == 200)


async def test_a_service_comes_and_goes_with_its_file(open_gateway: Any, tmp_path: Any) -> None:
    routes = shutil.copytree(ROUTES, tmp_path / "routes")
    moved = (routes / "svc-notify.yaml").rename(tmp_path / "svc-notify.yaml")
    gateway = await open_gateway(routes_dir=routes)
    assert await status(gateway, "/v1/webhooks/zalo/oa") == 404
    moved.rename(routes / "svc-notify.yaml")
    await eventually(lambda: status(gateway, "/v1/webhooks/zalo/oa"), want=lambda code: code == 200)
    (routes / "svc-notify.yaml").unlink()
    await eventually(lambda: status(gateway, "/v1/webhooks/zalo/oa"), want=lambda code: code == 404)


async def test_who_was_counted_stays_counted(open_gateway: Any, tmp_path: Any) -> None:
    routes = shutil.copytree(ROUTES, tmp_path / "routes")
    budgets = (routes / "budgets.yaml").read_text(encoding="utf-8")
    (routes / "budgets.yaml").write_text(budgets.replace("read: {caller: 600,", "read: {caller: 2,"), encoding="utf-8")
    gateway = await open_gateway(routes_dir=routes)
    headers = await gateway.citizen()
    for _ in range(2):
        assert (await gateway.http.get("/v1/dossiers", headers=headers)).status_code == 200
    before = gateway.app.table
    path = routes / "svc-notify.yaml"
    path.write_text(path.read_text(encoding="utf-8") + NEW_ROW, encoding="utf-8")
    os.kill(os.getpid(), signal.SIGHUP)

    async def swapped() -> bool:
        return gateway.app.table is not before

    await eventually(swapped)
    assert (await gateway.http.get("/v1/dossiers", headers=headers)).status_code == 429
