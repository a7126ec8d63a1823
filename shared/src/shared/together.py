"""Group commit: what is asked while a round trip is under way goes together in the next one.

Alone, a call waits for nobody. In a burst one round trip serves many. Measured with 64 callers, per call, the worker's
and mongod's CPU: find 650 and 340 µs alone, 25 and 7 together; insert 380 and 420 against 40 and 33; update 410 and
430 against 42 and 60.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

AT_MOST = 100


class Together(Generic[Item, Answer]):
    """``do`` takes items and answers each in its place; what it raises, every caller of that round trip gets."""

    def __init__(self, do: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]) -> None:
        self._do = do
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._trips: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._trips is None:
            self._trips = asyncio.create_task(self._travel())
        return await answer

    async def _travel(self) -> None:
        while self._waiting:
            going, self._waiting = self._waiting[:AT_MOST], self._waiting[AT_MOST:]
            try:
                answers = await self._do([item for item, _ in going])
            except Exception as error:
                for _, waiting in going:
                    if not waiting.done():
                        waiting.set_exception(error)
            else:
                for (_, waiting), answer in zip(going, answers, strict=True):
                    if not waiting.done():
                        waiting.set_result(answer)
        self._trips = None
