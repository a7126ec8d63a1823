"""What the providers have: orders, what became of them, refunds, and transfers to the collecting account."""

import itertools
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

VIETNAM = timezone(timedelta(hours=7))
KEPT = 200_000
Decision = Literal["waiting", "paid", "failed", "cancelled", "doubted"]
Fault = int | Literal["slow", "not json", "lost", "refused"] | None


@dataclass
class Refund:
    reference: str
    amount: int
    at: float
    state: Literal["done", "pending", "failed"] = "done"
    number: str = ""


@dataclass
class Order:
    """``reference`` is the merchant's name of it; ``members`` what the merchant sent."""

    provider: str
    reference: str
    amount: int
    description: str
    members: dict[str, Any]
    at: float
    decision: Decision = "waiting"
    paid_amount: int = 0
    transaction: str = ""
    paid_at: float = 0.0
    method: str = ""
    callbacks: list[str] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    reported: int | None = None


@dataclass
class Transfer:
    transaction: str
    amount: int
    content: str
    account: str
    at: float


@dataclass
class Knobs:
    """``fault``: how every server call fails; ``lost`` does what is asked and loses the answer, ``refused`` refuses the
    call in the provider's own words. ``refund_state``: what becomes of a refund. ``silent``: no callbacks."""

    fault: Fault = None
    refund_state: Literal["done", "pending", "failed"] = "done"
    silent: bool = False
    before_answer: bool = False
    """A new order is paid, and called back about, before its creation is answered."""


class Book:
    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.orders: OrderedDict[tuple[str, str], Order] = OrderedDict()
        self.transfers: list[Transfer] = []
        self.knobs = Knobs()
        self._numbers = itertools.count(1)

    def number(self) -> str:
        """Digits only, as ZaloPay's and VNPAY's are; never the same again, also after a restart."""
        return f"{int(self.now()) % 10**8:08d}{next(self._numbers):05d}"

    def add(self, order: Order) -> bool:
        """Whether it is new."""
        key = order.provider, order.reference
        if key in self.orders:
            return False
        self.orders[key] = order
        while len(self.orders) > KEPT:
            self.orders.popitem(last=False)
        return True

    def decide(self, order: Order, decision: Decision, amount: int | None, method: str) -> None:
        order.decision, order.method = decision, method or order.method
        if decision in ("paid", "doubted"):
            order.paid_amount = order.amount if amount is None else amount
            order.transaction = order.transaction or self.number()
            order.paid_at = self.now()

    def local(self, moment: float, form: str = "%Y%m%d%H%M%S") -> str:
        return datetime.fromtimestamp(moment, VIETNAM).strftime(form)
