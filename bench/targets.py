"""What good looks like: the promise of each figure, and who it is held against."""

from dataclasses import dataclass
from typing import Literal

from bench.figures import Measured, number


@dataclass(frozen=True)
class Target:
    figure: str
    """The name that rows give it in ``Result.figures``."""
    what: str
    bound: Literal["≥", "≤"]
    limit: float
    unit: str

    def reached(self, measured: Measured) -> bool:
        return measured.median >= self.limit if self.bound == "≥" else measured.median <= self.limit

    def __str__(self) -> str:
        return f"{self.bound} {number(self.limit)} {self.unit}".rstrip()


TARGETS = (
    Target("gateway_rate", "Gateway, authenticated GET, one core", "≥", 8_000, "req/s"),
    Target("gateway_to_nginx", "The same, beside nginx as a bare proxy", "≥", 0.30, "×"),
    Target("gateway_to_haproxy", "The same, beside HAProxy with a token and a limit", "≥", 1.0, "×"),
    Target("gateway_to_fastapi", "The same, beside FastAPI + httpx", "≥", 50, "×"),
    Target("added_p50", "Added by the gateway at 500 req/s, p50", "≤", 2, "ms"),
    Target("added_p99", "Added by the gateway at 500 req/s, p99", "≤", 10, "ms"),
    Target("message_p50", "Submit → message accepted by Zalo at 50/s, p50", "≤", 60, "ms"),
    Target("message_p99", "Submit → message accepted by Zalo at 50/s, p99", "≤", 300, "ms"),
    Target("million", "Lists with a million dossiers, p99 beside ten thousand, the worst", "≤", 1.3, "×"),
    Target("report_map", "A part of the map over a million reports, p99, the slowest zoom", "≤", 50, "ms"),
    Target("report_near", "Near duplicates of a report among a million, p99", "≤", 30, "ms"),
    Target("report_lists", "Lists with a million reports, p99 beside ten thousand, the worst", "≤", 1.3, "×"),
    Target("burst_sent", "A burst of events through one worker, accepted by Zalo at 50 ms a call", "≥", 170, "/s"),
    Target("burst_planned", "Events planned", "≥", 1_000, "/s"),
    Target("burst_memory", "Memory of svc-notify: the end of the burst beside its first tenth", "≤", 1.2, "×"),
    Target("beside_broadcast_p99", "Submit → message at 50/s beside a broadcast to 50,000, p99", "≤", 300, "ms"),
    Target("upload", "A photo of 2 MB accepted with ten others at once, p50", "≤", 400, "ms"),
    Target("beside_uploads_p99", "Other requests meanwhile, p99", "≤", 150, "ms"),
    Target("slow_phones_p99", "Lists while ten phones upload at 2 kB a second, p99", "≤", 150, "ms"),
    Target("payment_callbacks", "Callbacks of providers, none lost or doubled", "≥", 500, "/s"),
    Target("payment_import", "A file of 20,000 rows of dues made into bills", "≤", 20, "s"),
    Target("payment_settlement", "A settlement file of 100,000 lines", "≤", 60, "s"),
    Target("pages_kept", "A public page from the gateway's memory, one core", "≥", 15_000, "req/s"),
    Target("pages_to_nginx", "The same, beside nginx with proxy_cache", "≥", 0.4, "×"),
    Target("pages_asked", "A public list asked of svc-content each time", "≥", 1_500, "req/s"),
    Target("home_size", "The home screen, packed", "≤", 30, "KB"),
    Target("search_p99", "A search of 100,000 documents, p99", "≤", 60, "ms"),
    Target("app_home", "The mini app's home screen readable, 6 × slower processor, 400 kbit/s, 400 ms", "≤", 1.5, "s"),
    Target("app_home_to_template", "The same, beside the official template's", "≤", 0.5, "×"),
    Target("app_submitted", "From the scanned code to a filed dossier, each screen read for 3 s", "≤", 60, "s"),
    Target("app_performance", "Lighthouse performance, the lowest of all screens", "≥", 95, "of 100"),
    Target("app_accessibility", "Lighthouse accessibility, the lowest of all screens", "≥", 100, "of 100"),
    Target("sustained", "Sustained submissions, nothing lost", "≥", 300, "/s"),
    Target("resident", "All our processes together, after that load", "≤", 600, "MB"),
)
