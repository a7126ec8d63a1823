"""Everything that must be right about a shop, whoever says it: at the registration, a supplement, a new account."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from shared.errors import FieldError, Invalid
from shared.files.store import FileStore
from svc_payment.domain.account_holder import as_banks_write
from svc_payment.domain.shop import (
    BankAccount,
    ShopProfile,
    ShopRefused,
    business_name,
    check_account,
    check_profile,
)
from svc_payment.domain.tax_code import read_tax_code
from svc_payment.use_cases.refusals import shop_field


@dataclass(frozen=True)
class CheckShop:
    """``registration_places``: the first three digits that a personal number may have."""

    banks: Mapping[str, str]
    categories: Mapping[str, str]
    communes: Collection[str]
    registration_places: Collection[str]
    files: FileStore

    async def __call__(
        self, profile: ShopProfile, account: BankAccount, owner_id: str
    ) -> tuple[ShopProfile, BankAccount]:
        """The profile and the account in the form in which they are kept; its photos are kept from now on. Raises
        ``Invalid`` with all faults.
        """
        errors = [
            FieldError(f"profile.categories[{place}]", "Không có ngành hàng mang mã này.")
            for place, category in enumerate(profile.categories)
            if category not in self.categories
        ]
        errors += [
            FieldError(f"profile.photos[{place}]", "Không tìm thấy ảnh đã tải lên.")
            for place, photo in enumerate(profile.photos)
            if await self.files.find(photo, owner=owner_id) is None
        ]
        if profile.commune not in self.communes:
            errors.append(FieldError("profile.commune", "Không có xã, phường, đặc khu mang mã này."))
        read = read_tax_code(profile.tax_code, self.registration_places) if profile.tax_code else None
        kept = replace(profile, tax_code=read[0] if read else profile.tax_code)
        written = replace(account, holder=as_banks_write(account.holder))
        business = business_name(profile.legal_type, profile.registered_name)
        checks: list[Callable[[], None]] = [
            lambda: check_profile(kept, read[1] if read else None),
            lambda: check_account(written, profile.owner_name, business, self.banks),
        ]
        for check in checks:
            try:
                check()
            except ShopRefused as refused:
                errors.append(shop_field(refused))
        if errors:
            raise Invalid(errors)
        await self.files.mark_attached(profile.photos)
        return kept, written
