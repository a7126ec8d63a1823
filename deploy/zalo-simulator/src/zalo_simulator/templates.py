"""The message templates that Zalo has approved, read from the sender's own template files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

PARAMETER_TYPES = {
    "customer_name": 30, "phone": 15, "address": 200, "code": 30, "label": 30, "status": 30, "contact": 50,
    "gender": 5, "product_name": 200, "amount": 20, "date": 20, "otp": 10, "url": 200, "currency": 12,
    "transfer_note": 90,
}  # fmt: skip
"""Zalo's parameter types, each with its greatest number of characters."""

Status = Literal["ENABLE", "PENDING_REVIEW", "REJECT", "DISABLE"]
STATUSES: tuple[Status, ...] = get_args(Status)

_PLACE = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"[A-Za-z0-9_]+", re.ASCII)


class TemplateRefused(ValueError):
    """A template that Zalo's reviewers would send back."""


@dataclass(frozen=True, slots=True)
class Parameter:
    type: str
    max_length: int


@dataclass(slots=True)
class Template:
    """A template as Zalo has it. Its name is the sender's milestone."""

    template_id: str
    milestone: str
    version: str
    params: Mapping[str, Parameter]
    title: str
    body: str
    status: Status = "ENABLE"
    sendable_by_uid: bool = True
    type: str = "custom"
    tag: str = "TRANSACTION"
    quality: str = "HIGH"


def render(text: str, data: Mapping[str, object]) -> str:
    return _PLACE.sub(lambda place: str(data.get(place[1], place[0])), text)


def wrong_data(template: Template, data: Mapping[str, Any]) -> tuple[int, str] | None:
    """Zalo's code for the first parameter that it refuses, and that parameter's name."""
    for name, parameter in template.params.items():
        value = data.get(name)
        if value is None:
            return -1122, name
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            return -1124, name
        # Code points as received: a decomposed letter counts twice, as it does at Zalo.
        if len(str(value)) > parameter.max_length:
            return -1121, name
    unknown = next((name for name in data if name not in template.params), None)
    return (-132, unknown) if unknown is not None else None


def load_templates(folder: Path) -> dict[str, Template]:
    """Raises TemplateRefused naming the file, or OSError when there is no such folder."""
    if not folder.is_dir():
        raise TemplateRefused(f"{folder}: no such folder")
    templates: dict[str, Template] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            template = _template(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
        except (TemplateRefused, yaml.YAMLError) as refusal:
            raise TemplateRefused(f"{path.name}: {refusal}") from refusal
        if template.template_id in templates:
            raise TemplateRefused(f"{path.name}: zalo_template_id {template.template_id} is used twice")
        templates[template.template_id] = template
    return templates


def _template(document: Any) -> Template:
    try:
        params = {name: _parameter(name, rules) for name, rules in (document.get("params") or {}).items()}
        template = Template(
            template_id=str(document["zalo_template_id"]),
            milestone=str(document["milestone"]),
            version=str(document["version"]),
            params=params,
            title=str(document["title"]),
            body=str(document["body"]).strip(),
            type=str(document.get("template_type", "custom")),
            tag=str(document.get("template_tag", "TRANSACTION")),
        )
    except KeyError as missing:
        raise TemplateRefused(f"{missing.args[0]} is missing") from missing
    except (AttributeError, TypeError) as wrong:
        raise TemplateRefused("not a template") from wrong
    if not template.template_id.isdecimal():
        raise TemplateRefused("zalo_template_id is not numeric text")
    undeclared = set(_PLACE.findall(template.title + template.body)) - set(params)
    if undeclared:
        raise TemplateRefused(f"parameters not declared: {', '.join(sorted(undeclared))}")
    return template


def _parameter(name: str, rules: Mapping[str, Any]) -> Parameter:
    if not _NAME.fullmatch(name):
        raise TemplateRefused(f"parameter {name}: letters, digits and underscore only")
    limit = PARAMETER_TYPES.get(rules["type"])
    if limit is None:
        raise TemplateRefused(f"parameter {name}: unknown type {rules['type']}")
    max_length = int(rules.get("max_length", limit))
    if not 1 <= max_length <= limit:
        raise TemplateRefused(f"parameter {name}: a {rules['type']} has 1 to {limit} characters, not {max_length}")
    return Parameter(rules["type"], max_length)
