"""What a provider needs is asked for by the name of its variable, together with all that is missing."""

import pytest

from shared.settings import load_settings
from svc_payment.settings import Settings


def refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], providers: str, **others: str
) -> dict[str, str]:
    ring = "k1:" + "A" * 43 + "="
    given = {"PROVIDERS": providers, "FIELD_KEYS": ring, "CONTACT_KEYS": ring, "MONGO_URL": "mongodb://unused"}
    for name, value in {**given, "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "ZALOPAY_KEY2": "key", **others}.items():
        monkeypatch.setenv(f"PAYMENT_{name}", value)
    with pytest.raises(SystemExit):
        load_settings(Settings)
    return dict(line.split(": ", 1) for line in capsys.readouterr().err.splitlines())


def test_a_provider_names_each_variable_that_it_misses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(monkeypatch, capsys, "zalopay,sandbox")
    assert list(said) == ["PAYMENT_ZALOPAY_APP_ID", "PAYMENT_ZALOPAY_KEY1"]
    assert said["PAYMENT_ZALOPAY_KEY1"] == "is missing (or PAYMENT_ZALOPAY_KEY1_FILE): PAYMENT_PROVIDERS names zalopay"


def test_a_provider_that_does_not_exist_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(monkeypatch, capsys, "sandbox,paypal", COLLECTING_BANK="12")
    assert said == {
        "PAYMENT_PROVIDERS": "'paypal' is none of zalo, zalopay, vnpay, momo, vietqr, sandbox",
        "PAYMENT_COLLECTING_BANK": "must be the six digits of a bank, of which the first are 97, or empty",
    }


@pytest.mark.parametrize("name", ["ZALO_BASE", "ZALOPAY_BASE", "VNPAY_PAY_URL", "VNPAY_API_URL", "MOMO_BASE"])
@pytest.mark.parametrize("wrong", ["", "sb-openapi.zalopay.vn", "ftp://pay.example", "https:// pay.example"])
def test_an_address_of_a_provider_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, wrong: str
) -> None:
    said = refusal(monkeypatch, capsys, "sandbox", **{name: wrong})
    assert said == {f"PAYMENT_{name}": "must be a URL that begins with http:// or https://"}


@pytest.mark.parametrize(
    ("name", "wrong", "meant"),
    [
        ("COLLECTING_ACCOUNT", "abc", "must be the number of an account, 6 to 19 digits or letters, or empty"),
        ("COLLECTING_ACCOUNT", "abcdefgh", "must be the number of an account, 6 to 19 digits or letters, or empty"),
        ("COLLECTING_ACCOUNT", "1234 5678", "must be the number of an account, 6 to 19 digits or letters, or empty"),
        ("BANK_NOTICE_KEY", " ", "begins or ends with a blank"),
        ("BANK_NOTICE_KEY", "short", "must be 16 characters or more without blanks, or empty"),
        ("BANK_NOTICE_KEY", "with blanks in between", "must be 16 characters or more without blanks, or empty"),
    ],
)
def test_what_can_be_no_account_and_no_key_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, wrong: str, meant: str
) -> None:
    assert refusal(monkeypatch, capsys, "sandbox", **{name: wrong}) == {f"PAYMENT_{name}": meant}


def test_the_simulator_s_own_variables_are_left_to_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(refusal(monkeypatch, capsys, "sandbox", SIMULATOR_PORT="8092", FOO_BAR="1")) == ["PAYMENT_FOO_BAR"]
