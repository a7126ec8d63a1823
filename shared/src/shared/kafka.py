"""Publishing to Kafka, so that an acknowledged message is there after a kill -9 of anything."""

import asyncio
from collections.abc import Sequence
from types import TracebackType

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from shared.events import EVENT_HEADERS, Event
from shared.kafka_connection import KafkaConnection, close
from shared.schedules import KAFKA_SEND_SECONDS


class KafkaUnavailable(Exception):
    """The broker cannot be reached or does not acknowledge: try again later."""


class Unsendable(Exception):
    """The broker will never take this message: it is too large."""


class Producer:
    """``acks=all`` and idempotent (aiokafka's own defaults lose messages). Connects at the first send, so a broker
    that is down does not stop the start, and anew after each failure, so nothing half-sent lingers in its buffers.
    """

    def __init__(self, connection: KafkaConnection, client_id: str) -> None:
        self._connection = connection
        self._client_id = client_id
        self._kafka: AIOKafkaProducer | None = None
        self._connecting = asyncio.Lock()

    async def __aenter__(self) -> "Producer":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._dispose()

    async def publish(
        self, topic: str, key: str, events: Sequence[Event], headers: Sequence[tuple[str, bytes | None]] = ()
    ) -> None:
        """Publish ``events`` in order, as CloudEvents in structured mode, with ``headers`` too. Raises as ``send``
        does.
        """
        await self.send(topic, key, [event.encode() for event in events], [*EVENT_HEADERS, *headers])

    async def send(
        self,
        topic: str,
        key: str | bytes | None,
        values: Sequence[bytes | None],
        headers: Sequence[tuple[str, bytes | None]] = (),
    ) -> None:
        """Publish ``values`` under ``key`` in order, bytes as they are; returns when all are acknowledged.

        Raises ``KafkaUnavailable`` (some of them may have been published) or ``Unsendable``.
        """
        raw_key = key.encode() if isinstance(key, str) else key
        try:
            async with asyncio.timeout(KAFKA_SEND_SECONDS):
                kafka = await self._connected()
                sent = [await kafka.send(topic, value, raw_key, headers=list(headers)) for value in values]
                await self._acknowledged(sent)
        except MessageSizeTooLargeError as error:
            raise Unsendable(str(error)) from error
        except (KafkaError, TimeoutError, OSError) as error:
            await self._dispose()
            raise KafkaUnavailable(type(error).__name__) from error

    async def _acknowledged(self, sent: Sequence[asyncio.Future[object]]) -> None:
        try:
            await asyncio.gather(*sent)
        except MessageSizeTooLargeError:
            # It was the broker that refused, so the sequence numbers of this producer have a gap for ever.
            await self._dispose()
            raise

    async def _connected(self) -> AIOKafkaProducer:
        async with self._connecting:
            if self._kafka is None:
                kafka = self._connection.producer(
                    client_id=self._client_id,
                    acks="all",
                    enable_idempotence=True,
                    linger_ms=0,
                    request_timeout_ms=int(KAFKA_SEND_SECONDS * 1000),
                )
                try:
                    await kafka.start()
                except BaseException:
                    await close(kafka)
                    raise
                self._kafka = kafka
            return self._kafka

    async def _dispose(self) -> None:
        kafka, self._kafka = self._kafka, None
        if kafka is not None:
            await close(kafka)
