"""One OpenAPI 3.1 document out of the gateway's and every service's, holding exactly what the route table lets in."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gateway.domain.roles import StaffRoles
from gateway.proxy.route_table import OWN, Budget, Route, RouteTable
from shared.offers import Offer
from shared.problem import MEDIA_TYPE

TITLE = "Quảng Ngãi Smart"
DESCRIPTION = "Giao diện lập trình cho ứng dụng người dân và cán bộ của tỉnh."
SESSION = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Mã phiên do POST /v1/auth/zalo cấp.",
}
_PROBLEM = {
    "type": "object",
    "description": "Lỗi theo RFC 9457.",
    "properties": {
        "type": {"type": "string", "description": "Mã của lỗi, dạng urn; xem docs/problems.md"},
        "title": {"type": "string", "description": "Lỗi gì, trong vài chữ"},
        "status": {"type": "integer", "description": "Mã HTTP của câu trả lời"},
        "detail": {"type": "string", "description": "Vì sao, và nên làm gì; để hiện cho người dùng"},
        "errors": {
            "type": "array",
            "description": "Từng mục chưa đúng",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "description": "Mục ấy trong yêu cầu, ví dụ form.ho_ten"},
                    "message": {"type": "string", "description": "Mục ấy sai gì, để hiện bên cạnh"},
                },
            },
        },
        "allowed_actions": {
            "type": "array",
            "description": "Khi một thao tác bị từ chối: những thao tác làm được ngay",
            "items": Offer.model_json_schema(mode="serialization"),
        },
    },
    "required": ["type", "title", "status", "detail"],
}
_PROBLEM_ANSWER = {
    "description": "Lỗi",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

_CALLERS = {
    "public": "mọi người, không cần đăng nhập",
    "citizen": "người dân đã đăng nhập",
    "webhook": "hệ thống bên ngoài, xác thực bằng chữ ký",
}

_PARAMETER = re.compile(r"\{[^}]*\}")
_SCHEMA = "#/components/schemas/"


def merge(documents: Mapping[str, Mapping[str, Any]], table: RouteTable, roles: StaffRoles) -> dict[str, Any]:
    """``documents`` by service name, the gateway's own under ``gateway``."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": _PROBLEM}
    for service in sorted(documents, key=lambda name: (name != OWN, name)):
        document = _with_own_names(service, documents[service], schemas)
        schemas |= document.get("components", {}).get("schemas", {})
        for path, operations in document.get("paths", {}).items():
            for method, operation in operations.items():
                route = table.find(method.upper(), _PARAMETER.sub("0", path)).route
                if route is None or route.service != service:
                    continue
                budget = table.budgets[route.budget]
                paths.setdefault(path, {})[method] = _operation(operation, route, budget, roles)
    used = _closure(paths, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": "1", "description": DESCRIPTION, "contact": {"name": TITLE}},
        "servers": [{"url": "/", "description": "Cổng đang trả lời"}],
        "tags": [{"name": name} for name in sorted(_tags(paths))],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {name: schemas[name] for name in sorted(used)},
            "securitySchemes": {"session": SESSION},
        },
    }


def _tags(paths: Mapping[str, Any]) -> set[str]:
    return {
        tag for operations in paths.values() for operation in operations.values() for tag in operation.get("tags", ())
    }


def _operation(operation: Mapping[str, Any], route: Route, budget: Budget, roles: StaffRoles) -> dict[str, Any]:
    answers = {code: answer for code, answer in operation.get("responses", {}).items() if code != "422"}
    per_minute = budget.address if route.public else budget.caller
    described = str(operation.get("description", ""))
    return {
        **operation,
        "description": f"{described}\n\n**Ai được gọi:** {_callers(route, roles)}. Tối đa {per_minute} lượt mỗi phút.",
        "responses": {**answers, "default": _PROBLEM_ANSWER},
        "security": [] if route.public else [{"session": []}],
        "x-who": route.who,
        "x-per-minute": per_minute,
    }


def _callers(route: Route, roles: StaffRoles) -> str:
    if route.staff_roles is None:
        return _CALLERS[route.who]
    if not route.staff_roles:
        return "mọi cán bộ đã được phân quyền"
    labels = [role.label for name, role in roles.items() if name in route.staff_roles]
    return f"cán bộ ({', '.join(labels)})"


def _with_own_names(service: str, document: Mapping[str, Any], taken: Mapping[str, Any]) -> dict[str, Any]:
    """``document`` with the names of its schemas made its own where another service uses them for something else."""
    schemas = document.get("components", {}).get("schemas", {})
    clashing = {name for name, schema in schemas.items() if name in taken and taken[name] != schema}
    renamed = {name: f"{service}.{name}" if name in clashing else name for name in schemas}
    moved = _renamed(document, {_SCHEMA + name: _SCHEMA + new for name, new in renamed.items() if name != new})
    own = {renamed[name]: schema for name, schema in moved.get("components", {}).get("schemas", {}).items()}
    return {**moved, "components": {"schemas": own}}


def _renamed(node: Any, references: Mapping[str, str]) -> Any:
    if isinstance(node, Mapping):
        return {
            key: references.get(value, value) if key == "$ref" else _renamed(value, references)
            for key, value in node.items()
        }
    return [_renamed(item, references) for item in node] if isinstance(node, list) else node


def _closure(paths: Mapping[str, Any], schemas: Mapping[str, Any]) -> set[str]:
    """The schemas that ``paths`` speak of, and those these speak of."""
    used: set[str] = set()
    waiting = list(_references(paths))
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in used:
            used.add(name)
            waiting.extend(_references(schemas[name]))
    return used


def _references(node: Any) -> Iterable[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value.removeprefix(_SCHEMA)
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)
