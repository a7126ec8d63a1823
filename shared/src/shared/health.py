"""Liveness is the process; readiness is whether it should be given work now."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

Check = Callable[[], Awaitable[None]]
"""Raises when what it looks at does not work."""

CHECK_TIMEOUT = 2.0


class Health:
    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = dict(checks)
        self.draining = False

    def add(self, name: str, check: Check) -> None:
        self._checks[name] = check

    async def failing(self) -> list[str]:
        """The names of the checks that fail now; ``draining`` once the process has been told to stop."""
        if self.draining:
            return ["draining"]
        answers = await asyncio.gather(*map(_in_time, self._checks.values()), return_exceptions=True)
        return [name for name, answer in zip(self._checks, answers, strict=True) if isinstance(answer, BaseException)]


async def _in_time(check: Check) -> None:
    async with asyncio.timeout(CHECK_TIMEOUT):
        await check()
