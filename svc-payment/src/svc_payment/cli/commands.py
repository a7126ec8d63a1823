"""The service's own commands, with the database that they need."""

from collections import defaultdict

from shared.mongo import open_mongo
from shared.wakeup import Wakeup
from svc_payment.cli.demo_data import add_demo_data
from svc_payment.settings import Settings
from svc_payment.store.indexes import make_indexes
from svc_payment.wiring.stores import make_stores


async def demo_data(settings: Settings, _words: list[str]) -> int:
    async with open_mongo(settings) as database:
        await make_indexes(database)
        stores = make_stores(settings, database, defaultdict(Wakeup))
        await add_demo_data(stores.schools, stores.students, stores.bills, stores.shops)
    return 0
