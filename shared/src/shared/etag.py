"""Two people, one thing: ``ETag`` is the aggregate's version, ``If-Match`` what the caller has seen."""

import re
from typing import Annotated

from fastapi import Depends, Header

from shared.errors import Malformed

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def etag(version: int) -> str:
    return f'"{version}"'


def _if_match(if_match: Annotated[str | None, Header()] = None) -> int | None:
    return None if if_match is None else _version(if_match)


def _if_match_required(if_match: Annotated[str, Header()]) -> int:
    return _version(if_match)


def _version(if_match: str) -> int:
    if match := _ETAG.fullmatch(if_match.strip()):
        return int(match[1])
    detail = 'Tiêu đề If-Match phải là phiên bản đã nhận trong ETag, ví dụ "3".'
    raise Malformed(detail, code="if-match-malformed", title="Phiên bản không đọc được")


IfMatch = Annotated[int | None, Depends(_if_match)]
"""The version the caller saw, or ``None`` when it did not say."""

RequiredIfMatch = Annotated[int, Depends(_if_match_required)]
"""The version the caller saw; 428 when it did not say."""
