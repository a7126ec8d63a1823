"""The route table: what is reachable, for whom, and within which bounds. Data, read whole, checked, then immutable.

It is a folder: ``budgets.yaml``, and a file of routes for each service, named after it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import orjson
import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from gateway.proxy.timing import timing
from gateway.proxy.upstream import address_variable
from shared.data_files import read_yaml
from shared.identity import Caller

OWN = "gateway"
"""The service name of what the gateway answers itself."""

_PARAMETER = re.compile(r"\{[^}]*\}")

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
_NOT_FOR_SIGNATURES = frozenset(("x-forwarded-for", "x-request-id"))
"""The gateway says these itself."""
_WITH_BODY = frozenset(("POST", "PUT", "PATCH"))


BUDGETS = "budgets.yaml"


class InvalidRouteTable(Exception):
    """Why a table cannot be used: one line for each fault, naming the file and the entry."""


ANY_STAFF = "staff:*"
"""Whoever holds a role, of whichever name."""


def _known_class(who: str) -> str:
    kind, _, roles = who.partition(":")
    if who in ("public", "citizen", "webhook", ANY_STAFF):
        return who
    if kind == "staff" and roles and all(role.isidentifier() for role in roles.split(",")):
        return who
    raise ValueError("must be public, citizen, webhook or staff:<role>[,<role>…] or staff:*")


def _signature_header(name: str) -> str:
    plain = name.isascii() and name.replace("-", "").isalnum() and name.islower()
    if plain and name.startswith("x-") and name not in _NOT_FOR_SIGNATURES:
        return name
    raise ValueError("must be a header of its own in lower case, such as x-zevent-signature")


def _json(text: str) -> str:
    orjson.loads(text)  # a ValueError where it is none
    return text


def _template(path: str) -> str:
    names = [part for part in path.split("/")[1:] if "{" in part]
    if not path.startswith("/") or (path.endswith("/") and path != "/") or any(not _parameter(name) for name in names):
        raise ValueError("must be a template such as /v1/things/{id}")
    return path


def _parameter(part: str) -> bool:
    return part.startswith("{") and part.endswith("}") and part[1:-1].isidentifier()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Budget(_Strict):
    """How often: requests in a minute for one caller, for one address, and (looked up by code or id) in a day."""

    caller: int = Field(gt=0)
    address: int = Field(gt=0)
    daily: int | None = Field(default=None, gt=0)


class Entry(_Strict):
    """One row. ``timeout``: seconds the service may stay silent; ``body_limit``: bytes a request may carry.

    ``cached``: the same for everybody, so that one answer may serve many (``public_pages``) where the service allows.
    ``signature_headers``: passed to the service by a webhook's route, and by no other. ``when_down``: the JSON by which
    a caller that reads no status is asked to call again later, because its call could not be answered.
    """

    path: Annotated[str, AfterValidator(_template)]
    methods: tuple[Method, ...] = Field(min_length=1, strict=False)
    who: Annotated[str, AfterValidator(_known_class)]
    timeout: float = Field(gt=0, le=120, strict=False)
    budget: str
    body_limit: int | None = Field(default=None, gt=0, le=64 * 1024 * 1024)
    cached: bool = False

    signature_headers: tuple[Annotated[str, AfterValidator(_signature_header)], ...] = Field(default=(), strict=False)

    when_down: Annotated[str, AfterValidator(_json)] | None = None

    @property
    def staff_roles(self) -> frozenset[str] | None:
        """The roles that may call, of which one is enough: none named for any; ``None`` for a route not for staff."""
        kind, _, roles = self.who.partition(":")
        if kind != "staff":
            return None
        return frozenset() if self.who == ANY_STAFF else frozenset(roles.split(","))

    @model_validator(mode="after")
    def _signed(self) -> "Entry":
        if bool(self.signature_headers) != (self.who == "webhook"):
            raise ValueError("signature_headers are for webhooks, and a webhook needs at least one")
        return self

    @model_validator(mode="after")
    def _cached_for_all(self) -> "Entry":
        if self.cached and (self.who != "public" or self.methods != ("GET",)):
            raise ValueError("cached is for a public GET: what it answers goes to everybody")
        return self

    @model_validator(mode="after")
    def _body_bounded(self) -> "Entry":
        takes_body = bool(_WITH_BODY.intersection(self.methods))
        if takes_body and self.body_limit is None:
            raise ValueError("body_limit must be given where a body is taken")
        if not takes_body and self.body_limit is not None:
            raise ValueError("body_limit is for methods that take a body")
        return self


class _Budgets(_Strict):
    budgets: Mapping[str, Budget]


class _ServiceRoutes(_Strict):
    routes: tuple[Entry, ...] = Field(min_length=1, strict=False)


_Loaded = TypeVar("_Loaded", _Budgets, _ServiceRoutes)


class Route:
    """An entry of ``service`` for one method, prepared for the hot path."""

    __slots__ = (
        "body_limit",
        "budget",
        "cached",
        "method",
        "own",
        "public",
        "service",
        "signature_headers",
        "staff_roles",
        "template",
        "timeout",
        "timing",
        "when_down",
        "who",
    )

    def __init__(self, service: str, entry: Entry, method: str) -> None:
        self.template = entry.path
        self.method = method
        self.service = service
        self.own = service == OWN
        self.who = entry.who
        self.public = entry.who in ("public", "webhook")
        self.staff_roles = entry.staff_roles
        self.timeout = entry.timeout
        self.budget = entry.budget
        self.body_limit = entry.body_limit or 0
        self.cached = entry.cached and not self.own
        self.signature_headers = frozenset(name.encode("ascii") for name in entry.signature_headers)
        self.when_down = entry.when_down.encode() if entry.when_down else None
        self.timing = timing(service, method, entry.path)

    def admits(self, caller: Caller) -> bool:
        if self.staff_roles is None:
            return caller.kind == "citizen"
        held = {role.name for role in caller.roles}
        return caller.kind == "staff" and not held.isdisjoint(self.staff_roles or held)


class Found(NamedTuple):
    """``route``, or ``None`` with the methods that the path does take (none: no such path)."""

    route: Route | None
    methods: frozenset[str]


class _Node:
    __slots__ = ("any_value", "by_name", "routes")

    def __init__(self) -> None:
        self.by_name: dict[str, _Node] = {}
        self.any_value: _Node | None = None
        self.routes: dict[str, Route] = {}


_NOWHERE = Found(None, frozenset())


class RouteTable:
    def __init__(self, routes: Iterable[Route], budgets: Mapping[str, Budget]) -> None:
        self.budgets = dict(budgets)
        self.routes = tuple(routes)
        self._root = _Node()
        self.exact: dict[tuple[str, bytes], Route] = {}
        """The paths without parameters, by method and raw path: one look finds them."""
        for route in self.routes:
            node = self._node(route.template)
            if route.method in node.routes:
                raise InvalidRouteTable(f"{route.method} {route.template}: stands in the table twice")
            node.routes[route.method] = route
            if "{" not in route.template:
                self.exact[route.method, route.template.encode("ascii")] = route

    def _node(self, template: str) -> _Node:
        node = self._root
        for part in template.split("/")[1:]:
            if part.startswith("{"):
                node.any_value = node.any_value or _Node()
                node = node.any_value
            else:
                node = node.by_name.setdefault(part, _Node())
        return node

    def find(self, method: str, path: str) -> Found:
        """Find the route by the segments of its path, a name before a parameter."""
        node = _descend(self._root, path.split("/")[1:])
        if node is None:
            return _NOWHERE
        return Found(node.routes.get(method), frozenset(node.routes) if method not in node.routes else frozenset())

    def methods(self, path: str) -> frozenset[str]:
        return self.find("", path).methods

    def services(self) -> frozenset[str]:
        return frozenset(route.service for route in self.routes if not route.own)

    def of_service(self, service: str) -> Iterator[Route]:
        return (route for route in self.routes if route.service == service)


def _descend(node: _Node, parts: list[str]) -> _Node | None:
    if not parts:
        return node if node.routes else None
    if (named := node.by_name.get(parts[0])) is not None and (found := _descend(named, parts[1:])) is not None:
        return found
    return _descend(node.any_value, parts[1:]) if node.any_value is not None and parts[0] else None


def load_route_table(folder: Path, services: Collection[str], roles: Collection[str]) -> RouteTable:
    """The table in ``folder``; raises ``InvalidRouteTable``.

    ``services`` are the names that have an address, ``roles`` those that staff may hold.
    """
    budgets = _load(folder / BUDGETS, _Budgets).budgets
    entries = [
        (path, entry)
        for path in sorted(folder.glob("*.yaml"))
        if path.name != BUDGETS
        for entry in _load(path, _ServiceRoutes).routes
    ]
    claimed: dict[str, Path] = {}
    for path, entry in entries:
        _check(path, entry, budgets, services, roles)
        first = claimed.setdefault(_PARAMETER.sub("{}", entry.path), path)
        if first != path:
            raise InvalidRouteTable(f"{entry.path}: stands in {first.name} and in {path.name}; one service answers it")
    return RouteTable((Route(path.stem, entry, method) for path, entry in entries for method in entry.methods), budgets)


def _load(path: Path, form: type[_Loaded]) -> _Loaded:
    raw: Any = None
    try:
        raw = read_yaml(path)
        return form.model_validate(raw)
    except (OSError, yaml.YAMLError) as error:
        raise InvalidRouteTable(f"{path.name}: {error}") from error
    except ValidationError as error:
        faults = error.errors()
        deep = [fault for fault in faults if len(fault["loc"]) > 1]  # the others only follow from these
        raise InvalidRouteTable("\n".join(f"{path.name}: {_fault(raw, fault)}" for fault in deep or faults)) from error


def _check(
    path: Path, entry: Entry, budgets: Collection[str], services: Collection[str], roles: Collection[str]
) -> None:
    service = path.stem
    if service != OWN and service not in services:
        raise InvalidRouteTable(f"{path.name}: service {service!r} has no address ({address_variable(service)})")
    if entry.budget not in budgets:
        raise InvalidRouteTable(f"{path.name}: {entry.path}: budget {entry.budget!r} is not among {sorted(budgets)}")
    if unknown := sorted((entry.staff_roles or frozenset()) - frozenset(roles)):
        raise InvalidRouteTable(f"{path.name}: {entry.path}: role {unknown[0]!r} is not in roles.yaml")


def _fault(raw: Any, fault: Any) -> str:
    """``/v1/things (route 3): who: Field required``."""
    where = list(fault["loc"])
    if len(where) > 1 and where[0] == "routes":
        entry = raw["routes"][where[1]]
        name = entry.get("path", "?") if isinstance(entry, dict) else "?"
        return f"{name} (route {where[1] + 1}): {'.'.join(map(str, where[2:])) or 'entry'}: {fault['msg']}"
    return f"{'.'.join(map(str, where)) or 'table'}: {fault['msg']}"
