"""What a board is made of, and how it becomes what Grafana reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    LegendDisplayMode,
    LegendPlacement,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardSpecialValueMapOptions,
    DataSourceRef,
    DynamicConfigValue,
    SpecialValueMap,
    SpecialValueMatch,
    Threshold,
    ThresholdsMode,
    ValueMappingResult,
)

SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
WIDTH = 24
"""How many columns Grafana's grid has."""

NOT_MEASURED = "chưa đo được"
"""Stands where a figure should be: nothing was scraped, or nothing says it any more."""
NO_BASE = "chưa có cơ sở"
"""Stands where a share should be, of which there is nothing yet to take one of."""
NOTHING_TO_DRAW = "không có dữ liệu"
"""Stands where lines should be: nothing of the kind has nonzero, or nothing was scraped."""

DURATION = "dthms"
"""The unit of seconds that may be many: hours, minutes and seconds. Grafana's names of longer times are English."""
YES_NO = "bool:Có/Không"

SOFT_MAXIMA: Mapping[str, float] = {"short": 1, "reqps": 1, DURATION: 60, YES_NO: 1}
"""How far a graph reaches at least, by its unit. Without one Grafana draws lines of noughts below an axis to 100."""

Steps = tuple[tuple[float | None, str], ...]
"""Colours by the value from which they hold, the least first: ``None`` is the lowest there is."""


def at_least(good: float, middling: float | None = None) -> Steps:
    """Red below ``good``, and yellow from ``middling`` on where there are such."""
    yellow: Steps = () if middling is None else ((middling, "yellow"),)
    return ((None, "red"), *yellow, (good, "green"))


def below(bad: float) -> Steps:
    return ((None, "green"), (bad, "red"))


@dataclass(frozen=True)
class Query:
    """``quiet``: on a day without faults there may be nothing to show."""

    expr: str
    legend: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Panel:
    """``about`` is read by whoever asks what a figure counts. ``unit``: one of Grafana's.

    ``names``: what people read for the codes that are legends. ``steps``: none where no rule and no promise says what
    is good. ``missing`` stands where a number has no value.
    """

    title: str
    queries: tuple[Query, ...]
    unit: str = "short"
    kind: Literal["line", "number"] = "line"
    about: str = ""
    width: int = 8
    decimals: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    steps: Steps = ()
    missing: str = NOT_MEASURED
    height: int = 7


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


def line(
    title: str,
    *queries: Asked,
    unit: str = "short",
    about: str = "",
    width: int = 8,
    height: int = 7,
    decimals: int | None = None,
    names: Mapping[str, str] | None = None,
) -> Panel:
    """``height``: Grafana gives a third of it to the legend, so that a dozen names need 9.

    ``decimals``: 0 for what is counted.
    """
    asked = tuple(map(_query, queries))
    return Panel(title, asked, unit, "line", about, width, decimals, names or {}, height=height)


def number(
    title: str,
    expr: str,
    unit: str = "short",
    about: str = "",
    width: int = 4,
    decimals: int | None = None,
    *,
    quiet: bool = False,
    steps: Steps = (),
    missing: str = NOT_MEASURED,
) -> Panel:
    query = Query(expr, quiet=quiet)
    return Panel(title, (query,), unit, "number", about, width, decimals, steps=steps, missing=missing, height=4)


def _query(given: Asked) -> Query:
    if isinstance(given, Query):
        return given
    return Query(given) if isinstance(given, str) else Query(*given)


def quantile(q: float, metric: str, by: str = "", where: str = "", at: str = "") -> str:
    """The quantile ``q`` of a histogram in five minutes, over all its processes. Where nothing was observed there is no
    number, and nothing that is none passes the comparison.
    """
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({q}, sum by ({labels}) (rate({metric}_bucket{{{where}}}[5m]{at}))) >= 0"


def largest(by: str, expr: str, at_the_end: str) -> str:
    """The five series of ``expr`` that are the largest at the end of what is drawn, which ``at_the_end`` asks.

    ``topk`` alone takes others at every point: more than five, and each in pieces.
    """
    return f"({expr}) and on ({by}) topk(5, {at_the_end})"


END = " @ end()"
"""A modifier of a selector: its value at the end of what is drawn."""


def nonzero(expr: str, legend: str, *, quiet: bool = False) -> Query:
    """Only what there was: of a hundred kinds that are counted from 0 on, few are ever seen, and no legend has room for
    the others.
    """
    return Query(f"{expr} > 0", legend, quiet)


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
    made: Any = _number(panel) if panel.kind == "number" else _line(panel)
    made = made.title(panel.title).unit(panel.unit).span(panel.width).height(panel.height).datasource(SOURCE)
    if panel.about:
        made = made.description(panel.about)
    if panel.decimals is not None:
        made = made.decimals(panel.decimals)
    if panel.steps:
        steps = [Threshold(value, colour) for value, colour in panel.steps]
        made = made.thresholds(dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps))
    for code, name in panel.names.items():
        made = made.override_by_name(code, [DynamicConfigValue("displayName", name)])
    for name, query in zip("ABCDEFGH", panel.queries, strict=False):
        target = prometheus.Dataquery().expr(query.expr).ref_id(name).datasource(SOURCE)
        # The latest value of a range would be shown as long as the board looks back, when nothing says it any more.
        target = target.instant() if panel.kind == "number" else target
        made = made.with_target(target.legend_format(query.legend) if query.legend else target)
    return made


def _number(panel: Panel) -> stat.Panel:
    # A value that is not there would else have the colour of the least.
    missing = ValueMappingResult(text=panel.missing, color="text")
    null = SpecialValueMap(
        options=DashboardSpecialValueMapOptions(match=SpecialValueMatch.NULL_AND_NAN, result=missing)
    )
    made = stat.Panel().no_value(panel.missing).mappings([null]).graph_mode(BigValueGraphMode.NONE)
    # Without steps of ours Grafana has its own, with red from 80 on, whatever is counted.
    return made.color_mode(BigValueColorMode.VALUE if panel.steps else BigValueColorMode.NONE)


def _line(panel: Panel) -> timeseries.Panel:
    made = timeseries.Panel().min(0).fill_opacity(8).no_value(NOTHING_TO_DRAW)
    if panel.unit in SOFT_MAXIMA:
        made = made.axis_soft_max(SOFT_MAXIMA[panel.unit])
    legend = common.VizLegendOptions().display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM)
    # The only line of a graph is what the title says; Grafana would write its query there.
    return made.legend(legend.show_legend(any(query.legend for query in panel.queries)))
