"""An owner registers a shop."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, DuplicateValue
from shared.ids import derived_id
from svc_payment.domain.shop import BankAccount, Shop, ShopAction, ShopEntry, ShopProfile, ShopState
from svc_payment.domain.transfer_token import token_of
from svc_payment.store.shops import Shops
from svc_payment.use_cases.check_shop import CheckShop
from svc_payment.use_cases.events import shop_event

MOST_SHOPS = 10
"""Of one owner."""


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
