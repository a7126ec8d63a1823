"""payment-mini.zalo.me: what became of an order, and what we report of those paid at the counter or by transfer."""

from functools import partial

from zalo_simulator.checkout.calls import get_status, report
from zalo_simulator.endpoint import Endpoint

METHODS = ("cod", "bank", "custom")

ENDPOINTS = (
    Endpoint("checkout.status", "GET", "/api/transaction/get-status", get_status),
    *(
        Endpoint(
            f"checkout.report_{method}",
            "POST",
            f"/api/transaction/{{mini_app_id}}/{method}-callback-payment",
            partial(report, method=method.upper()),
        )
        for method in METHODS
    ),
)
