"""Reads the template files; one that is wrong stops the start and says which file and key."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from svc_notify.domain.template_versions import Templates
from svc_notify.domain.templates import Template, TemplateError, parse

FOLDER = Path(__file__).parent / "templates"


class TemplateFileError(Exception):
    """``accepted.yaml: params.ma_ho_so.type: unknown type 'number'``"""


def load_templates(
    zalo_template_ids: Mapping[str, str] | None = None, mini_app_template_id: str = "", folder: Path = FOLDER
) -> Templates:
    """``zalo_template_ids`` (milestone, or milestone@version where there are several → id) replaces the ids in the
    files; ``mini_app_template_id`` is that of the mini app's one template, which says all of them.

    Raises ``TemplateFileError``.
    """
    templates = [_load(path) for path in sorted(folder.glob("*.yaml"))]
    try:
        for name, zalo_id in (zalo_template_ids or {}).items():
            found = _named(name, templates)
            templates[templates.index(found)] = replace(found, zalo_template_id=zalo_id)
        return Templates(replace(template, mini_app_template_id=mini_app_template_id) for template in templates)
    except TemplateError as error:
        raise TemplateFileError(f"{folder.name}: {error}") from error


def _named(name: str, templates: Sequence[Template]) -> Template:
    milestone, _, version = name.partition("@")
    found = [one for one in templates if one.milestone == milestone and version in ("", str(one.version))]
    if not found:
        raise TemplateError("zalo_template_ids", f"unknown milestone or version {name!r}")
    if len(found) > 1:
        raise TemplateError("zalo_template_ids", f"{name!r} has several versions: name one, as {found[0].name}")
    return found[0]


def _load(path: Path) -> Template:
    try:
        definition = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TemplateFileError(f"{path.name}: not YAML: {error}") from error
    if not isinstance(definition, dict):
        raise TemplateFileError(f"{path.name}: must be a mapping")
    try:
        return parse(definition)
    except TemplateError as error:
        raise TemplateFileError(f"{path.name}: {error}") from error
