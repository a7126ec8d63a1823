"""What a phone shows of a message, read from the raw request each time somebody looks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from zalo_simulator.messages import FROM_USER, Message
from zalo_simulator.templates import Template, render


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    value: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    text: str
    title: str | None = None
    rows: tuple[Row, ...] = ()
    buttons: tuple[str, ...] = ()


Templates = Mapping[str, Template]


def rendered(message: Message, templates: Templates) -> Rendered:
    return _BY_ENDPOINT[message.endpoint](message, templates)


def _user_text(message: Message, _templates: Templates) -> Rendered:
    return Rendered(message.raw.decode())


def _template(message: Message, templates: Templates) -> Rendered:
    data: dict[str, Any] = orjson.loads(message.raw)["template_data"]
    template = templates.get(message.template_id or "")
    if template is None:  # kept from an earlier start, with other templates
        return Rendered("", f"Mẫu {message.template_id}", tuple(Row(key, str(value)) for key, value in data.items()))
    return Rendered(render(template.body, data), render(template.title, data))


def _reply(message: Message, _templates: Templates) -> Rendered:
    sent = orjson.loads(message.raw)["message"]
    payload = (sent.get("attachment") or {}).get("payload") or {}
    elements = payload.get("elements") or []
    lines = [sent.get("text") or payload.get("text") or ""]
    lines += [line for element in elements for line in (element.get("title"), element.get("subtitle")) if line]
    return Rendered("\n".join(filter(None, lines)), buttons=_titles(payload.get("buttons") or []))


def _discontinued(message: Message, _templates: Templates) -> Rendered:
    payload = orjson.loads(message.raw)["message"]["attachment"]["payload"]
    elements = payload["elements"]
    headers = [element["content"] for element in elements if element["type"] == "header"]
    texts = [element["content"].replace("<br>", "\n") for element in elements if element["type"] == "text"]
    rows = tuple(
        Row(row["key"], row["value"], row.get("style") or "")
        for element in elements
        if element["type"] == "table"
        for row in element["content"]
    )
    return Rendered("\n".join(texts), next(iter(headers), None), rows, _titles(payload.get("buttons", [])))


def _notification(message: Message, _templates: Templates) -> Rendered:
    data: dict[str, Any] = orjson.loads(message.raw)["templateData"]
    lines = filter(None, (data.get("contentTitle"), data.get("contentDescription")))
    button = data.get("buttonText")
    return Rendered("\n".join(lines), data["title"], buttons=(button,) if button else ())


def _titles(buttons: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(button["title"] for button in buttons)


_BY_ENDPOINT: Mapping[str, Callable[[Message, Templates], Rendered]] = {
    FROM_USER: _user_text,
    "oa.template": _template,
    "zns.template": _template,
    "mini.notification": _notification,
    "oa.cs": _reply,
    "oa.transaction": _discontinued,
    "oa.promotion": _discontinued,
}
