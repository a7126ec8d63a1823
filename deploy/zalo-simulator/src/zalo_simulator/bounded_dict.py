"""A dictionary that keeps its latest entries, so that a simulator left running stays small."""

from itertools import islice
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class BoundedDict(dict[K, V]):
    """A dictionary of at most `capacity` entries; once it has been full, it keeps at least nine tenths of it."""

    def __init__(self, capacity: int) -> None:
        super().__init__()
        self._capacity = capacity

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self._capacity:
            # A tenth at a time: finding the first key of a dict steps over all those deleted before it.
            for oldest in list(islice(self, max(1, self._capacity // 10))):
                del self[oldest]
