"""What the service refuses to start with."""

import pytest
from pydantic import SecretStr, ValidationError

from shared.crypto import generate_key
from svc_feedback.domain.open311_keys import owner_of, parse_keys
from svc_feedback.settings import Settings


def settings(**members: object) -> Settings:
    needed = {
        "mongo_url": SecretStr("mongodb://x"),
        "kafka_bootstrap_servers": "x:1",
        "field_keys": generate_key(),
        "staff_keys": generate_key(),
    }
    return Settings(**{**needed, **members})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "members",
    [
        {"field_keys": "k1:short"},
        {"open311_keys": "ministry:short"},
        {"open311_keys": "no key at all"},
        {"public_url": "ftp://elsewhere"},
        {"max_file_bytes": 10},
    ],
)
def test_a_wrong_setting_is_refused(members: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings(**members)


def test_a_key_names_its_system() -> None:
    keys = parse_keys("ministry:0123456789abcdef, other-province:fedcba9876543210")
    assert owner_of("fedcba9876543210", keys) == "other-province"
    assert owner_of("0123456789abcde", keys) is None
    assert owner_of("", keys) is None
    assert parse_keys("") == {}
