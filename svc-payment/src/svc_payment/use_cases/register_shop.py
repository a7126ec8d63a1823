"""An owner registers a shop."""

from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, DuplicateValue
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.places import NoPlaceLeft, free_places, place_for
from svc_payment.domain.shop import MOST_SHOPS, BankAccount, Shop, ShopAction, ShopEntry, ShopProfile, ShopState
from svc_payment.domain.transfer_token import token_of
from svc_payment.store.shops import Shops
from svc_payment.use_cases.check_shop import CheckShop
from svc_payment.use_cases.events import shop_event


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
        profile, account = await self.check(profile, account, owner_id)
        now = self.clock.now()
        state = ShopState.REGISTERED
        entry = ShopEntry(1, ShopAction.REGISTER, state, now, owner_id, command.id, command.fingerprint)
        code = token_of(shop_id).replace("QNS", "CH", 1)
        shop = Shop(shop_id, 1, owner_id, code, profile, account, state, now, now, (entry,))

        async def attempt(_number: int) -> Outcome[Shop]:
            placed = replace(shop, place=await self._place(shop))
            try:
                await self.shops.insert(placed, [shop_event(placed, "registered", now, None)])
            except DuplicateValue as duplicate:
                if duplicate.field == "place":
                    raise
                return Outcome(await self.shops.of_owner(shop_id, owner_id) or placed, replayed=True)
            return Outcome(placed)

        return await retry_on_conflict(attempt)

    async def _place(self, shop: Shop) -> int:
        try:
            return place_for(shop.id, free_places(await self.shops.places(shop.owner_id), MOST_SHOPS))
        except NoPlaceLeft:
            detail = "Mỗi người có tối đa mười cửa hàng cùng lúc. Vui lòng liên hệ xã, phường nếu cần nhiều hơn."
            raise Conflict("too-many-shops", "Đã đủ số cửa hàng", detail) from None
