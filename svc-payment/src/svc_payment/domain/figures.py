"""Bills, money and shops counted, as numerators and denominators so that they can be added up."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class BillFigure:
    """``commune``: where the payee is, whose own id it is where that is an agency."""

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
