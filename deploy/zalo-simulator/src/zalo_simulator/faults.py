"""Faults that a test or a bench switches on: which calls they affect, and how long they last."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

FaultKind = Literal["slow", "reset", "http_500", "error", "non_json", "missing_fields", "expired_token", "quota_gone"]
FaultTiming = Literal["before", "after"]


@dataclass(slots=True)
class Fault:
    id: str
    endpoint: str
    """An endpoint's name, or a pattern such as oa.* or *."""
    kind: FaultKind
    times: int | None = 1
    """How many calls it still affects; None: until it is cleared."""
    when: FaultTiming = "before"
    """`before`: nothing happened at Zalo. `after`: the call was served and its answer is lost, late or false."""
    delay_ms: int = 2000
    code: int = -32
    message: str = "Simulated failure"
    rate: float = 1.0
    """The share of the matching calls that it affects."""
    user_id: str | None = None
    """Only calls of or to this person, by either id."""
    hits: int = 0


class Faults:
    def __init__(self, random_source: random.Random) -> None:
        self._random = random_source
        self._active: list[Fault] = []

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._active)

    def switch_on(self, fault: Fault) -> None:
        self._active.append(fault)

    def switch_off(self, fault_id: str | None = None) -> None:
        self._active = [] if fault_id is None else [fault for fault in self._active if fault.id != fault_id]

    def next_for(self, endpoint: str, ids_of_caller: Callable[[], frozenset[str]]) -> Fault | None:
        """The first fault that affects this call; one call fewer is left to it."""
        for fault in self._active:
            if not fnmatchcase(endpoint, fault.endpoint):
                continue
            if fault.user_id is not None and fault.user_id not in ids_of_caller():
                continue
            if fault.rate < 1.0 and self._random.random() >= fault.rate:
                continue
            fault.hits += 1
            if fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    self.switch_off(fault.id)
            return fault
        return None
