"""One step of a shop, by its owner or by the commune: once however often it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.crypto import FieldCipher
from shared.errors import Invalid, NotFound, OutdatedVersion
from shared.optimistic import retry_on_conflict
from shared.phone import read_phone
from shared.refusals import about
from svc_payment.catalogue.wording import Wording
from svc_payment.domain.party import Party
from svc_payment.domain.shop import (
    OWNER,
    PAYEE_NOTICES,
    REVIEWER,
    BankAccount,
    IllegalShopStep,
    Shop,
    ShopAction,
    ShopProfile,
    ShopRefusal,
    ShopRefused,
)
from svc_payment.store.shops import Shops
from svc_payment.use_cases.check_shop import CheckShop
from svc_payment.use_cases.events import shop_event
from svc_payment.use_cases.refusals import illegal_shop_step, shop_field


@dataclass(frozen=True)
class ShopStepCommand:
    """``communes``: those of an officer, ``None`` for the whole province; for an owner ``by`` is who they are.

    ``seen`` is the version they were looking at.
    """

    action: ShopAction
    by: Party
    command: Command
    officer: bool = False
    communes: Sequence[str] | None = None
    seen: int | None = None
    reason: str | None = None
    profile: ShopProfile | None = None
    account: BankAccount | None = None


CONTACT_CONTEXT = "named-phone"


@dataclass(frozen=True)
class TakeShopStep:
    """``contacts`` seals a phone so that only svc-notify reads it."""

    shops: Shops
    check: CheckShop
    contacts: FieldCipher
    wording: Wording
    clock: Clock

    async def __call__(self, shop_id: str, step: ShopStepCommand) -> Outcome[Shop]:
        """Raises ``NotFound``, ``Conflict``, ``Invalid``, ``OutdatedVersion`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[Shop]:
            shop = await self._load(shop_id, step)
            if step.command.find_in(shop.timeline):
                return Outcome(shop, replayed=True)
            with about(shop):
                if step.seen not in (None, shop.version):
                    raise OutdatedVersion(current_version=shop.version)
                return Outcome(await self._take(shop, step))

        return await retry_on_conflict(attempt)

    async def _load(self, shop_id: str, step: ShopStepCommand) -> Shop:
        found = (
            await self.shops.in_communes(shop_id, step.communes)
            if step.officer
            else await self.shops.of_owner(shop_id, step.by.id)
        )
        if found is None:
            raise NotFound("Không tìm thấy cửa hàng này.")
        return found

    async def _take(self, shop: Shop, step: ShopStepCommand) -> Shop:
        try:
            transition = shop.transition(step.action, REVIEWER if step.officer else OWNER)
        except IllegalShopStep as error:
            raise illegal_shop_step(error, self.wording.shops[error.state]) from None
        except ShopRefused as refused:
            raise Invalid([shop_field(refused)]) from None
        profile, account = step.profile, step.account
        if profile is not None or account is not None:
            checked = await self.check(profile or shop.profile, account or shop.account, shop.owner_id)
            profile, account = (checked[0] if profile else None), (checked[1] if account else None)
        if step.action is ShopAction.SUPPLEMENT and not step.reason and not shop.changes(profile, account):
            raise Invalid([shop_field(ShopRefused(ShopRefusal.NOTHING_SUPPLEMENTED))])
        now = self.clock.now()
        after = shop.stepped(
            transition,
            at=now,
            by=step.by,
            command_id=step.command.id,
            fingerprint=step.command.fingerprint,
            reason=step.reason,
            profile=profile,
            account=account,
        )
        contact = self._sealed_phone(shop) if step.action in PAYEE_NOTICES else None
        events = [shop_event(after, transition.event, now, step.reason, contact)] if transition.event else []
        await self.shops.save(after, events)
        return after

    def _sealed_phone(self, shop: Shop) -> str:
        """The phone that the office approved with the shop: who took over the owner's account has another."""
        return self.contacts.encrypt(read_phone(shop.profile.phone), CONTACT_CONTEXT)
