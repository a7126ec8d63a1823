"""What Prometheus answers to the queries of a board, as Grafana asks it."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

SCRAPED_EACH = 5
"""Seconds, and so the distance of a graph's points."""


async def ask(http: httpx.AsyncClient, expr: str) -> list[tuple[Mapping[str, str], float]]:
    """Raises ``ValueError`` for what Prometheus does not understand."""
    rows = (await _asked(http, "query", {"query": expr}))["result"]
    return [(row["metric"], float(row["value"][1])) for row in rows]


async def answered(http: httpx.AsyncClient, board: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """What the panels of ``board``, which is Grafana's JSON, show for the last ``seconds``.

    ``start`` and ``end`` in seconds since 1970, ``step`` in seconds; for each panel in turn its answers by the names of
    its queries.

    Raises ``ValueError`` for what Prometheus does not understand.
    """
    end = time.time()
    start = end - seconds
    panels = []
    for panel in board["panels"]:
        answers = {}
        for query in panel.get("targets", ()):
            if query.get("instant"):
                answers[query["refId"]] = await _asked(http, "query", {"query": query["expr"], "time": end})
            else:
                span = {"start": start, "end": end, "step": SCRAPED_EACH}
                answers[query["refId"]] = await _asked(http, "query_range", {"query": query["expr"], **span})
        panels.append(answers)
    return {"start": start, "end": end, "step": SCRAPED_EACH, "panels": panels}


async def _asked(http: httpx.AsyncClient, path: str, data: Mapping[str, Any]) -> Any:
    answer = (await http.post(f"/api/v1/{path}", data=data)).json()
    if answer["status"] != "success":
        raise ValueError(answer["error"])
    return answer["data"]
