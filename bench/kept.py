"""The latest full measurement of each row, from which ``results.md`` is written; a row can be measured again alone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.figures import Measured
from bench.result import Result, Table


@dataclass(frozen=True)
class Kept:
    """``on``: the day, ``2026-11-23``; ``processor``: what it was measured on, since rows are measured one by one."""

    on: str
    result: Result
    processor: str


def read_kept(path: Path) -> dict[str, Kept]:
    """What was kept, by the row's name."""
    if not path.exists():
        return {}
    rows: Mapping[str, Any] = orjson.loads(path.read_bytes())
    return {name: Kept(row["on"], _result(row), row["processor"]) for name, row in rows.items()}


def write_kept(path: Path, kept: Mapping[str, Kept]) -> None:
    rows = {name: {"on": one.on, "processor": one.processor, **asdict(one.result)} for name, one in kept.items()}
    path.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _result(row: Mapping[str, Any]) -> Result:
    return Result(
        figures={name: Measured(tuple(figure["rounds"])) for name, figure in row["figures"].items()},
        tables=[Table(table["header"], table["lines"]) for table in row["tables"]],
        notes=row["notes"],
        reasons=row["reasons"],
    )
