"""A ring of keys that does not open what the database holds."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.crypto import generate_key
from shared.key_check import WrongKeys, check_keys
from shared.mongo import Database
from shared.reseal import Reseal
from shared.schema import Schema, start_on
from shared.settings import FieldKeys, ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="X_")

    field_keys: FieldKeys
    staff_keys: FieldKeys = SecretStr(generate_key())


async def nothing(_: Database) -> None:
    """Nothing to make."""


@pytest.fixture
def with_keys(database: Database, mongo_url: str) -> Callable[..., Settings]:
    def settings(keys: str, **others: Any) -> Settings:
        return Settings(
            port=1,
            operations_port=2,
            mongo_url=SecretStr(mongo_url),
            mongo_database=database.name,
            kafka_bootstrap_servers="127.0.0.1:1",
            field_keys=SecretStr(keys),
            **others,
        )

    return settings


async def test_a_ring_that_was_lost_and_made_anew_is_refused(
    database: Database, with_keys: Callable[..., Settings]
) -> None:
    ring = generate_key("k1")
    await check_keys(database, with_keys(ring))
    await check_keys(database, with_keys(f"{generate_key('k2')},{ring}"))
    for other in (generate_key("k1"), generate_key("k2")):
        with pytest.raises(WrongKeys, match="the keys of X_FIELD_KEYS do not open what this database holds"):
            await check_keys(database, with_keys(other))
    await check_keys(database, with_keys(ring))


async def test_after_reseal_the_older_key_may_go(database: Database, with_keys: Callable[..., Settings]) -> None:
    old, new = generate_key("k1"), generate_key("k2")
    schema = Schema(1, 1, nothing)
    await start_on(database, schema)
    await check_keys(database, with_keys(old))
    assert await Reseal((), schema)(with_keys(f"{new},{old}"), []) == 0
    await check_keys(database, with_keys(new))


async def test_a_ring_of_what_goes_to_kafka_is_refused_too_and_follows_its_current_key(
    database: Database, with_keys: Callable[..., Settings]
) -> None:
    fields, old, new = generate_key(), generate_key("k1"), generate_key("k2")

    async def checked(staff: str) -> None:
        await check_keys(database, with_keys(fields, staff_keys=SecretStr(staff)))

    await checked(old)
    with pytest.raises(WrongKeys, match="the keys of X_STAFF_KEYS do not open what this database holds"):
        await checked(new)
    await checked(f"{new},{old}")
    await checked(new)


async def test_reseal_with_another_ring_does_nothing_and_says_so(
    database: Database, with_keys: Callable[..., Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    schema = Schema(1, 1, nothing)
    await start_on(database, schema)
    await check_keys(database, with_keys(generate_key("k1")))
    with pytest.raises(WrongKeys, match="X_FIELD_KEYS"):
        await Reseal((), schema)(with_keys(generate_key("k2")), [])
    assert capsys.readouterr().out == ""
