"""The fixtures that every other test stands on."""

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import UnknownTopicOrPartitionError

from local_stack.pytest_plugin import MakeTopic
from shared.mongo import Database, changes


async def test_a_database_is_empty_and_has_change_streams(database: Database) -> None:
    assert await database.list_collection_names() == []
    async with changes(database["dossiers"], []) as stream:
        await database["dossiers"].insert_one({"_id": "dos_1"})
        change = await anext(stream)
    assert change["documentKey"] == {"_id": "dos_1"}


async def test_a_topic_carries_messages(kafka_bootstrap_servers: str, kafka_topic: MakeTopic) -> None:
    topic = await kafka_topic("events", partitions=3)
    async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap_servers, acks="all") as producer:
        await producer.send_and_wait(topic, b"value", b"key")
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=kafka_bootstrap_servers, auto_offset_reset="earliest"
    ) as consumer:
        assert (await consumer.getone()).value == b"value"
        assert consumer.partitions_for_topic(topic) == {0, 1, 2}


async def test_a_misspelt_topic_is_not_made(kafka_bootstrap_servers: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap_servers, request_timeout_ms=1_000) as producer:
        with pytest.raises(UnknownTopicOrPartitionError):
            await producer.send_and_wait("dosier.events", b"value")
