"""Everything that is kept, on one database."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shared.access_log import AccessLog
from shared.crypto import FieldCipher
from shared.files.store import FileStore
from shared.mongo import Database
from shared.schema import open_prepared
from shared.wakeup import Wakeup
from svc_payment.settings import Settings
from svc_payment.store.bills import Bills
from svc_payment.store.counters import Counters
from svc_payment.store.imports import Imports
from svc_payment.store.indexes import SCHEMA
from svc_payment.store.payment_figures import PaymentFigures
from svc_payment.store.payments import Payments
from svc_payment.store.schools import Schools, Students
from svc_payment.store.settlements import Settlements
from svc_payment.store.shops import Shops
from svc_payment.store.unmatched_messages import UnmatchedMessages
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.store.unreadable_transfers import UnreadableTransfers


@dataclass(frozen=True)
class Stores:
    """``allocation`` is set when money waits for its bill."""

    payments: Payments
    payment_figures: PaymentFigures
    bills: Bills
    schools: Schools
    students: Students
    imports: Imports
    settlements: Settlements
    unmatched: UnmatchedMessages
    sums: UnmatchedSums
    unreadable: UnreadableTransfers
    shops: Shops
    files: FileStore
    counters: Counters
    access_log: AccessLog
    allocation: Wakeup


def make_stores(settings: Settings, database: Database, wakeups: Mapping[str, Wakeup]) -> Stores:
    """``wakeups``: by the collection whose relay they wake."""
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    allocation = Wakeup()
    return Stores(
        payments=Payments(database, cipher, wakeups["payments"], allocation),
        payment_figures=PaymentFigures(database),
        bills=Bills(database, wakeups["bills"]),
        schools=Schools(database),
        students=Students(database),
        imports=Imports(database),
        settlements=Settlements(database, cipher),
        unmatched=UnmatchedMessages(database, cipher),
        sums=UnmatchedSums(database, cipher),
        unreadable=UnreadableTransfers(database, cipher),
        shops=Shops(database, cipher, wakeups["shops"]),
        files=FileStore(database),
        counters=Counters(database),
        access_log=AccessLog(database),
        allocation=allocation,
    )


@asynccontextmanager
async def prepared_stores(settings: Settings) -> AsyncIterator[Stores]:
    """Open the stores for an operator's command, with no service around it."""
    async with open_prepared(settings, SCHEMA) as database:
        yield make_stores(settings, database, defaultdict(Wakeup))
