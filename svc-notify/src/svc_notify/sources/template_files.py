"""Reads the template files; one that is wrong or missing stops the start and says which file and key."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, cast

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from shared.clock import VIETNAM
from shared.data_files import read_yaml
from shared.text import nfc
from svc_notify.domain.template_versions import Templates
from svc_notify.domain.templates import (
    PARAMETER_TYPES,
    Parameter,
    Template,
    TemplateError,
    ValueSpec,
    check_placeholders,
)
from svc_notify.sources.catalogue import catalogue

FOLDER = Path(__file__).parent.parent / "templates"

Milestones = Mapping[str, Mapping[str, ValueSpec]]
"""The values that the templates of each milestone may name."""


def _composed(text: str) -> str:
    return nfc(text)


Composed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_composed)]
ZaloTemplateId = Annotated[str, StringConstraints(pattern=r"^[0-9]*$")]
"""Digits in quotes, or empty until Zalo has approved the template."""
ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,40}$")]


class TemplateFileError(Exception):
    """``accepted.yaml: params.ma_ho_so.type: unknown type 'number'``"""


class ParameterFile(BaseModel):
    """One parameter of a template. What it may be follows from the value that fills it and from Zalo's own types."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: str
    type: str
    max_length: Annotated[int, Field(ge=1)]
    when_empty: Composed | None = Field(default=None, validate_default=True)

    @field_validator("source")
    @classmethod
    def _is_a_value(cls, source: str, info: ValidationInfo) -> str:
        if source not in _values(info):
            raise _wrong(f"unknown source {source!r}")
        return source

    @field_validator("type")
    @classmethod
    def _fits_the_value(cls, type_: str, info: ValidationInfo) -> str:
        if type_ not in PARAMETER_TYPES:
            raise _wrong(f"unknown type {type_!r}")
        source = info.data.get("source")
        if source and _values(info)[source].type not in PARAMETER_TYPES[type_][1]:
            raise _wrong(f"{type_!r} does not fit the source {source!r}")
        return type_

    @field_validator("max_length")
    @classmethod
    def _within_zalos_limit(cls, length: int, info: ValidationInfo) -> int:
        type_ = info.data.get("type")
        if type_ and length > (limit := PARAMETER_TYPES[type_][0]):
            raise _wrong(f"must be a whole number from 1 to {limit}")
        return length

    @field_validator("when_empty")
    @classmethod
    def _is_there_and_short(cls, text: str | None, info: ValidationInfo) -> str | None:
        source, limit = info.data.get("source"), info.data.get("max_length")
        if text is None and source and _values(info)[source].optional:
            raise _wrong(f"must be given: {source!r} may be missing")
        if text is not None and limit and len(text) > limit:
            raise _wrong(f"has {len(text)} characters, at most {limit} are allowed")
        return text


class TemplateFile(BaseModel):
    """A template as it is written: ``templates/<milestone>.yaml``, or ``<milestone>@<version>.yaml``."""

    model_config = ConfigDict(extra="forbid", strict=True)

    milestone: str
    version: Annotated[int, Field(ge=1, le=10_000)]
    zalo_template_id: ZaloTemplateId
    useful_hours: Annotated[int, Field(ge=1, le=24 * 30)]
    params: Annotated[dict[ParameterName, ParameterFile], Field(min_length=1)]
    title: Annotated[Composed, Field(max_length=100)]
    body: Annotated[Composed, Field(max_length=1_000)]
    effective_from: date | None = None
    """The day on which it begins, in Viet Nam."""

    def template(self, values: Mapping[str, ValueSpec]) -> Template:
        begins = self.effective_from
        return Template(
            milestone=self.milestone,
            version=self.version,
            zalo_template_id=self.zalo_template_id,
            useful_life=timedelta(hours=self.useful_hours),
            parameters=tuple(
                Parameter(name, one.source, values[one.source].type, one.max_length, one.when_empty)
                for name, one in self.params.items()
            ),
            title=self.title,
            body=self.body,
            effective_from=datetime.combine(begins, time(), VIETNAM) if begins else None,
        )


def parse(definition: Mapping[str, Any], milestones: Milestones | None = None) -> Template:
    """The template in ``definition``. Raises ``TemplateError``."""
    known = catalogue().values if milestones is None else milestones
    milestone = definition.get("milestone")
    if not isinstance(milestone, str) or milestone not in known:
        raise TemplateError("milestone", f"unknown milestone {milestone!r}")
    try:
        read = TemplateFile.model_validate(definition, context=known[milestone])
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise TemplateError(key, first["msg"]) from error
    template = read.template(known[milestone])
    check_placeholders(template)
    return template


def load_templates(
    zalo_template_ids: Mapping[str, str] | None = None,
    mini_app_template_id: str = "",
    folder: Path = FOLDER,
    milestones: Milestones | None = None,
) -> Templates:
    """``zalo_template_ids`` (milestone, or milestone@version where there are several → id) replaces the ids in the
    files; ``mini_app_template_id`` is that of the mini app's one template, which says all of them. ``milestones``:
    those of the sources, each of which must have its template.

    Raises ``TemplateFileError``.
    """
    known = catalogue().values if milestones is None else milestones
    templates = [_load(path, known) for path in sorted(folder.glob("*.yaml"))]
    try:
        for name, zalo_id in (zalo_template_ids or {}).items():
            found = _named(name, templates)
            templates[templates.index(found)] = replace(found, zalo_template_id=zalo_id)
        whole = (replace(template, mini_app_template_id=mini_app_template_id) for template in templates)
        return Templates(whole, known)
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


def _load(path: Path, milestones: Milestones) -> Template:
    try:
        definition = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TemplateFileError(f"{path.name}: not YAML: {error}") from error
    if not isinstance(definition, dict):
        raise TemplateFileError(f"{path.name}: must be a mapping")
    try:
        return parse(definition, milestones)
    except TemplateError as error:
        raise TemplateFileError(f"{path.name}: {error}") from error


def _values(info: ValidationInfo) -> Mapping[str, ValueSpec]:
    return cast(Mapping[str, ValueSpec], info.context)


def _wrong(why: str) -> PydanticCustomError:
    return PydanticCustomError("template", "{why}", {"why": why})
