"""An endpoint of Zalo: a name, a path, and a function from a call to an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import orjson

from zalo_simulator.world import World

Headers = tuple[tuple[bytes, bytes], ...]

_JSON: Headers = ((b"content-type", b"application/json;charset=utf-8"),)
_HTML: Headers = ((b"content-type", b"text/html; charset=utf-8"),)


@dataclass(frozen=True)
class Call:
    headers: Mapping[bytes, bytes]
    query_string: bytes
    body: bytes

    def header(self, name: bytes) -> str:
        """Empty when it was not sent."""
        return self.headers.get(name, b"").decode("latin-1")

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string.decode("latin-1")))

    @cached_property
    def form(self) -> dict[str, str]:
        if not self.header(b"content-type").startswith("application/x-www-form-urlencoded"):
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))

    @cached_property
    def json(self) -> dict[str, Any] | None:
        """None when the body is not a JSON object."""
        return json_object(self.body)


def json_object(text: bytes | str) -> dict[str, Any] | None:
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, dict) else None


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: str
    """The name under which it is counted: Zalo's code, or the HTTP status of a page."""
    body: bytes
    headers: Headers
    status: int = 200


def json_answer(document: Mapping[str, object], outcome: str | None = None, headers: Headers = ()) -> Answer:
    """HTTP 200 also for an error, as Zalo answers."""
    return Answer(outcome or str(document.get("error", 0)), orjson.dumps(document), _JSON + headers)


def html_answer(page: str, status: int = 200) -> Answer:
    return Answer(f"http_{status}", page.encode(), _HTML, status)


def redirect(url: str) -> Answer:
    return Answer("redirect", b"", ((b"location", url.encode("ascii", "replace")),), 302)


Handler = Callable[[World, Call], Answer]


def nobody(_world: World, _call: Call) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Endpoint:
    name: str
    """``<family>.<name>``, by which faults and counters name it."""
    method: str
    path: str
    handle: Handler
    ids_of_caller: Callable[[World, Call], frozenset[str]] = nobody
    """The ids of the person who calls or is called upon, for faults that affect one person only."""
