"""Sends what is due, several at a time: an answer other than HTTP 200 in time is a failure."""

import asyncio
from datetime import timedelta

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import PyreqwestError

from zalo_simulator.endpoint import json_object
from zalo_simulator.webhooks.outbox import Event, Source
from zalo_simulator.world import World

AT_ONCE = 32
LOOK_EVERY_SECONDS = 0.05
"""Zalo's clock may be moved, so what is not yet due is looked at again."""

URLS: dict[Source, str] = {
    "oa": "oa_webhook.url",
    "mini_app": "mini_webhook.url",
    "checkout": "checkout.callback_url",
    "checkout_notify": "checkout.notify_url",
}


async def keep_sending(world: World) -> None:
    """Until it is cancelled."""
    outbox, places = world.outbox, asyncio.Semaphore(AT_ONCE)
    async with ClientBuilder().no_proxy().follow_redirects(False).build() as client, asyncio.TaskGroup() as sending:
        while True:
            await places.acquire()
            while (event := outbox.next_due()) is None:
                outbox.arrived.clear()
                await _more(outbox.arrived, None if outbox.is_empty() else LOOK_EVERY_SECONDS)
            sending.create_task(_send(world, client, event)).add_done_callback(lambda _done: places.release())


async def _more(arrived: asyncio.Event, seconds: float | None) -> None:
    try:
        await asyncio.wait_for(arrived.wait(), seconds)
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
                told = json_object(bytes(await answer.bytes()))
                return "200" if told and told.get("returnCode") == 1 else "not processed"
            return str(answer.status)
    except TimeoutError:
        return "timeout"
    except (PyreqwestError, ValueError) as broken:
        return type(broken).__name__
