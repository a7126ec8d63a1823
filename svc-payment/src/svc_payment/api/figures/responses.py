"""Figures as officers get them. Amounts in đồng."""

from pydantic import BaseModel

from shared.web import Timestamp
from svc_payment.catalogue.wording import Words
from svc_payment.domain.figures import Figures


class BillFigureView(BaseModel):
    """``on_time`` trên ``bills`` là tỷ lệ nộp đúng hạn."""

    payee_id: str
    payee_name: str
    commune: str
    origin: str
    bills: int
    paid: int
    on_time: int
    received: int


class ProviderFigureView(BaseModel):
    provider: str
    payments: int
    received: int
    refunded: int
    unsettled: int
    held: int


class ShopFigureView(BaseModel):
    commune: str
    state: str
    state_label: str
    shops: int


class FiguresView(BaseModel):
    since: Timestamp
    until: Timestamp
    bills: list[BillFigureView]
    providers: list[ProviderFigureView]
    shops: list[ShopFigureView]

    @classmethod
    def of(cls, figures: Figures, shop_states: Words) -> "FiguresView":
        return cls(
            since=figures.since,
            until=figures.until,
            bills=[BillFigureView.model_validate(vars(row)) for row in figures.bills],
            providers=[ProviderFigureView.model_validate(vars(row)) for row in figures.providers],
            shops=[ShopFigureView(**vars(row), state_label=shop_states[row.state]) for row in figures.shops],
        )
