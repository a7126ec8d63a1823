"""JSON of others, as it really comes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foreign_json import as_text, read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
        (rb'{"a":"\ud83d"}', {"a": "\ufffd"}),
        (rb'{"a":"x\ude00y"}', {"a": "x\ufffdy"}),
        (rb'{"\uD83D":"\ud83d\uDE00\ud83d"}', {"\ufffd": "😀\ufffd"}),
        (rb'{"a":"\\ud83d","b":"\ud83d"}', {"a": "\\ud83d", "b": "\ufffd"}),
        (b'{"a":"\xed\xa0\xbd\xed\xb8\x80"}', {"a": "😀"}),
        (b'{"a":"\xed\xa0\xbd"}', {"a": "\ufffd"}),
        (b'\xef\xbb\xbf{"a":"\xed\xa0\xbd\xed\xb8\x80","b":"\\ud83d"}', {"a": "😀", "b": "\ufffd"}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
    ],
)
def test_what_it_says_is_read(body: bytes, value: Any) -> None:
    assert read_json(body) == value
    assert read_json(as_text(body).encode()) == value, "also when it was kept meanwhile"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<html>", b"\xff\xfe", b"NaN", b"[" * 60_000, rb'{"a":"\u12"}', b'{"a":"\n"}']
)
def test_what_is_no_json_is_none(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_json(body)


@given(VALUES, st.booleans(), st.booleans())
def test_any_value_is_read_with_a_mark_before_it_and_however_it_is_escaped(value: Any, mark: bool, plain: bool) -> None:
    body = json.dumps(value, ensure_ascii=not plain).encode("utf-8", "replace")
    expected = json.loads(body)
    assert read_json(b"\xef\xbb\xbf" * mark + body) == _whole(expected)


@given(VALUES, st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3))
def test_halves_of_characters_never_hide_the_rest(value: Any, halves: str) -> None:
    for body in (
        json.dumps({"half": halves, "rest": value}).encode(),
        json.dumps({"half": halves, "rest": _whole(value)}, ensure_ascii=False).encode("utf-8", "surrogatepass"),
    ):
        assert read_json(body)["rest"] == _whole(value)


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_a_value_error(body: bytes) -> None:
    as_text(body).encode()
    try:
        read_json(body)
    except ValueError:
        pass


def _whole(value: Any) -> Any:
    """The value with U+FFFD for each half of a character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(member) for member in value]
    return {_whole(name): _whole(member) for name, member in value.items()} if isinstance(value, dict) else value
