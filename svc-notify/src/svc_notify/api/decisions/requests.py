"""A question to the policy."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from shared.web import Moment
from svc_notify.sources.catalogue import catalogue


def _known(milestone: str) -> str:
    known = catalogue().push_policy
    if milestone not in known:
        names: dict[str, Any] = {"expected": ", ".join(known)}
        raise PydanticCustomError("enum", "unknown milestone", names)
    return milestone


class _Milestones:
    """Which milestones there are, the sources say."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "enum": list(catalogue().push_policy)}


Milestone = Annotated[str, AfterValidator(_known), _Milestones()]


class DryRun(BaseModel):
    model_config = ConfigDict(extra="forbid")

    citizen_id: Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")]
    milestone: Milestone
    at: Moment | None = None
