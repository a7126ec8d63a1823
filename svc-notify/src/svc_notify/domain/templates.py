"""What a milestone says: typed parameters within Zalo's limits, Vietnamese text, and a form to be read aloud.

Templates are read and checked whole when the service starts (``svc_notify.sources.template_files``); rendering then
cannot fail on them. Lengths count characters in NFC: decomposed Vietnamese would count twice (contract, trap 19).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.spoken import spoken_code, spoken_moment, spoken_number, spoken_text
from shared.text import grouped
from shared.time_zone import VIETNAM
from svc_notify.domain.policy import Channel

Value = str | datetime | Sequence[str] | int | None


class ValueType(StrEnum):
    """What a value is, before it is text."""

    CODE = "code"
    TEXT = "text"
    LIST = "list"
    MOMENT = "moment"
    MONEY = "money"


@dataclass(frozen=True)
class ValueSpec:
    """A value that an event source gives to its templates; an ``optional`` one may be missing."""

    type: ValueType
    optional: bool = False


PARAMETER_TYPES: Mapping[str, tuple[int, frozenset[ValueType]]] = {
    "code": (30, frozenset({ValueType.CODE})),
    "label": (30, frozenset({ValueType.TEXT, ValueType.MOMENT, ValueType.CODE})),
    "status": (30, frozenset({ValueType.TEXT})),
    "product_name": (200, frozenset({ValueType.TEXT, ValueType.LIST})),
    "address": (200, frozenset({ValueType.TEXT, ValueType.LIST})),
    "transfer_note": (90, frozenset({ValueType.TEXT, ValueType.LIST})),
    "date": (20, frozenset({ValueType.MOMENT})),
    "amount": (20, frozenset({ValueType.MONEY})),
    "currency": (12, frozenset({ValueType.MONEY})),
}
"""Zalo's parameter types with their limits in characters (contract 5.4), and which of our values may fill them."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_WITHIN_WORDS = re.compile(r"(?<=\w)/(?=\w)")
"""A slash is read aloud as one: “Ông/Bà”."""
_TWICE_ENDED = re.compile(r"([?!…])\.")
_IN_FULL = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "CCCD": "căn cước công dân",
    "CMND": "chứng minh nhân dân",
    "TTHC": "thủ tục hành chính",
}
_ABBREVIATION = re.compile(rf"\b(?:{'|'.join(_IN_FULL)})\b")


@dataclass(frozen=True)
class Parameter:
    """``value`` names what fills it, ``when_empty`` is what is said when that is missing."""

    name: str
    value: str
    type: ValueType
    max_length: int
    when_empty: str | None


@dataclass(frozen=True)
class Template:
    """``zalo_template_id`` is empty until Zalo has approved the template. ``effective_from``: midnight in Viet Nam of
    the day it begins, ``None`` where nothing was before it.
    """

    milestone: str
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


def check_placeholders(template: Template) -> None:
    """Text and parameters name each other. Raises ``TemplateError``."""
    declared = {parameter.name for parameter in template.parameters}
    used: set[str] = set()
    for key, text in (("title", template.title), ("body", template.body)):
        names = _PLACEHOLDER.findall(text)
        for name in names:
            if name not in declared:
                raise TemplateError(key, f"{{{name}}} is not among the params")
        if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
            raise TemplateError(key, "a brace stands alone")
        used.update(names)
    for name in declared - used:
        raise TemplateError(f"params.{name}", "is not used in the title or the body")


def render(template: Template, values: Mapping[str, Value]) -> Rendered:
    """``values`` holds those that the template names; an empty one that may not be empty is a ``KeyError``."""
    shown, spoken, params = {}, {}, {}
    shortened = []
    for parameter in template.parameters:
        value = values[parameter.value]
        whole = _shown(value)
        if not whole:
            if parameter.when_empty is None:
                raise KeyError(parameter.value)
            shown[parameter.name] = spoken[parameter.name] = params[parameter.name] = parameter.when_empty
            continue
        shown[parameter.name] = whole
        spoken[parameter.name] = _spelt(whole) if parameter.type is ValueType.CODE else _spoken(value)
        if len(whole) > parameter.max_length and parameter.type in (ValueType.TEXT, ValueType.LIST):
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


def rendered_within_limits(template: Template, whole: Rendered) -> Rendered:
    """``whole`` as a channel shows it that gets only the parameters."""
    return replace(whole, title=_fill(template.title, whole.params), body=_fill(template.body, whole.params))


def fits(template: Template, params: Mapping[str, str]) -> bool:
    """Whether Zalo's limits, and the parameters of this version, allow ``params``."""
    limits = {parameter.name: parameter.max_length for parameter in template.parameters}
    return params.keys() == limits.keys() and all(len(params[name]) <= limit for name, limit in limits.items())


def _shown(value: Value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    if isinstance(value, int):
        return grouped(value)
    if isinstance(value, str):
        return _clean(value)
    return "; ".join(filter(None, map(_clean, value or ())))


def _spoken(value: Value) -> str:
    """The value as a voice says it: dates in words, amounts in thousands, codes spelt, abbreviations in full."""
    if isinstance(value, datetime):
        return spoken_moment(value)
    if isinstance(value, int):
        return spoken_number(value)
    text = _WITHIN_WORDS.sub(" ", spoken_text(_shown(value).replace(";", ",")))
    return _ABBREVIATION.sub(lambda found: _IN_FULL[found[0]], text)


def _spelt(code: str) -> str:
    """A short number, such as that of a queue, is read as one."""
    return code if len(code) < 5 and code.isdecimal() else spoken_code(code)


def _clean(text: str) -> str:
    """One line, composed, without the full stop that the sentence around it brings."""
    printable = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", text))
    return " ".join(printable.split()).rstrip(" .;,")


def _shorten(text: str, limit: int) -> str:
    """The text in at most ``limit`` characters, cut between words where the last word is not most of it."""
    cut = text[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) >= limit // 2 else cut).rstrip(" ,;.") + "…"


def _fill(text: str, values: Mapping[str, str]) -> str:
    """A value that ends its sentence itself, such as a question, needs no full stop of the text."""
    return _TWICE_ENDED.sub(r"\1", _PLACEHOLDER.sub(lambda found: values[found[1]], text))


def _aloud(template: Template, values: Mapping[str, str]) -> str:
    sentences = [line.strip() for line in (template.title, *template.body.splitlines()) if line.strip()]
    ended = [sentence if sentence[-1] in ".!?" else f"{sentence}." for sentence in sentences]
    return _fill(_WITHIN_WORDS.sub(" ", " ".join(ended)), values)
