"""What owners send about shops."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.fields import Digits, Hour, Line, OfThing, Printed, Readable, if_foreign
from shared.phone import NotAPhone, national, read_phone
from shared.web import StrictModel
from svc_payment.api.fields import Amount, Name, PersonName, Text
from svc_payment.domain.shop import (
    MAX_PHOTOS,
    MAX_PRODUCTS,
    BankAccount,
    Hours,
    LegalType,
    Place,
    Product,
    ShopProfile,
)

_OF_SHOPS = re.compile(r"0[35789][0-9]{8}|02[0-9]{9}")
"""Mobile and fixed lines."""


def _phone(text: str) -> str:
    try:
        number = national(read_phone(text))
    except NotAPhone:
        number = ""
    if not _OF_SHOPS.fullmatch(number):
        raise ValueError(f"Phải là số di động hoặc số cố định Việt Nam, ví dụ 0905 123 456.{if_foreign(text)}")
    return number


class Account(StrictModel):
    bank: str = Field(pattern=r"^[0-9]{6}$", description="Mã NAPAS của ngân hàng")
    number: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{6,19}$"), Digits]
    holder: Name

    def account(self) -> BankAccount:
        return BankAccount(self.bank, self.number, self.holder)


class Span(StrictModel):
    days: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        min_length=1, max_length=7, description="1 thứ Hai … 7 Chủ nhật"
    )
    opens: Hour
    closes: Hour


class Goods(StrictModel):
    name: Name
    price: Amount | None = None
    unit: Annotated[str, Field(max_length=20), Readable] = ""


class Position(StrictModel):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Profile(StrictModel):
    name: Name
    legal_type: LegalType = Field(strict=False)
    owner_name: PersonName
    registered_name: Annotated[str, Field(max_length=150), Line, OfThing] = ""
    tax_code: Annotated[str, Field(max_length=20), Readable] | None = None
    commune: str = Field(pattern=r"^[0-9]{5}$")
    address: Annotated[str, Field(min_length=3, max_length=200), Line, Printed]
    place: Position | None = None
    categories: list[Annotated[str, Field(max_length=60), Readable]] = Field(min_length=1, max_length=3)
    hours: list[Span] = Field(min_length=1, max_length=14)
    phone: Annotated[str, AfterValidator(_phone)]
    description: Annotated[str, Field(max_length=1000), Readable] = ""
    photos: list[Annotated[str, Field(pattern=r"^fil_[0-9A-Z]{26}$")]] = Field(default=[], max_length=MAX_PHOTOS)
    products: list[Goods] = Field(default=[], max_length=MAX_PRODUCTS)

    def profile(self) -> ShopProfile:
        return ShopProfile(
            name=self.name,
            legal_type=self.legal_type,
            owner_name=self.owner_name,
            registered_name=self.registered_name,
            tax_code=self.tax_code,
            commune=self.commune,
            address=self.address,
            place=Place(self.place.latitude, self.place.longitude) if self.place else None,
            categories=tuple(self.categories),
            hours=tuple(Hours(frozenset(span.days), span.opens, span.closes) for span in self.hours),
            phone=self.phone,
            description=self.description,
            photos=tuple(self.photos),
            products=tuple(Product(goods.name, goods.price, goods.unit) for goods in self.products),
        )


class NewShop(StrictModel):
    profile: Profile
    account: Account


class ShopSupplement(StrictModel):
    """Ít nhất một điều thay đổi, hoặc một lời nhắn."""

    profile: Profile | None = None
    account: Account | None = None
    note: Text | None = Field(default=None, description="Lời nhắn cho xã, phường")


class Remark(StrictModel):
    reason: Text | None = None


class Reason(StrictModel):
    reason: Text
