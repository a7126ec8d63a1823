"""What a milestone says: typed parameters within Zalo's limits, Vietnamese text, and a form to be read aloud.

A definition (a YAML file for each milestone and version) is checked whole when the service starts; rendering then
cannot fail on it.
Lengths count characters in NFC: decomposed Vietnamese would count twice (contract, trap 19).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NoReturn

from svc_notify.domain.milestones import Milestone
from svc_notify.domain.policy import Channel
from svc_notify.domain.retry_ladder import VIETNAM

Value = str | datetime | Sequence[str] | int | None


class Kind(StrEnum):
    CODE = "code"
    TEXT = "text"
    LIST = "list"
    MOMENT = "moment"
    MONEY = "money"


SOURCES: Mapping[str, tuple[Kind, bool]] = {
    # what an event says about a dossier: its kind, and whether it may be missing
    "dossier_code": (Kind.CODE, False),
    "procedure_name": (Kind.TEXT, False),
    "agency_name": (Kind.TEXT, False),
    "occurred_at": (Kind.MOMENT, False),
    "due_at": (Kind.MOMENT, True),
    "reason": (Kind.TEXT, True),
    "documents": (Kind.LIST, True),
    "amount": (Kind.MONEY, True),
    # … and about an appointment, which also has a procedure, a time and a reason
    "office_name": (Kind.TEXT, False),
    "starts_at": (Kind.MOMENT, False),
    "queue_number": (Kind.CODE, False),
    # … and what officers write in a broadcast, which also has a time
    "issuer": (Kind.TEXT, False),
    "subject": (Kind.TEXT, False),
    "text": (Kind.TEXT, False),
}

# Zalo's parameter types and their limits (contract 5.4), and which of our kinds may fill them.
TYPES: Mapping[str, tuple[int, frozenset[Kind]]] = {
    "code": (30, frozenset({Kind.CODE})),
    "label": (30, frozenset({Kind.TEXT, Kind.MOMENT, Kind.CODE})),
    "status": (30, frozenset({Kind.TEXT})),
    "product_name": (200, frozenset({Kind.TEXT, Kind.LIST})),
    "address": (200, frozenset({Kind.TEXT, Kind.LIST})),
    "transfer_note": (90, frozenset({Kind.TEXT, Kind.LIST})),
    "date": (20, frozenset({Kind.MOMENT})),
    "amount": (20, frozenset({Kind.MONEY})),
    "currency": (12, frozenset({Kind.MONEY})),
}

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z0-9_]{1,40}")
_IN_FULL = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "CCCD": "căn cước công dân",
    "CMND": "chứng minh nhân dân",
    "TTHC": "thủ tục hành chính",
}
_ABBREVIATION = re.compile(rf"\b(?:{'|'.join(_IN_FULL)})\b")
_REQUIRED = frozenset({"milestone", "version", "zalo_template_id", "useful_hours", "params", "title", "body"})
_KEYS = _REQUIRED | {"effective_from"}
_PARAM_KEYS = frozenset({"source", "type", "max_length", "when_empty"})


@dataclass(frozen=True)
class Parameter:
    """``when_empty`` is what is said when the source is missing."""

    name: str
    source: str
    kind: Kind
    max_length: int
    when_empty: str | None


@dataclass(frozen=True)
class Template:
    """``zalo_template_id`` is empty until Zalo has approved the template. ``effective_from``: midnight in Viet Nam of
    the day it begins, ``None`` where nothing was before it.
    """

    milestone: Milestone
    version: int
    zalo_template_id: str
    useful_life: timedelta
    parameters: tuple[Parameter, ...]
    title: str
    body: str
    effective_from: datetime | None = None
    mini_app_template_id: str = ""

    @property
    def name(self) -> str:
        """``accepted@1``"""
        return f"{self.milestone}@{self.version}"

    def id_on(self, channel: Channel) -> str:
        """What ``channel`` calls it; empty where it is not approved. By OA user id and by phone it is the same."""
        if channel is Channel.ZALO_MINI_APP:
            return self.mini_app_template_id
        return self.zalo_template_id if channel in (Channel.ZALO_OA_TEMPLATE, Channel.ZNS) else ""


@dataclass(frozen=True)
class Rendered:
    """``title``, ``body`` and ``plain_text`` are whole, for the inbox and for reading aloud. ``params`` are for Zalo:
    ``shortened`` names the texts cut to its limits; a code, a time or an amount is never cut, so it may not fit.
    """

    title: str
    body: str
    plain_text: str
    params: Mapping[str, str]
    shortened: tuple[str, ...]


class TemplateError(ValueError):
    """A definition that must not go into use: ``key`` says where, the text why."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key


def parse(definition: Mapping[str, Any]) -> Template:
    """The template in ``definition``. Raises ``TemplateError``."""
    _check_keys("", definition, _KEYS, required=_REQUIRED)
    milestone = definition["milestone"]
    if milestone not in list(Milestone):
        _wrong("milestone", f"unknown milestone {milestone!r}")
    if not isinstance(definition["params"], Mapping) or not definition["params"]:
        _wrong("params", "must name at least one parameter")
    zalo_template_id = definition["zalo_template_id"]
    if not isinstance(zalo_template_id, str) or not (zalo_template_id == "" or zalo_template_id.isdecimal()):
        _wrong("zalo_template_id", "must be digits in quotes, or empty until Zalo has approved the template")
    template = Template(
        milestone=Milestone(milestone),
        version=_whole("version", definition["version"], 1, 10_000),
        zalo_template_id=zalo_template_id,
        useful_life=timedelta(hours=_whole("useful_hours", definition["useful_hours"], 1, 24 * 30)),
        parameters=tuple(_parameter(name, spec) for name, spec in definition["params"].items()),
        title=_text("title", definition["title"], 100),
        body=_text("body", definition["body"], 1_000),
        effective_from=_midnight("effective_from", definition.get("effective_from")),
    )
    _check_placeholders(template)
    return template


def render(template: Template, facts: Mapping[str, Value]) -> Rendered:
    """``facts`` holds the sources the template names; an empty one that may not be empty is a ``KeyError``."""
    shown, spoken, params = {}, {}, {}
    shortened = []
    for parameter in template.parameters:
        value = facts[parameter.source]
        whole = _shown(value)
        if not whole:
            if parameter.when_empty is None:
                raise KeyError(parameter.source)
            shown[parameter.name] = spoken[parameter.name] = params[parameter.name] = parameter.when_empty
            continue
        shown[parameter.name] = whole
        spoken[parameter.name] = _spoken(value)
        if len(whole) > parameter.max_length and parameter.kind in (Kind.TEXT, Kind.LIST):
            whole = _shorten(whole, parameter.max_length)
            shortened.append(parameter.name)
        params[parameter.name] = whole
    return Rendered(
        title=_fill(template.title, shown),
        body=_fill(template.body, shown),
        plain_text=_aloud(template, spoken),
        params=params,
        shortened=tuple(shortened),
    )


def fits(template: Template, params: Mapping[str, str]) -> bool:
    """Whether Zalo's limits, and the parameters of this version, allow ``params``."""
    limits = {parameter.name: parameter.max_length for parameter in template.parameters}
    return params.keys() == limits.keys() and all(len(params[name]) <= limit for name, limit in limits.items())


def _shown(value: Value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, str):
        return _clean(value)
    return "; ".join(filter(None, map(_clean, value or ())))


def _spoken(value: Value) -> str:
    """As a voice says it: dates in words, abbreviations in full."""
    if isinstance(value, datetime):
        local = value.astimezone(VIETNAM)
        minute = f" {local.minute} phút" if local.minute else ""
        return f"{local.hour} giờ{minute} ngày {local.day} tháng {local.month} năm {local.year}"
    return _ABBREVIATION.sub(lambda found: _IN_FULL[found[0]], _shown(value).replace(";", ","))


def _clean(text: str) -> str:
    """One line, composed, without the full stop that the sentence around it brings."""
    printable = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", text))
    return " ".join(printable.split()).rstrip(" .;,")


def _shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words where the last word is not most of it."""
    cut = text[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) >= limit // 2 else cut).rstrip(" ,;.") + "…"


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _aloud(template: Template, values: Mapping[str, str]) -> str:
    sentences = [line.strip() for line in (template.title, *template.body.splitlines()) if line.strip()]
    ended = [sentence if sentence[-1] in ".!?" else f"{sentence}." for sentence in sentences]
    without_slashes = re.sub(r"(?<=\w)/(?=\w)", " ", " ".join(ended))
    return _fill(without_slashes, values)


def _parameter(name: Any, spec: Any) -> Parameter:
    where = f"params.{name}"
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        _wrong(where, "a parameter's name is made of letters without accents, digits and underscore")
    if not isinstance(spec, Mapping):
        _wrong(where, "must be a mapping")
    _check_keys(f"{where}.", spec, _PARAM_KEYS, required={"source", "type", "max_length"})
    if spec["source"] not in SOURCES:
        _wrong(f"{where}.source", f"unknown source {spec['source']!r}")
    if spec["type"] not in TYPES:
        _wrong(f"{where}.type", f"unknown type {spec['type']!r}")
    kind, may_be_missing = SOURCES[spec["source"]]
    limit, kinds = TYPES[spec["type"]]
    if kind not in kinds:
        _wrong(f"{where}.type", f"{spec['type']!r} does not fit the source {spec['source']!r}")
    max_length = _whole(f"{where}.max_length", spec["max_length"], 1, limit)
    when_empty = spec.get("when_empty")
    if may_be_missing and when_empty is None:
        _wrong(f"{where}.when_empty", f"must be given: {spec['source']!r} may be missing")
    if when_empty is not None:
        when_empty = _text(f"{where}.when_empty", when_empty, max_length)
    return Parameter(name, spec["source"], kind, max_length, when_empty)


def _check_placeholders(template: Template) -> None:
    declared = {parameter.name for parameter in template.parameters}
    used: set[str] = set()
    for key in ("title", "body"):
        text = getattr(template, key)
        names = _PLACEHOLDER.findall(text)
        for name in names:
            if name not in declared:
                _wrong(key, f"{{{name}}} is not among the params")
        if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
            _wrong(key, "a brace stands alone")
        used.update(names)
    for name in declared - used:
        _wrong(f"params.{name}", "is not used in the title or the body")


def _check_keys(where: str, given: Mapping[str, Any], known: Set[str], required: Set[str]) -> None:
    for key in given:
        if key not in known:
            _wrong(f"{where}{key}", "unknown key")
    for key in sorted(required):
        if key not in given:
            _wrong(f"{where}{key}", "is missing")


def _text(key: str, value: Any, limit: int) -> str:
    if not isinstance(value, str) or not value.strip():
        _wrong(key, "must be text")
    composed = unicodedata.normalize("NFC", value.strip())
    if len(composed) > limit:
        _wrong(key, f"has {len(composed)} characters, at most {limit} are allowed")
    return composed


def _whole(key: str, value: Any, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        _wrong(key, f"must be a whole number from {low} to {high}")
    return value


def _midnight(key: str, value: Any) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        _wrong(key, "must be a day, such as 2027-01-01")
    return datetime.combine(value, time(), VIETNAM)


def _wrong(key: str, why: str) -> NoReturn:
    raise TemplateError(key, why)
