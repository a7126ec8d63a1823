"""The boards that Grafana reads are those that the code says, and ask for what is measured."""

import json
import re

import pytest

from grafana_boards import province
from grafana_boards.board import NO_BASE, NOT_MEASURED, NOTHING_TO_DRAW, Board, written
from grafana_boards.every import BOARDS
from tests.guards.sources import ROOT
from tests.guards.test_alerts import SOURCES

FOLDER = ROOT / "deploy" / "grafana" / "boards"
METRIC = re.compile(
    r"\b((?:notify|consumer|outbox|http|gateway|dossier|content|feedback|payment|dead|mongodb|kafka|periodic)_[a-z0-9_]+?)"
    r"(?:_count|_bucket)?\s*[{\[)]"
)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_the_file_is_what_the_code_says(board: Board) -> None:
    assert (FOLDER / f"{board.name}.json").read_text() == written(board), "make boards"


def test_there_is_no_board_without_code() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {board.name for board in BOARDS}


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_it_asks_for_what_is_measured(board: Board) -> None:
    asked = {name for panel in board.panels() for query in panel.queries for name in METRIC.findall(query.expr)}
    assert asked
    assert [name for name in sorted(asked) if not _measured(name)] == []


def _measured(name: str) -> bool:
    """A collector of our own gives a counter's name without its ending."""
    return f'"{name}"' in SOURCES or f'"{name.removesuffix("_total")}"' in SOURCES


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_every_panel_has_a_title_and_fits_its_row(board: Board) -> None:
    shown = json.loads(written(board))["panels"]
    assert all(panel["title"] for panel in shown)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in shown)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_a_number_that_is_not_there_is_said_in_words(board: Board) -> None:
    """A missing figure would else read as one that is nought, or as a fault of the board."""
    for panel in json.loads(written(board))["panels"]:
        if panel["type"] == "stat":
            defaults = panel["fieldConfig"]["defaults"]
            assert defaults["noValue"] in (NOT_MEASURED, NO_BASE), panel["title"]
            assert ("/ (" not in panel["targets"][0]["expr"]) or defaults["noValue"] == NO_BASE, panel["title"]
            assert ("thresholds" in defaults) == (panel["options"]["colorMode"] == "value"), panel["title"]
            (missing,) = defaults["mappings"]
            assert missing["options"]["result"] == {"text": defaults["noValue"], "color": "text"}, panel["title"]
        elif panel["type"] == "timeseries":
            assert panel["fieldConfig"]["defaults"]["noValue"] == NOTHING_TO_DRAW, panel["title"]


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_a_number_is_what_holds_now(board: Board) -> None:
    """Grafana would show the last value of a range for as long as the board looks back."""
    panels = json.loads(written(board))["panels"]
    asked = [(panel["title"], query.get("instant")) for panel in panels for query in panel.get("targets", ())]
    numbers = {panel["title"] for panel in panels if panel["type"] == "stat"}
    assert [title for title, instant in asked if bool(instant) != (title in numbers)] == []


def test_whoever_answers_for_the_app_reads_no_codes() -> None:
    lines = [panel for panel in json.loads(written(province.BOARD))["panels"] if panel["type"] == "timeseries"]
    read = {
        change["matcher"]["options"]: change["properties"][0]["value"]
        for panel in lines
        for change in panel["fieldConfig"]["overrides"]
    }
    assert [panel["title"] for panel in lines if "legendFormat" in panel["targets"][0]] == [
        panel["title"] for panel in lines if panel["fieldConfig"]["overrides"]
    ]
    codes = ("supplement_requested", "postal", "due_soon", "immediate", "zalo_oa_cs")
    assert [read[code] for code in codes] == [
        "Yêu cầu bổ sung giấy tờ",
        "Nộp qua bưu chính công ích",
        "Sắp đến hạn",
        "Xử lý ngay",
        "Tin tư vấn Zalo OA",
    ]
