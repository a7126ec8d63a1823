"""The service's own commands."""

from svc_payment.cli.demo_data import add_demo_data
from svc_payment.settings import Settings
from svc_payment.wiring.stores import prepared_stores


async def demo_data(settings: Settings, _words: list[str]) -> int:
    async with prepared_stores(settings) as stores:
        await add_demo_data(stores.schools, stores.students, stores.bills, stores.shops)
    return 0
