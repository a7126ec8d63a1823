"""Shops as everybody, their owners and the commune are shown them."""

from dataclasses import dataclass

from pydantic import BaseModel, Field

from shared.files.links import Address
from shared.files.references import FileRef
from shared.offers import Offer
from shared.reference.commune_names import commune_name
from shared.web import Timestamp
from svc_payment.catalogue.wording import Wording, Words, read_banks
from svc_payment.domain.shop import LISTED, BankAccount, LegalType, Shop, ShopAction, ShopEntry, ShopState
from svc_payment.domain.shop_likeness import Alike, Likeness
from svc_payment.store.shops import ReviewCounts


class AccountView(BaseModel):
    """Số tài khoản được che, trừ bốn số cuối."""

    bank: str
    bank_name: str = Field(description="Tên ngân hàng, để hiển thị")
    number: str
    holder: str

    @classmethod
    def of(cls, account: BankAccount) -> "AccountView":
        name = read_banks().get(account.bank, account.bank)
        return cls(bank=account.bank, bank_name=name, number=account.masked, holder=account.holder)


class SpanView(BaseModel):
    days: list[int]
    opens: str
    closes: str


class GoodsView(BaseModel):
    name: str
    price: int | None
    unit: str


class ShopPhoto(BaseModel):
    """``link`` và ``thumbnail_link`` (ảnh nhỏ) không cần mã phiên."""

    id: str
    href: str
    link: str
    thumbnail_link: str


@dataclass(frozen=True)
class ShownShop:
    """A shop below ``base``, as who reads it is given its files at ``address`` without a token."""

    base: str
    address: Address

    def photo(self, file_id: str) -> ShopPhoto:
        href = f"{self.base}/photos/{file_id}"
        small = self.address(f"{href}?size=thumbnail")
        return ShopPhoto(id=file_id, href=href, link=self.address(href), thumbnail_link=small)


class PublicShop(BaseModel):
    id: str
    code: str
    name: str
    categories: list[str]
    category_labels: list[str]
    commune: str
    commune_name: str
    address: str
    latitude: float | None
    longitude: float | None
    open_now: bool
    hours: list[SpanView]
    phone: str
    description: str
    photos: list[str]
    photo_files: list[ShopPhoto]
    products: list[GoodsView]

    @classmethod
    def members(cls, shop: Shop, categories: Words, open_now: bool, shown: ShownShop) -> dict[str, object]:
        profile, place = shop.profile, shop.profile.place
        return {
            "id": shop.id,
            "code": shop.code,
            "name": profile.name,
            "categories": list(profile.categories),
            "category_labels": [categories.get(code, code) for code in profile.categories],
            "commune": profile.commune,
            "commune_name": commune_name(profile.commune),
            "address": profile.address,
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
            "open_now": open_now,
            "hours": [
                SpanView(days=sorted(span.days), opens=f"{span.opens:%H:%M}", closes=f"{span.closes:%H:%M}")
                for span in profile.hours
            ],
            "phone": profile.phone,
            "description": profile.description,
            "photos": list(profile.photos),
            "photo_files": [shown.photo(file_id) for file_id in profile.photos],
            "products": [GoodsView(name=p.name, price=p.price, unit=p.unit) for p in profile.products],
        }

    @classmethod
    def of(cls, shop: Shop, categories: Words, open_now: bool, shown: ShownShop) -> "PublicShop":
        return cls.model_validate(cls.members(shop, categories, open_now, shown))


class ShopPage(BaseModel):
    items: list[PublicShop]
    next: str | None


class ShopStepView(BaseModel):
    action: ShopAction
    label: str
    state: ShopState
    state_label: str
    at: Timestamp
    reason: str | None

    @classmethod
    def of(cls, entry: ShopEntry, wording: Wording) -> "ShopStepView":
        return cls(
            action=entry.action,
            label=wording.shop_steps[entry.action],
            state=entry.state,
            state_label=wording.shops[entry.state],
            at=entry.at,
            reason=entry.reason,
        )


class StaffShopStepView(ShopStepView):
    by: str
    by_name: str = Field(description="Tên cán bộ khi thực hiện bước này; trống với chủ cửa hàng")

    @classmethod
    def of_entry(cls, entry: ShopEntry, wording: Wording) -> "StaffShopStepView":
        return cls(**dict(ShopStepView.of(entry, wording)), by=entry.by, by_name=entry.by_name)


class SimilarShop(BaseModel):
    """Cửa hàng khác của cùng chủ, có thể là một: để người xem xét, không phải lý do từ chối."""

    id: str
    code: str
    name: str
    commune: str
    commune_name: str
    address: str
    state: ShopState
    state_label: str
    same: list[Likeness] = Field(description="Những gì trùng nhau")
    same_labels: list[str] = Field(description="Những gì trùng nhau, để hiển thị")

    @classmethod
    def all_of(cls, alike: Alike, wording: Wording) -> "list[SimilarShop]":
        return [
            cls(
                id=other.id,
                code=other.code,
                name=other.profile.name,
                commune=other.profile.commune,
                commune_name=commune_name(other.profile.commune),
                address=other.profile.address,
                state=other.state,
                state_label=wording.shops[other.state],
                same=list(same),
                same_labels=[wording.shop_likeness[likeness] for likeness in same],
            )
            for other, same in alike
        ]


class WholeShop(PublicShop):
    """``wanted_account``: tài khoản mới đang chờ duyệt."""

    state: ShopState
    state_label: str
    legal_type: LegalType
    legal_type_label: str
    owner_name: str
    registered_name: str
    tax_code: str | None
    account: AccountView
    wanted_account: AccountView | None
    similar: list[SimilarShop] = Field(description="Cửa hàng khác của cùng chủ có thể là một với cửa hàng này")
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def whole_members(
        cls,
        shop: Shop,
        alike: Alike,
        categories: Words,
        open_now: bool,
        wording: Wording,
        offers: list[Offer],
        shown: ShownShop,
    ) -> dict[str, object]:
        profile, wanted = shop.profile, shop.wanted_account
        return {
            **cls.members(shop, categories, open_now, shown),
            "state": shop.state,
            "state_label": wording.shops[shop.state],
            "legal_type": profile.legal_type,
            "legal_type_label": wording.legal_types[profile.legal_type],
            "owner_name": profile.owner_name,
            "registered_name": profile.registered_name,
            "tax_code": profile.tax_code,
            "account": AccountView.of(shop.account),
            "wanted_account": AccountView.of(wanted) if wanted else None,
            "similar": SimilarShop.all_of(alike, wording),
            "allowed_actions": offers,
            "version": shop.version,
        }


class OwnShop(WholeShop):
    """Áp phích và mã VietQR chỉ có khi cửa hàng đã được duyệt."""

    timeline: list[ShopStepView]
    poster_link: str | None = Field(description="Áp phích PDF để in, địa chỉ ngắn hạn không cần mã phiên")
    poster_picture_link: str | None = Field(description="Áp phích dạng ảnh, địa chỉ ngắn hạn không cần mã phiên")
    qr_link: str | None = Field(description="Mã VietQR dạng ảnh, địa chỉ ngắn hạn không cần mã phiên")

    @classmethod
    def whole(
        cls,
        shop: Shop,
        alike: Alike,
        categories: Words,
        open_now: bool,
        wording: Wording,
        offers: list[Offer],
        shown: ShownShop,
    ) -> "OwnShop":
        made = {"poster_link": "poster.pdf", "poster_picture_link": "poster.png", "qr_link": "qr.png"}
        listed = shop.state in LISTED
        return cls.model_validate(
            {
                **cls.whole_members(shop, alike, categories, open_now, wording, offers, shown),
                "timeline": [ShopStepView.of(entry, wording) for entry in shop.timeline],
                **{name: shown.address(f"{shown.base}/{path}") if listed else None for name, path in made.items()},
            }
        )


class StaffShop(WholeShop):
    """Cửa hàng như xã, phường thẩm định."""

    timeline: list[StaffShopStepView]

    @classmethod
    def whole(
        cls,
        shop: Shop,
        alike: Alike,
        categories: Words,
        open_now: bool,
        wording: Wording,
        offers: list[Offer],
        shown: ShownShop,
    ) -> "StaffShop":
        return cls.model_validate(
            {
                **cls.whole_members(shop, alike, categories, open_now, wording, offers, shown),
                "timeline": [StaffShopStepView.of_entry(entry, wording) for entry in shop.timeline],
            }
        )


class OwnShops(BaseModel):
    items: list[OwnShop]


class StaffShopPage(BaseModel):
    items: list[StaffShop]
    next: str | None


class ShopCount(BaseModel):
    state: ShopState
    label: str
    count: int


class ShopCounts(BaseModel):
    """Cửa hàng theo trạng thái, và những tài khoản mới đang chờ duyệt."""

    states: list[ShopCount]
    payee_changes: int = Field(description="Số cửa hàng có tài khoản nhận tiền mới đang chờ duyệt")

    @classmethod
    def of(cls, counts: ReviewCounts, labels: Words) -> "ShopCounts":
        rows = [ShopCount(state=s, label=labels[s], count=counts.states[s]) for s in ShopState if s in counts.states]
        return cls(states=rows, payee_changes=counts.payee_changes)


class Category(BaseModel):
    code: str
    label: str


class Categories(BaseModel):
    items: list[Category]


class Photo(FileRef):
    id: str = Field(description="Ghi vào `photos` của cửa hàng")
