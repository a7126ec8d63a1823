"""A row as an editor sends it; ``content`` is of the kind in the address."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from svc_content.catalogue.entry_kinds import Content

T = TypeVar("T", bound=Content)


class EntryIn(BaseModel, Generic[T]):
    model_config = ConfigDict(extra="forbid", frozen=True)

    content: T
    position: Annotated[int, Field(ge=0, le=1_000_000, description="Nhỏ đứng trước")]
    active: bool = Field(default=True, description="false là ẩn với người dân")
