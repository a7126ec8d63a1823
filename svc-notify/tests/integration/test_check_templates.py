"""The command that holds the template files against Zalo's approved list, as a process of its own."""

import sys
from importlib.resources import files

import pytest

from local_stack.child import run_to_end
from shared.testing import PATIENCE

from .harness import MakeNotify, Notify, Zalo
from .test_worker_process import environment

pytestmark = pytest.mark.parametrize("database", ["pymongo"], indirect=True)


async def check(notify: Notify, mongo_url: str, **more: str) -> tuple[int, str]:
    variables = environment(notify, mongo_url, "127.0.0.1:1", 8185) | {"NOTIFY_ZALO_ZNS_BASE": notify.zalo.base, **more}
    return await run_to_end([sys.executable, "-m", "svc_notify", "check-templates"], variables, PATIENCE)


async def test_all_agree_or_each_difference_is_a_line(make_notify: MakeNotify, mongo_url: str, zalo: Zalo) -> None:
    notify: Notify = await make_notify()
    status, said = await check(notify, mongo_url)
    shipped = len([*(files("svc_notify") / "templates").iterdir()])
    assert (status, said) == (0, f"{shipped} mẫu tin đúng với các mẫu Zalo đã duyệt.")

    await zalo.control("PATCH", "templates/700101", {"status": "DISABLE"})
    ids = '{"accepted": "999999", "refused": ""}'
    status, said = await check(notify, mongo_url, NOTIFY_ZALO_TEMPLATE_IDS=ids)
    assert status == 1
    assert sorted(said.splitlines()) == [
        "accepted@1: Zalo không có mẫu 999999",
        "acknowledged@1: mẫu 700101 đã bị Zalo khóa",
        "refused@1: chưa có mã mẫu của Zalo",
    ]


async def test_without_a_token_or_without_zalo_it_says_so(make_notify: MakeNotify, mongo_url: str, zalo: Zalo) -> None:
    notify: Notify = await make_notify(consent=False)
    status, said = await check(notify, mongo_url)
    assert (status, "consent" in said) == (1, True)
    await notify.consent()
    status, said = await check(notify, mongo_url, NOTIFY_ZALO_ZNS_BASE="http://127.0.0.1:9")
    assert (status, said.startswith("Không hỏi được Zalo: ")) == (1, True)
    await zalo.fault("non_json", endpoint="zns.template_info")
    status, said = await check(notify, mongo_url)
    assert (status, said) == (1, "Không hỏi được Zalo: HTTP 200")
