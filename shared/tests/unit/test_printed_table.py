"""A table of states, printed."""

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

import pytest

from shared.printed_table import PrintedTable


class Numbered(IntEnum):
    RECEIVED = 0
    ANSWERED = 1


class Word(StrEnum):
    DRAFT = "draft"
    SHOWN = "shown"


class Named(StrEnum):
    WAITING = "CHO_TIEP_NHAN"
    CLOSED = "DA_DONG"


class Action(StrEnum):
    ASK = "ask"
    ANSWER = "answer"


@dataclass(frozen=True)
class Row:
    source: Enum | None
    action: Action
    target: Enum
    note: str = ""


def printed(states: type[Enum]) -> PrintedTable[Row]:
    first, second = states
    rows = [Row(None, Action.ASK, first), Row(first, Action.ANSWER, second, "once")]
    return PrintedTable(rows, by=lambda row: "citizen" if row.source is None else "officer", columns={"note": _note})


def _note(row: Row) -> str:
    return row.note


def test_each_transition_is_a_line() -> None:
    assert printed(Numbered).text().splitlines() == [
        "from        action  by       to          note",
        "----------  ------  -------  ----------  ----",
        "-           ask     citizen  0 received",
        "0 received  answer  officer  1 answered  once",
    ]


@pytest.mark.parametrize(
    ("states", "names", "first", "second"),
    [
        (Numbered, ["RECEIVED : 0 received", "ANSWERED : 1 answered"], "RECEIVED", "ANSWERED"),
        (Named, ["WAITING : CHO_TIEP_NHAN waiting", "CLOSED : DA_DONG closed"], "WAITING", "CLOSED"),
        (Word, [], "draft", "shown"),
    ],
)
def test_the_diagram_begins_once_and_ends_where_nothing_follows(
    states: type[Enum], names: list[str], first: str, second: str
) -> None:
    """A state whose number is 0 is a state like any other."""
    arrows = [f"[*] --> {first} : ask by citizen", f"{first} --> {second} : answer by officer", f"{second} --> [*]"]
    assert printed(states).mermaid().splitlines() == ["stateDiagram-v2", *(f"    {line}" for line in names + arrows)]
