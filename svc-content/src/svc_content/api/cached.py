"""Public answers that caches may keep: for seconds, and by what is in them (``ETag``, 304)."""

import hashlib
from collections.abc import Mapping
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel
from starlette.responses import Response

IfNoneMatch = Annotated[str | None, Header()]

SECONDS = 1
"""How stale a public page may be in a cache. With the second that a row takes to reach every process, nobody reads
anything older than two. A service that is down may be answered for a day longer."""
CACHING = f"public, max-age={SECONDS}, stale-if-error=86400"


def cached(content: BaseModel, if_none_match: str | None, extra: Mapping[str, str] | None = None) -> Response:
    body = content.__pydantic_serializer__.to_json(content, by_alias=True)
    return cached_bytes(body, "application/json", if_none_match, extra)


def cached_bytes(
    body: bytes, media_type: str, if_none_match: str | None, extra: Mapping[str, str] | None = None
) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"Cache-Control": CACHING, "ETag": tag, **(extra or {})}
    if if_none_match and any(part.strip().removeprefix("W/") in (tag, "*") for part in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, media_type)
