"""Figures: bills, money and shops, as numerators and denominators so that they can be added up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from svc_payment.domain.figures import Figures
from svc_payment.store.bills import Bills
from svc_payment.store.payment_figures import PaymentFigures
from svc_payment.store.schools import Schools
from svc_payment.store.shops import Shops

MOST_SCHOOLS = 2_000


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
            replace(figure, commune=communes.get(figure.payee_id, figure.payee_id))
            for figure in await self.bills.figures(since, until, payees)
        ]
        if payees is not None:
            return Figures(since, until, tuple(bills), (), ())
        providers, shops = await self.payments.by_provider(since, until), await self.shops.figures()
        return Figures(since, until, tuple(bills), tuple(providers), tuple(shops))
