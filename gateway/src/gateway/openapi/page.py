"""The merged document as a page to read: plain HTML, nothing loaded from anywhere."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#1b1b1b}
h1{margin-bottom:0}h2{border-bottom:2px solid #0068ff;margin-top:2.5rem}
details{border:1px solid #ddd;border-radius:6px;margin:.5rem 0;padding:.5rem .75rem}summary{cursor:pointer}
b{display:inline-block;min-width:4.5rem;color:#0068ff}code{font-size:.95em}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #eee;padding:.25rem .5rem;text-align:left;vertical-align:top}
small{color:#666}
"""
_WHO = {"public": "mọi người", "citizen": "người dân đã đăng nhập", "webhook": "hệ thống bên ngoài (có chữ ký)"}
_WHERE = {"path": "đường dẫn", "query": "tham số", "header": "tiêu đề", "cookie": "cookie"}
_ROLES = {
    "one_stop": "một cửa",
    "specialist": "chuyên viên",
    "catalogue_editor": "biên tập thủ tục",
    "administrator": "quản trị viên",
}


def render(document: Mapping[str, Any]) -> str:
    info = document["info"]
    groups: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            tag = next(iter(operation.get("tags", ())), "Khác")
            groups.setdefault(tag, []).append(_operation(method, path, operation, document))
    sections = "".join(f"<h2>{escape(tag)}</h2>{''.join(items)}" for tag, items in groups.items())
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style>"
        f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])} "
        f"Bản cho máy đọc: <a href=/openapi.json>openapi.json</a> (OpenAPI {escape(document['openapi'])}).</p>"
        f"{sections}"
    )


def _operation(method: str, path: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    rows = [
        _row(p["name"], _WHERE[p["in"]], p.get("schema", {}), p.get("required", False), p)
        for p in _parameters(operation)
    ]
    rows += _body_rows(operation, document)
    table = f"<table><tr><th>Tên<th>Ở đâu<th>Kiểu<th>Ghi chú{''.join(rows)}</table>" if rows else ""
    answers = ", ".join(code for code in operation["responses"] if code != "default")
    return (
        f"<details><summary><b>{method.upper()}</b><code>{escape(path)}</code> "
        f"{escape(operation.get('summary', ''))}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"<p><small>Ai được gọi: {escape(_who(operation['x-who']))} · {operation['x-per-minute']} lượt mỗi phút"
        f" · Trả lời: {escape(answers)}; lỗi: problem+json</small></p>{table}</details>"
    )


def _parameters(operation: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (parameter for parameter in operation.get("parameters", ()) if parameter.get("in") in _WHERE)


def _body_rows(operation: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    rows = []
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = _resolved(content.get("schema", {}), document)
        required = schema.get("required", ())
        for name, member in schema.get("properties", {}).items():
            rows.append(_row(name, media_type, member, name in required, member))
    return rows


def _row(name: str, where: str, schema: Mapping[str, Any], required: bool, described: Mapping[str, Any]) -> str:
    note = ("bắt buộc. " if required else "") + str(described.get("description", ""))
    return f"<tr><td><code>{escape(name)}</code><td>{escape(where)}<td>{escape(_type(schema))}<td>{escape(note)}"


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("type", ""))


def _resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found = document["components"]["schemas"].get(str(schema["$ref"]).rpartition("/")[2], {})
    return found if isinstance(found, Mapping) else {}


def _who(who: str) -> str:
    if who.startswith("staff:"):
        return "cán bộ: " + ", ".join(_ROLES.get(role, role) for role in who.removeprefix("staff:").split(","))
    return _WHO[who]
