"""An owner registers a shop, or answers what the commune asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, DuplicateValue, FieldError, Invalid
from shared.ids import derived_id
from shared.text import fold
from svc_payment.domain.shop import (
    BankAccount,
    Shop,
    ShopAction,
    ShopEntry,
    ShopProfile,
    ShopRefused,
    ShopState,
    check_holder,
    check_profile,
)
from svc_payment.domain.tax_code import read_tax_code
from svc_payment.domain.transfer_token import token_of
from svc_payment.store.shops import Shops
from svc_payment.use_cases.events import shop_event
from svc_payment.use_cases.refusals import shop_field

MOST_SHOPS = 10
"""Of one owner."""


@dataclass(frozen=True)
class CheckShop:
    """Everything that must be right about a shop, whoever says it."""

    banks: Mapping[str, str]
    categories: Mapping[str, str]
    communes: Collection[str]

    def __call__(self, profile: ShopProfile, account: BankAccount) -> tuple[ShopProfile, BankAccount]:
        """In the form in which they are kept. Raises ``Invalid``."""
        errors = [
            FieldError("categories", "Không có ngành hàng mang mã này.")
            for category in profile.categories
            if category not in self.categories
        ]
        if profile.commune not in self.communes:
            errors.append(FieldError("commune", "Không có xã, phường, đặc khu mang mã này."))
        read = read_tax_code(profile.tax_code) if profile.tax_code else None
        kept = replace(profile, tax_code=read[0] if read else profile.tax_code)
        holder = replace(account, holder=as_banks_write(account.holder))
        names = tuple(as_banks_write(name) for name in (profile.owner_name, profile.registered_name) if name)
        try:
            check_profile(kept, read is not None)
        except ShopRefused as refused:
            errors.append(FieldError(*shop_field(refused.reason)))
        try:
            check_holder(holder, names, frozenset(self.banks))
        except ShopRefused as refused:
            errors.append(FieldError(*shop_field(refused.reason)))
        if errors:
            raise Invalid(errors)
        return kept, holder


def as_banks_write(name: str) -> str:
    """Capitals without accents, letters and digits only."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).upper().split())


@dataclass(frozen=True)
class RegisterShop:
    shops: Shops
    check: CheckShop
    clock: Clock

    async def __call__(
        self, owner_id: str, command: Command, profile: ShopProfile, account: BankAccount
    ) -> Outcome[Shop]:
        """Raises ``Invalid``, ``Conflict`` or ``KeyReused``."""
        shop_id = derived_id("shp", command.id)
        if earlier := await self.shops.of_owner(shop_id, owner_id):
            command.expect_same(earlier.timeline[0].fingerprint)
            return Outcome(earlier, replayed=True)
        profile, account = self.check(profile, account)
        if len(await self.shops.own(owner_id)) >= MOST_SHOPS:
            detail = "Mỗi người đăng ký tối đa mười cửa hàng. Vui lòng liên hệ xã, phường nếu cần nhiều hơn."
            raise Conflict("too-many-shops", "Đã đủ số cửa hàng", detail)
        now = self.clock.now()
        state = ShopState.REGISTERED
        entry = ShopEntry(1, ShopAction.REGISTER, state, now, owner_id, command.id, command.fingerprint)
        code = token_of(shop_id).replace("QNS", "CH", 1)
        shop = Shop(shop_id, 1, owner_id, code, profile, account, state, now, now, (entry,))
        try:
            await self.shops.insert(shop, [shop_event(shop, "registered", now, None)])
        except DuplicateValue:
            return Outcome(await self.shops.of_owner(shop_id, owner_id) or shop, replayed=True)
        return Outcome(shop)
