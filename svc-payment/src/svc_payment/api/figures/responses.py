"""Figures as officers get them. Amounts in đồng."""

from pydantic import BaseModel, Field

from shared.reference.commune_names import commune_name
from shared.web import Timestamp
from svc_payment.catalogue.wording import Wording
from svc_payment.domain.figures import Figures
from svc_payment.providers.labels import PROVIDER_LABELS


class BillFigureView(BaseModel):
    """``on_time`` trên ``bills`` là tỷ lệ nộp đúng hạn."""

    payee_id: str
    payee_name: str
    commune: str
    commune_name: str
    origin: str
    origin_label: str
    bills: int
    paid: int = Field(description="Số phiếu thu đã nộp đủ")
    on_time: int
    received: int = Field(description="Số tiền đã nhận, trừ phần đã hoàn, đồng")


class ProviderFigureView(BaseModel):
    provider: str
    provider_label: str
    payments: int
    received: int
    refunded: int
    unsettled: int
    held: int


class ShopFigureView(BaseModel):
    commune: str
    commune_name: str
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
    def of(cls, figures: Figures, wording: Wording) -> "FiguresView":
        return cls(
            since=figures.since,
            until=figures.until,
            bills=[
                BillFigureView(
                    **vars(row), origin_label=wording.origins[row.origin], commune_name=commune_name(row.commune)
                )
                for row in figures.bills
            ],
            providers=[
                ProviderFigureView(**vars(row), provider_label=PROVIDER_LABELS[row.provider])
                for row in figures.providers
            ],
            shops=[
                ShopFigureView(
                    **vars(row), state_label=wording.shops[row.state], commune_name=commune_name(row.commune)
                )
                for row in figures.shops
            ],
        )
