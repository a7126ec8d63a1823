"""What an editor of the catalogue sends."""

from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from pydantic import Field
from pydantic_core import from_json as parse_json

from shared.errors import FieldError, Invalid, Malformed, UnsupportedMedia
from shared.fields import Day
from shared.text import normal_texts
from shared.web import StrictModel
from svc_dossier.api.fields import Text
from svc_dossier.catalogue.procedure_text import Unreadable, read_yaml

YAML = "application/yaml"
"""RFC 9512."""

CONTENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Thủ tục như tệp dữ liệu, không cần version",
        "content": {"application/json": {"schema": {"type": "object"}}, YAML: {"schema": {"type": "string"}}},
    }
}
"""The body that ``read_content`` takes, for the published description."""


class Publication(StrictModel):
    effective_from: Day = Field(description="Hôm nay hoặc một ngày sau")
    reason: Text | None = Field(default=None, description="Căn cứ công bố")


async def read_content(request: Request) -> Mapping[str, Any]:
    """The procedure in the body, as JSON or YAML. Raises ``Malformed``, ``UnsupportedMedia`` or ``Invalid``."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if media_type == YAML:
        try:
            return _meant(read_yaml(body))
        except Unreadable as error:
            raise Invalid([FieldError("content", str(error))]) from None
    if media_type != "application/json":
        raise UnsupportedMedia("Nội dung phải được gửi dưới dạng application/json hoặc application/yaml.")
    try:
        content = parse_json(body.removeprefix(BOM_UTF8), allow_inf_nan=False)
    except ValueError:
        raise Malformed() from None
    if not isinstance(content, dict):
        raise Malformed("Nội dung phải là một thủ tục.")
    return _meant(content)


def _meant(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: normal_texts(member) for name, member in content.items()}
