"""Orders of the Checkout SDK, from the mini app's call to the payer's decision."""

from dataclasses import dataclass

ORDERS_KEPT = 50_000
PAID, PENDING, FAILED = 1, 0, -1


@dataclass(slots=True)
class Order:
    order_id: str
    transaction_id: str
    amount: int
    description: str
    extradata: str
    """URL-encoded JSON, as the callback carries it."""
    method: str = ""
    result: int = PENDING
    paid_at: int = 0
