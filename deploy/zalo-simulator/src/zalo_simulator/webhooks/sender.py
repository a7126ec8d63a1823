"""Sends what is due, several at a time: an answer other than HTTP 200 in time is a failure."""

import asyncio
from datetime import timedelta

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import PyreqwestError

from zalo_simulator.endpoint import json_object
from zalo_simulator.webhooks.outbox import Event, Source
from zalo_simulator.world import World

MAX_CONCURRENT = 32
POLL_SECONDS = 0.05
"""A test may move Zalo's clock, so events that are not yet due are looked at again."""

URLS: dict[Source, str] = {
    "oa": "oa_webhook.url",
    "mini_app": "mini_webhook.url",
    "checkout": "checkout.callback_url",
    "checkout_notify": "checkout.notify_url",
}


async def keep_sending(world: World) -> None:
    """Runs until it is cancelled."""
    outbox, slots = world.outbox, asyncio.Semaphore(MAX_CONCURRENT)
    async with ClientBuilder().no_proxy().follow_redirects(False).build() as client, asyncio.TaskGroup() as sending:
        while True:
            await slots.acquire()
            while (event := outbox.next_due()) is None:
                outbox.arrived.clear()
                await _wait(outbox.arrived, None if outbox.is_empty() else POLL_SECONDS)
            sending.create_task(_send(world, client, event)).add_done_callback(lambda _done: slots.release())


async def _wait(arrived: asyncio.Event, seconds: float | None) -> None:
    try:
        async with asyncio.timeout(seconds):
            await arrived.wait()
    except TimeoutError:
        pass


async def _send(world: World, client: Client, event: Event) -> None:
    world.outbox.sent(event, await _attempt(world, client, event))


async def _attempt(world: World, client: Client, event: Event) -> str:
    headers = {"content-type": "application/json", **event.headers}
    if event.outcomes:
        headers["num_retry"] = str(len(event.outcomes))
    url, seconds = world.knobs.text(URLS[event.source]), world.knobs.number("webhook.timeout_seconds")
    try:
        async with asyncio.timeout(seconds):
            request = client.post(url).headers(headers).body_bytes(event.raw).timeout(timedelta(seconds=seconds))
            answer = await request.build().send()
            if answer.status == 200 and event.source in ("checkout", "checkout_notify"):
                document = json_object(bytes(await answer.bytes()))
                return "200" if document and document.get("returnCode") == 1 else "not processed"
            return str(answer.status)
    except TimeoutError:
        return "timeout"
    except (PyreqwestError, ValueError) as error:
        return type(error).__name__
