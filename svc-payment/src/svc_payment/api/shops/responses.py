"""Shops as everybody, their owners and the commune are shown them."""

from pydantic import BaseModel, Field

from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.catalogue.wording import Words
from svc_payment.domain.shop import BankAccount, LegalType, Shop, ShopAction, ShopState


class AccountView(BaseModel):
    """Số tài khoản được che, trừ bốn số cuối."""

    bank: str
    number: str
    holder: str

    @classmethod
    def of(cls, account: BankAccount) -> "AccountView":
        return cls(bank=account.bank, number=account.masked, holder=account.holder)


class SpanView(BaseModel):
    days: list[int]
    opens: str
    closes: str


class GoodsView(BaseModel):
    name: str
    price: int | None
    unit: str


class PublicShop(BaseModel):
    id: str
    code: str
    name: str
    categories: list[str]
    category_labels: list[str]
    commune: str
    address: str
    latitude: float
    longitude: float
    open_now: bool
    hours: list[SpanView]
    phone: str
    description: str
    photos: list[str]
    products: list[GoodsView]

    @classmethod
    def members(cls, shop: Shop, categories: Words, open_now: bool) -> dict[str, object]:
        profile = shop.profile
        return {
            "id": shop.id,
            "code": shop.code,
            "name": profile.name,
            "categories": list(profile.categories),
            "category_labels": [categories.get(code, code) for code in profile.categories],
            "commune": profile.commune,
            "address": profile.address,
            "latitude": profile.place.latitude,
            "longitude": profile.place.longitude,
            "open_now": open_now,
            "hours": [
                SpanView(days=sorted(span.days), opens=f"{span.opens:%H:%M}", closes=f"{span.closes:%H:%M}")
                for span in profile.hours
            ],
            "phone": profile.phone,
            "description": profile.description,
            "photos": list(profile.photos),
            "products": [GoodsView(name=p.name, price=p.price, unit=p.unit) for p in profile.products],
        }

    @classmethod
    def of(cls, shop: Shop, categories: Words, open_now: bool) -> "PublicShop":
        return cls.model_validate(cls.members(shop, categories, open_now))


class ShopPage(BaseModel):
    items: list[PublicShop]
    next: str | None


class ShopStepView(BaseModel):
    action: ShopAction
    state: ShopState
    at: Timestamp
    reason: str | None


class OwnShop(PublicShop):
    """``wanted_account``: tài khoản mới đang chờ duyệt."""

    state: ShopState
    state_label: str
    legal_type: LegalType
    owner_name: str
    registered_name: str
    tax_code: str | None
    account: AccountView
    wanted_account: AccountView | None
    allowed_actions: list[Offer]
    timeline: list[ShopStepView]
    version: int

    @classmethod
    def whole(cls, shop: Shop, categories: Words, open_now: bool, labels: Words, offers: list[Offer]) -> "OwnShop":
        profile, wanted = shop.profile, shop.wanted_account
        steps = [ShopStepView(action=e.action, state=e.state, at=e.at, reason=e.reason) for e in shop.timeline]
        return cls.model_validate(
            {
                **cls.members(shop, categories, open_now),
                "state": shop.state,
                "state_label": labels[shop.state],
                "legal_type": profile.legal_type,
                "owner_name": profile.owner_name,
                "registered_name": profile.registered_name,
                "tax_code": profile.tax_code,
                "account": AccountView.of(shop.account),
                "wanted_account": AccountView.of(wanted) if wanted else None,
                "allowed_actions": offers,
                "timeline": steps,
                "version": shop.version,
            }
        )


class OwnShops(BaseModel):
    items: list[OwnShop]


class StaffShopPage(BaseModel):
    items: list[OwnShop]
    next: str | None


class Category(BaseModel):
    code: str
    label: str


class Categories(BaseModel):
    items: list[Category]


class Photo(BaseModel):
    id: str = Field(description="Ghi vào `photos` của cửa hàng")
    size: int
