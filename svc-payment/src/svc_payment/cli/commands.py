"""The service's own commands."""

from shared.command_words import refuse_words
from svc_payment.cli.demo_data import add_demo_data
from svc_payment.settings import Settings
from svc_payment.wiring.stores import prepared_stores


async def demo_data(settings: Settings, words: list[str]) -> int:
    refuse_words(words)
    async with prepared_stores(settings) as stores:
        await add_demo_data(stores.schools, stores.students, stores.bills, stores.shops)
    return 0
