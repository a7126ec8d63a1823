"""What services publish, heard by every gateway process, so that no public page outlives what it shows.

Without a group: each process keeps pages of its own, and what was published before it began does not concern it. Where
something may have been missed (Kafka was away, a record is not to be read) all pages are asked for anew; and while
nothing can be heard at all, none is kept longer than two seconds anyway (``public_page.LONGEST_FRESH``).
"""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from shared.backoff import Backoff
from shared.events import Event, InvalidEvent
from shared.logs import get_logger
from shared.schedules import KAFKA_RECONNECT

SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    "article.events.v1": ("svc-content",),
    "guide.events.v1": ("svc-content",),
    "channel.events.v1": ("svc-content",),
    "procedure.events.v1": ("svc-dossier", "svc-content"),
    "calendar.events.v1": ("svc-dossier", "svc-content"),
    "feedback.events.v1": ("svc-feedback",),
}
"""By topic, the services whose public pages show what is announced there."""
POLL_SECONDS = 0.5
CONNECT_SECONDS = 10.0

log = get_logger()


class Pages(Protocol):
    def changed(self, service: str, *, withdrawn: bool) -> None: ...

    def doubt(self) -> None: ...


class PublicationListener:
    def __init__(self, bootstrap_servers: str, pages: Pages) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._pages = pages

    async def run(self, stop: asyncio.Event) -> None:
        backoff = Backoff(KAFKA_RECONNECT)
        while not stop.is_set():
            kafka = AIOKafkaConsumer(
                *SHOWN_BY, bootstrap_servers=self._bootstrap_servers, group_id=None, auto_offset_reset="latest"
            )
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await kafka.start()
                self._pages.doubt()
                backoff.reset()
                while not stop.is_set():
                    await self._hear(kafka)
            except Exception as error:  # whatever it is: pages are only kept for shorter
                if not isinstance(error, KafkaError | OSError | TimeoutError):
                    log.exception("publications_not_readable")
                self._pages.doubt()
            finally:
                await kafka.stop()
            if not stop.is_set():
                await backoff.sleep(stop)

    async def _hear(self, kafka: AIOKafkaConsumer) -> None:
        for partition, records in (await kafka.getmany(timeout_ms=int(POLL_SECONDS * 1000))).items():
            for record in records:
                try:
                    withdrawn = takes_back(Event.decode(record.value))
                except InvalidEvent:
                    withdrawn = True
                for service in SHOWN_BY[partition.topic]:
                    self._pages.changed(service, withdrawn=withdrawn)


def takes_back(event: Event) -> bool:
    """Whether something that citizens could read is no longer to be read."""
    happened = event.type.rsplit(".", 2)[-2] if event.type.count(".") > 1 else event.type
    return happened.endswith("withdrawn") or event.data.get("active") is False
