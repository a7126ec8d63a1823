"""The only reader of the environment; variables begin with ``PAYMENT_``."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from shared.settings import BaseUrl, DatabaseName, FieldKeys, ServiceSettings, WebUrl, written, wrong_variables

NEEDED: Mapping[str, Sequence[str]] = {
    "zalo": ("zalo_app_id", "zalo_private_key"),
    "zalopay": ("zalopay_app_id", "zalopay_key1", "zalopay_key2"),
    "vnpay": ("vnpay_tmn_code", "vnpay_hash_secret"),
    "momo": ("momo_partner_code", "momo_access_key", "momo_secret_key"),
    "vietqr": ("collecting_bank", "collecting_account", "collecting_holder"),
    "sandbox": (),
}
"""What each provider cannot do without."""
_BANK = written("(97[0-9]{4})?", "the six digits of a bank, of which the first are 97, or empty")
_ACCOUNT = written("((?=.*[0-9])[0-9A-Za-z]{6,19})?", "the number of an account, 6 to 19 digits or letters, or empty")
_NOTICE_KEY = written(r"(\S{16,})?", "16 characters or more without blanks, or empty")


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="PAYMENT_", frozen=True, extra="ignore")
    beside: ClassVar[tuple[str, ...]] = ("SIMULATOR_",)

    port: int = Field(default=8083, ge=1, le=65535)
    operations_port: int = Field(default=8183, ge=1, le=65535)
    mongo_database: DatabaseName = "svc_payment"

    field_keys: FieldKeys
    """Keys for accounts and phones at rest: ``k1:<base64 of 32 bytes>[,k0:…]``, the current one first."""
    contact_keys: FieldKeys
    """Those of the gateway and svc-notify: a phone in an event is sealed with them."""
    public_url: BaseUrl = "http://127.0.0.1:8080"
    """Where providers call back and payers come back to: the gateway's address from outside."""
    providers: str = "sandbox"
    """Those that are in use, comma-separated: zalo, zalopay, vnpay, momo, vietqr, sandbox."""

    zalo_app_id: str = ""
    zalo_private_key: SecretStr = SecretStr("")
    """The private key of Checkout, from the mini app's administration."""
    zalo_base: WebUrl = "https://payment-mini.zalo.me"
    zalo_method: str = ""
    """``ZALOPAY``, ``BANK`` …, chosen for the payer; empty lets the payer choose."""

    zalopay_app_id: int = Field(default=0, ge=0, le=999_999_999)
    zalopay_key1: SecretStr = SecretStr("")
    zalopay_key2: SecretStr = SecretStr("")
    zalopay_base: WebUrl = "https://sb-openapi.zalopay.vn"

    vnpay_tmn_code: str = ""
    vnpay_hash_secret: SecretStr = SecretStr("")
    vnpay_pay_url: WebUrl = "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html"
    vnpay_api_url: WebUrl = "https://sandbox.vnpayment.vn/merchant_webapi/api/transaction"
    vnpay_our_address: str = "127.0.0.1"
    """The network address from which this service calls VNPAY."""

    momo_partner_code: str = ""
    momo_access_key: SecretStr = SecretStr("")
    momo_secret_key: SecretStr = SecretStr("")
    momo_base: WebUrl = "https://test-payment.momo.vn"

    collecting_bank: Annotated[str, _BANK] = ""
    collecting_account: Annotated[SecretStr, _ACCOUNT] = SecretStr("")
    collecting_holder: str = ""
    bank_notice_key: Annotated[SecretStr, _NOTICE_KEY] = SecretStr("")
    """What the bank signs its notices of credits with; empty: there are none, statements are uploaded."""

    max_file_bytes: int = Field(default=10 * 1024 * 1024, ge=1024, le=16 * 1024 * 1024)

    @property
    def enabled(self) -> list[str]:
        return _listed(self.providers)

    @property
    def takes_test_payments(self) -> bool:
        """Where the sandbox is in use, so are the providers' own test payments; elsewhere no bill is paid by one."""
        return "sandbox" in self.enabled

    @field_validator("providers")
    @classmethod
    def _are_known(cls, value: str) -> str:
        if unknown := [name for name in _listed(value) if name not in NEEDED]:
            raise ValueError(f"{', '.join(map(repr, unknown))} is none of {', '.join(NEEDED)}")
        return value

    @model_validator(mode="after")
    def _providers_have_keys(self) -> "Settings":
        faults = {}
        for name in self.enabled:
            for setting in NEEDED[name]:
                value = getattr(self, setting)
                if not (value.get_secret_value() if isinstance(value, SecretStr) else value):
                    variable = f"PAYMENT_{setting}".upper()
                    faults[variable] = f"is missing (or {variable}_FILE): PAYMENT_PROVIDERS names {name}"
        if faults:
            raise wrong_variables(faults)
        return self


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]
