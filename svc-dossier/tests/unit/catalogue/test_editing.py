"""What an editor writes is judged as what is shipped, and YAML carries it there and back."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc_dossier.catalogue.procedure_file import ProcedureFile
from svc_dossier.catalogue.procedure_text import MAX_BYTES, Unreadable, from_json, read_yaml, to_json, to_yaml
from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import compiler_for, shipped_files
from svc_dossier.domain.fees import FeeLine, fees_on, total_of

COMPILER = compiler_for(agencies("H48"))
FILES = {file.code: file for file in shipped_files(COMPILER)}


@pytest.mark.parametrize("code", FILES)
def test_yaml_and_json_give_back_the_same(code: str) -> None:
    file = FILES[code]
    assert ProcedureFile.model_validate(read_yaml(to_yaml(file).encode())) == file
    assert from_json(to_json(file)) == file
    assert to_yaml(ProcedureFile.model_validate(read_yaml(to_yaml(file).encode()))) == to_yaml(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a: &a [1]\nb: *a", "bí danh".encode()),
        (b"[" * 500, "lồng nhau".encode()),
        (b"a: [1", "dòng".encode()),
        (b"a: !!python/object:os.system {}", "YAML hợp lệ".encode()),
        (b"a: !!binary aGk=", b"JSON"),
        (b"1: a", b"JSON"),
        (b"- a", "một thủ tục".encode()),
        (b"", "một thủ tục".encode()),
        (b"\xff\xfe\x00", b"YAML"),
        (b"a" * (MAX_BYTES + 1), b"256 KB"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_in_words(text: bytes, message: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_yaml(text)
    assert message.decode() in str(refused.value)


def wrong(change: dict[str, Any], code: str = "1.013225") -> list[tuple[str, str]]:
    file, errors = COMPILER.read({**FILES[code].model_dump(mode="json"), **change})
    assert (file is None) == bool(errors)
    return [(error.field, error.message) for error in errors]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"received_by": ["so-khong-co"]}, "received_by"),
        ({"fees": [{"name": "Phí", "amount": None}]}, "fees[0].note"),
        (
            {"fees": [{"name": "Phí", "amount": 1, "effective_from": "2027-01-02", "effective_to": "2027-01-01"}]},
            "fees[0].effective_to",
        ),
        ({"times": [{"value": 1, "unit": "working_day", "when": {"field": "x", "equals": "y"}}]}, "times[0].when"),
        ({"form": {"title": "Đơn", "type": "object", "required": [], "properties": {}}}, "form"),
        ({"form": {"title": "Đơn", "type": "object", "required": ["nguoi_yeu_cau"], "properties": {"a": 1}}}, "form"),
        ({"form": None}, "content"),
        ({"code": "1.1"}, "code"),
        ({"colour": "red"}, "colour"),
        ({"documents": [{"code": "a", "name": "\u0007", "copies": ["copy"], "mandatory": True}]}, "documents[0].name"),
    ],
)
def test_every_contradiction_is_named(change: dict[str, Any], field: str) -> None:
    assert field in [where for where, _ in wrong(change)]


def test_an_example_that_does_not_fit_and_a_choice_without_a_label_are_named() -> None:
    form = {**(FILES["1.001612"].form or {})}
    example = {**form["examples"][0], "von_kinh_doanh": -1}
    assert "form.examples[0]" in [where for where, _ in wrong({"form": {**form, "examples": [example]}}, "1.001612")]
    properties = {**form["properties"], "loai": {"title": "Loại", "type": "string", "enum": ["a"]}}
    assert "form.loai" in [where for where, _ in wrong({"form": {**form, "properties": properties}}, "1.001612")]


def test_fees_by_channel_and_date() -> None:
    lines = [
        FeeLine("Lệ phí", 20_000, channel="direct"),
        FeeLine("Lệ phí", 10_000, channel="online", effective_to=date(2025, 12, 31)),
        FeeLine("Lệ phí", 0, channel="online", effective_from=date(2026, 1, 1)),
        FeeLine("Bản sao", 8_000),
        FeeLine("Bản sao", 5_000, channel="online"),
    ]
    assert [line.amount for line in fees_on(lines, "online", date(2025, 12, 31))] == [10_000, 5_000]
    assert [line.amount for line in fees_on(lines, "online", date(2026, 1, 1))] == [0, 5_000]
    assert [line.amount for line in fees_on(lines, "direct", date(2026, 1, 1))] == [20_000, 8_000]
    assert [line.amount for line in fees_on(lines, "postal", date(2026, 1, 1))] == [8_000]


FREE = FeeLine("Lệ phí", 0)
ONCE = FeeLine("Lệ phí", 7_000, "lần")
COPY = FeeLine("Bản sao", 8_000, "bản")
BY_LIST = FeeLine("Theo danh sách", 5_000, "người")
UNKNOWN = FeeLine("Lệ phí", None, note="Theo nghị quyết")


@pytest.mark.parametrize(
    ("lines", "copies", "total"),
    [
        ([FREE], None, 0),
        ([ONCE], None, 7_000),
        ([FREE, COPY], 2, 16_000),
        ([FREE, COPY], 0, 0),
        ([FREE, COPY], None, None),
        ([FREE], 2, None),
        ([ONCE, BY_LIST], None, None),
        ([FREE, UNKNOWN], None, None),
        ([], None, None),
    ],
)
def test_a_sum_is_told_only_where_every_fee_is_known(
    lines: list[FeeLine], copies: int | None, total: int | None
) -> None:
    assert total_of(lines, copies) == total


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in ``content`` at which there is a value."""
    members = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [place for name, member in members for place in ((*path, name), *places(member, (*path, name)))]


@settings(max_examples=3 * settings().max_examples)
@given(st.sampled_from(["1.013225", "1.001612"]), st.data(), JSON)
def test_whatever_an_editor_writes_anywhere_is_taken_or_refused(code: str, data: st.DataObject, value: Any) -> None:
    content = FILES[code].model_dump(mode="json")
    *way, last = data.draw(st.sampled_from(places(content)))
    inner: Any = content
    for step in way:
        inner = inner[step]
    inner[last] = value
    file, errors = COMPILER.read(content)
    assert (file is None) == bool(errors)
    assert all(error.message for error in errors)
    if file is not None:
        assert from_json(to_json(file)) == file
        form = COMPILER.compiled(file).form
        assert form is not None
        for answers in form.schema.get("examples", ()):
            assert form.errors(answers, date(2026, 11, 23)) is not None


def test_a_number_that_cannot_be_kept_is_refused_with_a_word() -> None:
    content = FILES["1.013225"].model_dump(mode="json") | {"version": 2**64}
    file, errors = COMPILER.read(content)
    assert file is None
    assert [error.message for error in errors] == ["Có số quá lớn."]
