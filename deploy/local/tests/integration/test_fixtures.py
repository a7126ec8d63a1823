"""The fixtures that every other test stands on."""

from dataclasses import replace

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import UnknownTopicOrPartitionError

from local_stack.pytest_plugin import MakeTopic
from local_stack.topics import Topic, empty_topics, ensure_topics, read_topics
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


@pytest.mark.usefixtures("province_topics")
async def test_topics_are_emptied_however_many_partitions_they_have(kafka_bootstrap_servers: str) -> None:
    few = Topic("few.events", 1, replication_factor=1, configs={})
    await ensure_topics(kafka_bootstrap_servers, [few])
    async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap_servers, acks="all") as producer:
        for topic in ("dossier.events.v1", few.name):
            await producer.send_and_wait(topic, b"value", b"key")
    await empty_topics(kafka_bootstrap_servers, [*read_topics("local"), replace(few, partitions=12)])
    async with AIOKafkaConsumer(bootstrap_servers=kafka_bootstrap_servers) as consumer:
        every = [TopicPartition("dossier.events.v1", n) for n in range(12)] + [TopicPartition(few.name, 0)]
        assert await consumer.beginning_offsets(every) == await consumer.end_offsets(every)
        assert sum((await consumer.end_offsets(every)).values()) >= 2
