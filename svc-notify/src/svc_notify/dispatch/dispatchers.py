"""The dispatchers of all channels in use, side by side."""

import asyncio
from collections.abc import Mapping

from svc_notify.dispatch.dispatcher import Dispatcher
from svc_notify.domain.policy import Channel


class Dispatchers:
    def __init__(self, by_channel: Mapping[Channel, Dispatcher]) -> None:
        self._by_channel = by_channel

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(self._by_channel)

    def of(self, channel: Channel) -> Dispatcher:
        return self._by_channel[channel]

    def wake(self) -> None:
        """There may be something to send."""
        for dispatcher in self._by_channel.values():
            dispatcher.wake()

    async def run(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            for channel, dispatcher in self._by_channel.items():
                group.create_task(dispatcher.run(stop), name=f"dispatcher-{channel}")
