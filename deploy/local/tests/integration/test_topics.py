"""A broker that has just been started for the first time."""

from pathlib import Path

from local_stack.kafka import answers_kafka, kafka
from local_stack.kafka_jars import kafka_jars
from local_stack.ports import free_ports
from local_stack.readiness import until_ready
from local_stack.topics import Topic, ensure_topics
from shared.kafka_connection import KafkaConnection


async def test_a_new_broker_knows_who_coordinates_a_group_once_it_has_its_topics(tmp_path: Path) -> None:
    port, controller_port = free_ports("kafka", 19092), free_ports("kafka-controller", 19093)
    broker = await kafka(kafka_jars(), tmp_path, port, controller_port, tmp_path / "kafka.log")
    await broker.start()
    try:
        await until_ready(broker, answers_kafka(f"127.0.0.1:{port}"), 60)
        await ensure_topics(f"127.0.0.1:{port}", [Topic("news", 1, replication_factor=1, configs={})])
        admin = KafkaConnection(f"127.0.0.1:{port}").admin()
        await admin.start()
        try:
            assert "news" in await admin.list_topics()
            await admin.find_coordinator("readers")  # raises where a consumer would log an error
        finally:
            await admin.close()
    finally:
        await broker.stop(10)
