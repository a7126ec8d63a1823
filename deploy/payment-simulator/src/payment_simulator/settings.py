"""The only reader of the environment (prefix PAYMENT_SIMULATOR_). All keys are demonstrations, no secrets at all."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PAYMENT_SIMULATOR_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8092, ge=0, le=65535)
    callback_base: str = "http://127.0.0.1:8080/v1/payment-callbacks"
    """What the providers call, each under its own name."""
    public_url: str = "http://127.0.0.1:8092"
    """Where payers open the pages that the providers name in their answers."""

    zalo_app_id: str = "5000000000000000005"
    zalo_private_key: str = "zmp-demo-private-key-0001"
    zalopay_app_id: int = 99001
    zalopay_key1: str = "ZLPDEMOKEY1aaaaaaaaaaaaaaaaaaaaa"
    zalopay_key2: str = "ZLPDEMOKEY2bbbbbbbbbbbbbbbbbbbbb"
    vnpay_tmn_code: str = "DEMOTEST"
    vnpay_hash_secret: str = "VNPDEMOSECRET0123456789ABCDEFGHI"  # noqa: S105  a demonstration
    momo_partner_code: str = "MOMODEMO"
    momo_access_key: str = "MOMODEMOACCESS01"
    momo_secret_key: str = "MOMODEMOSECRET0123456789ABCDEFGH"  # noqa: S105  a demonstration
    bank_notice_key: str = "demo-bank-notice-key"
