"""The invented schools and shops: there after one run, and the same after two."""

import pytest
from pydantic import SecretStr

from shared.crypto import generate_key
from shared.mongo import Database
from svc_payment.cli.commands import demo_data
from svc_payment.settings import Settings


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_demo_data_is_added_once(database: Database, mongo_url: str) -> None:
    settings = Settings(
        mongo_url=SecretStr(mongo_url),
        mongo_database=database.name,
        kafka_bootstrap_servers="127.0.0.1:1",
        field_keys=SecretStr(generate_key()),
        contact_keys=SecretStr(generate_key()),
    )
    for _ in range(2):
        assert await demo_data(settings, []) == 0
    counted = {name: await database[name].count_documents({}) for name in ("schools", "students", "bills", "shops")}
    assert counted == {"schools": 2, "students": 540, "bills": 540, "shops": 20}
    classes = await database["students"].distinct("class_name", {"school_id": "thpt-tu-thuc-song-tra"})
    assert {name.partition("A")[0] for name in classes} == {"10", "11", "12"}
    assert await database["bills"].count_documents({"outbox.0": {"$exists": True}}) == 0
