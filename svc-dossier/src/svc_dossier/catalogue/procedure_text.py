"""A procedure version as text: YAML for people to carry about, JSON for keeping. Neither can hold more than data."""

from collections.abc import Mapping
from typing import Any

import orjson
import yaml

from svc_dossier.catalogue.procedure_file import ProcedureFile

MAX_BYTES = 256 * 1024
_MAX_DEPTH = 60


class Unreadable(Exception):
    """The text is not YAML that we take; the message says why, in Vietnamese."""


def read_yaml(text: bytes) -> Mapping[str, Any]:
    """The mapping in ``text``, of JSON values only. Aliases are refused: with them few bytes become very many."""
    if len(text) > MAX_BYTES:
        raise Unreadable(f"Tệp không được lớn hơn {MAX_BYTES // 1024} KB.")
    try:
        depth = 0
        for event in yaml.parse(text, yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _MAX_DEPTH:
                raise Unreadable("Tệp dùng bí danh hoặc lồng nhau quá sâu.")
        content = orjson.loads(orjson.dumps(yaml.load(text, yaml.CSafeLoader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (dòng {mark.line + 1})" if mark else ""
        raise Unreadable(f"Tệp không phải là YAML hợp lệ{where}.") from None
    except (TypeError, ValueError):
        raise Unreadable("Tệp có giá trị không biểu diễn được bằng JSON.") from None
    if not isinstance(content, dict):
        raise Unreadable("Tệp phải là một thủ tục.")
    return content


def to_yaml(file: ProcedureFile) -> str:
    """``file`` as its data file would write it: reading it again gives the same."""
    return yaml.safe_dump(file.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=120)


def to_json(file: ProcedureFile) -> str:
    return orjson.dumps(file.model_dump(mode="json")).decode()


def from_json(text: str) -> ProcedureFile:
    return ProcedureFile.model_validate(orjson.loads(text))


def changed_members(before: str, after: str) -> tuple[str, ...]:
    """The names of the members in which two contents differ."""
    old, new = orjson.loads(before), orjson.loads(after)
    return tuple(name for name in new if old.get(name) != new[name])
