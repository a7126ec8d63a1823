"""Reads the template files; one that is wrong stops the start and says which file and key."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import yaml

from svc_notify.domain.milestones import Milestone
from svc_notify.domain.templates import Template, TemplateError, parse

FOLDER = Path(__file__).parent / "templates"

Templates = Mapping[Milestone, Template]


class TemplateFileError(Exception):
    """``accepted.yaml: params.ma_ho_so.type: unknown type 'number'``"""


def load_templates(
    zalo_template_ids: Mapping[str, str] | None = None, mini_app_template_id: str = "", folder: Path = FOLDER
) -> Templates:
    """One template for every milestone. ``zalo_template_ids`` (milestone → id) replaces the ids in the files;
    ``mini_app_template_id`` is that of the mini app's one template, which says all of them.

    Raises ``TemplateFileError``.
    """
    templates: dict[Milestone, Template] = {}
    for path in sorted(folder.glob("*.yaml")):
        template = _load(path)
        if template.milestone in templates:
            raise TemplateFileError(f"{path.name}: milestone: {template.milestone} has another file already")
        templates[template.milestone] = template
    for milestone in Milestone:
        if milestone not in templates:
            raise TemplateFileError(f"{folder.name}: no file for the milestone {milestone}")
    for name, zalo_id in (zalo_template_ids or {}).items():
        if name not in templates:
            raise TemplateFileError(f"zalo_template_ids: unknown milestone {name!r}")
        templates[Milestone(name)] = replace(templates[Milestone(name)], zalo_template_id=zalo_id)
    return {
        milestone: replace(template, mini_app_template_id=mini_app_template_id)
        for milestone, template in templates.items()
    }


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
