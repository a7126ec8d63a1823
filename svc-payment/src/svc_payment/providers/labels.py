"""What the ways to pay are called, also those that this province does not offer, or no longer."""

from collections.abc import Mapping

from svc_payment.domain.payment import BY_CASH
from svc_payment.providers import bank_transfer, momo, sandbox, vnpay, zalo_checkout, zalopay

_PROVIDERS = (zalo_checkout, zalopay, vnpay, momo, bank_transfer, sandbox)

PROVIDER_LABELS: Mapping[str, str] = {
    **{provider.TRAITS.name: provider.TRAITS.label for provider in _PROVIDERS},
    BY_CASH: "Tiền mặt tại quầy",
}
