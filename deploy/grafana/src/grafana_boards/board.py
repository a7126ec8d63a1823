"""What a board is made of, and how it becomes what Grafana reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from grafana_foundation_sdk.builders import dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import BigValueColorMode
from grafana_foundation_sdk.models.dashboard import DataSourceRef

SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
WIDTH = 24
"""How many columns Grafana's grid has."""


@dataclass(frozen=True)
class Query:
    """``quiet``: on a day without faults there may be nothing to show."""

    expr: str
    legend: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Panel:
    """``about`` is read by whoever asks what a figure counts. ``unit``: one of Grafana's."""

    title: str
    queries: tuple[Query, ...]
    unit: str = "short"
    kind: Literal["line", "number"] = "line"
    about: str = ""
    width: int = 8
    decimals: int | None = None


@dataclass(frozen=True)
class Row:
    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Board:
    """``name`` is that of its file and its address."""

    name: str
    title: str
    about: str
    rows: tuple[Row, ...]
    span: str = "now-6h"

    def panels(self) -> Iterator[Panel]:
        for row in self.rows:
            yield from row.panels


Asked = Query | tuple[str, str] | str


def line(title: str, *queries: Asked, unit: str = "short", about: str = "", width: int = 8) -> Panel:
    return Panel(title, tuple(map(_query, queries)), unit, "line", about, width)


def number(
    title: str,
    expr: str,
    unit: str = "short",
    about: str = "",
    width: int = 4,
    decimals: int | None = None,
    *,
    quiet: bool = False,
) -> Panel:
    return Panel(title, (Query(expr, quiet=quiet),), unit, "number", about, width, decimals)


def _query(given: Asked) -> Query:
    if isinstance(given, Query):
        return given
    return Query(given) if isinstance(given, str) else Query(*given)


def quantile(q: float, metric: str, by: str = "", where: str = "", over: str = "5m") -> str:
    """The quantile ``q`` of a histogram, over all its processes."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({q}, sum by ({labels}) (rate({metric}_bucket{{{where}}}[{over}])))"


def written(board: Board) -> str:
    """The JSON that Grafana reads."""
    built = (
        dashboard.Dashboard(board.title)
        .uid(board.name)
        .description(board.about)
        .tags(["quangngai-smart"])
        .time(board.span, "now")
        .timezone("Asia/Ho_Chi_Minh")
        .refresh("1m")
        .readonly()
    )
    for row in board.rows:
        built = built.with_row(dashboard.Row(row.title))
        for panel in row.panels:
            built = built.with_panel(_panel(panel))
    return JSONEncoder(sort_keys=True, indent=2, ensure_ascii=False).encode(built.build()) + "\n"


def _panel(panel: Panel) -> Any:
    made: Any
    if panel.kind == "number":
        made = stat.Panel().color_mode(BigValueColorMode.NONE).height(4)
    else:
        made = timeseries.Panel().min(0).fill_opacity(8).height(7)
    made = made.title(panel.title).unit(panel.unit).span(panel.width).datasource(SOURCE)
    if panel.about:
        made = made.description(panel.about)
    if panel.decimals is not None:
        made = made.decimals(panel.decimals)
    for name, query in zip("ABCDEFGH", panel.queries, strict=False):
        target = prometheus.Dataquery().expr(query.expr).ref_id(name).datasource(SOURCE)
        made = made.with_target(target.legend_format(query.legend) if query.legend else target)
    return made
