"""What a process must have read before it is given work."""

from pydantic import SecretStr

from shared.crypto import generate_key
from shared.lifecycle import WORKER
from svc_feedback.settings import Settings
from svc_feedback.wiring.service import build


async def test_a_process_that_has_read_neither_calendar_nor_categories_is_not_ready() -> None:
    settings = Settings(
        mongo_url=SecretStr("mongodb://127.0.0.1:1"),
        kafka_bootstrap_servers="127.0.0.1:1",
        field_keys=SecretStr(generate_key()),
        staff_keys=SecretStr(generate_key()),
    )
    async with build(settings, frozenset({WORKER})) as service:
        failing = await service.health.failing()
    assert {"calendar", "categories"} < {*failing}
