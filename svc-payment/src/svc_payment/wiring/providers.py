"""The providers that the settings switch on."""

import httpx

from svc_payment.domain.shop import BankAccount
from svc_payment.providers.bank_transfer import BankTransfer
from svc_payment.providers.momo import MoMo
from svc_payment.providers.port import Provider
from svc_payment.providers.registry import Providers
from svc_payment.providers.sandbox import Sandbox
from svc_payment.providers.vnpay import VnPay
from svc_payment.providers.zalo_checkout import ZaloCheckout
from svc_payment.providers.zalopay import ZaloPay
from svc_payment.settings import Settings

CALLBACKS = "/v1/payment-callbacks"


def make_providers(settings: Settings, http: httpx.AsyncClient) -> Providers:
    return Providers({name: _make(name, settings, http) for name in settings.enabled})


def _make(name: str, settings: Settings, http: httpx.AsyncClient) -> Provider:
    callback = f"{settings.public_url}{CALLBACKS}/{name}"
    match name:
        case "zalo":
            key = settings.zalo_private_key.get_secret_value()
            return ZaloCheckout(
                settings.zalo_app_id,
                key,
                settings.zalo_base,
                http,
                settings.zalo_method,
                collecting_account(settings),
                settings.takes_test_payments,
            )
        case "zalopay":
            key1, key2 = settings.zalopay_key1.get_secret_value(), settings.zalopay_key2.get_secret_value()
            return ZaloPay(settings.zalopay_app_id, key1, key2, settings.zalopay_base, callback, http)
        case "vnpay":
            secret = settings.vnpay_hash_secret.get_secret_value()
            pay, api = settings.vnpay_pay_url, settings.vnpay_api_url
            return VnPay(settings.vnpay_tmn_code, secret, pay, api, settings.vnpay_our_address, http)
        case "momo":
            access, secret = settings.momo_access_key.get_secret_value(), settings.momo_secret_key.get_secret_value()
            return MoMo(settings.momo_partner_code, access, secret, settings.momo_base, callback, http)
        case "vietqr":
            account = collecting_account(settings)
            assert account is not None, "the settings have seen to it"
            return BankTransfer(account)
        case _:
            return Sandbox()


def collecting_account(settings: Settings) -> BankAccount | None:
    number = settings.collecting_account.get_secret_value()
    return BankAccount(settings.collecting_bank, number, settings.collecting_holder) if number else None
