"""Figures: bills, money and shops, as numerators and denominators so that they can be added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from svc_payment.store.bills import Bills
from svc_payment.store.payment_figures import PaymentFigures
from svc_payment.store.schools import Schools
from svc_payment.store.shops import Shops

MOST_SCHOOLS = 2_000


@dataclass(frozen=True)
class BillFigure:
    """``commune``: where the school is; an agency's own id is that of its commune or department."""

    payee_id: str
    payee_name: str
    commune: str
    origin: str
    bills: int
    paid: int
    on_time: int
    received: int


@dataclass(frozen=True)
class ProviderFigure:
    provider: str
    payments: int
    received: int
    refunded: int
    unsettled: int
    held: int


@dataclass(frozen=True)
class ShopFigure:
    commune: str
    state: str
    shops: int


@dataclass(frozen=True)
class Figures:
    since: datetime
    until: datetime
    bills: tuple[BillFigure, ...]
    providers: tuple[ProviderFigure, ...]
    shops: tuple[ShopFigure, ...]


@dataclass(frozen=True)
class ReadFigures:
    bills: Bills
    schools: Schools
    payments: PaymentFigures
    shops: Shops

    async def __call__(self, since: datetime, until: datetime, payees: Sequence[str] | None) -> Figures:
        """``payees`` ``None``: of the whole province, with providers and shops."""
        communes: dict[str, str] = {
            school.id: school.commune for school in await self.schools.every(None, MOST_SCHOOLS)
        }
        bills = [
            BillFigure(**row, commune=communes.get(row["payee_id"], str(row["payee_id"])))
            for row in await self.bills.figures(since, until, payees)
        ]
        if payees is not None:
            return Figures(since, until, tuple(bills), (), ())
        providers = [ProviderFigure(**row) for row in await self.payments.by_provider(since, until)]
        shops = [ShopFigure(**row) for row in await self.shops.figures()]
        return Figures(since, until, tuple(bills), tuple(providers), tuple(shops))
