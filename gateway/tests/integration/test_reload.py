"""The route table changes under a running gateway."""

import os
import signal
from typing import Any

from gateway.settings import ROUTES
from shared.testing import eventually

NEW_ROW = "  - {path: /v1/news, methods: [GET], service: svc-notify, who: public, timeout: 5, budget: read}\n"


async def status(gateway: Any, path: str) -> int:
    return int((await gateway.http.get(path)).status_code)


async def test_a_good_table_takes_effect_and_a_bad_one_changes_nothing(open_gateway: Any, tmp_path: Any) -> None:
    path = tmp_path / "routes.yaml"
    good = ROUTES.read_text(encoding="utf-8")
    path.write_text(good, encoding="utf-8")
    gateway = await open_gateway(routes_file=path)
    assert await status(gateway, "/v1/news") == 404

    path.write_text(good + NEW_ROW, encoding="utf-8")
    os.kill(os.getpid(), signal.SIGHUP)
    await eventually(lambda: status(gateway, "/v1/news"), want=lambda code: code == 200)
    assert gateway.notify.heard[-1].path == "/v1/news"

    in_force = gateway.edge.table
    for bad in (good + NEW_ROW.replace("who: public, ", ""), "routes: [", ""):
        path.write_text(bad, encoding="utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        assert await status(gateway, "/v1/news") == 200
    assert gateway.edge.table is in_force


async def test_a_changed_file_is_noticed_without_a_signal(open_gateway: Any, tmp_path: Any) -> None:
    path = tmp_path / "routes.yaml"
    path.write_text(ROUTES.read_text(encoding="utf-8"), encoding="utf-8")
    gateway = await open_gateway(routes_file=path)
    path.write_text(path.read_text(encoding="utf-8") + NEW_ROW, encoding="utf-8")
    await eventually(lambda: status(gateway, "/v1/news"), want=lambda code: code == 200)


async def test_who_was_counted_stays_counted(open_gateway: Any, tmp_path: Any) -> None:
    path = tmp_path / "routes.yaml"
    text = ROUTES.read_text(encoding="utf-8").replace("read: {caller: 600,", "read: {caller: 2,")
    path.write_text(text, encoding="utf-8")
    gateway = await open_gateway(routes_file=path)
    headers = await gateway.citizen()
    for _ in range(2):
        assert (await gateway.http.get("/v1/dossiers", headers=headers)).status_code == 200
    before = gateway.edge.table
    path.write_text(text + NEW_ROW, encoding="utf-8")
    os.kill(os.getpid(), signal.SIGHUP)

    async def swapped() -> bool:
        return gateway.edge.table is not before

    await eventually(swapped)
    assert (await gateway.http.get("/v1/dossiers", headers=headers)).status_code == 429
