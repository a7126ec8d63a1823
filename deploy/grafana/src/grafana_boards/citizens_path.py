"""The board of a citizen's path: from their tap to the message on their phone, hop by hop, in the order in which they
happen.
"""

from grafana_boards.board import (
    DURATION,
    NO_BASE,
    YES_NO,
    Board,
    Panel,
    Row,
    at_least,
    line,
    nonzero,
    number,
    quantile,
)
from grafana_boards.names import CHANNELS

SUBMIT = 'method="POST",route="/v1/dossiers"'
SERVED = f'job="svc-dossier",{SUBMIT}'
DIRECT = 'lane="direct"'
PLANNED = 'group="svc-notify.planner"'


def promised(metric: str, where: str, bound: str) -> str:
    """The share within ``bound`` seconds, of the last day."""
    return (
        f'sum(increase({metric}_bucket{{{where},le="{bound}"}}[1d]))'
        f" / (sum(increase({metric}_count{{{where}}}[1d])) > 0)"
    )


def budget(title: str, where: str) -> Panel:
    """What is left of a month's errors. A share of no requests is no number, and no series passes the comparison."""
    left = f"max(slo:period_error_budget_remaining:ratio{{{where}}}) > -Inf"
    return number(title, left, "percentunit", width=6, decimals=1, quiet=True, steps=at_least(0), missing=NO_BASE)


BOARD = Board(
    "citizens-path",
    "Đường đi của người dân",
    "Từ lúc chạm nút nộp hồ sơ đến khi Zalo nhận tin báo, từng chặng một.",
    (
        Row(
            "Cam kết, 24 giờ qua",
            (
                number(
                    "Không gặp lỗi của hệ thống (mục tiêu 99,9 %)",
                    "1 - (sum(increase(gateway_requests_total{status=~'5..'}[1d])) or vector(0))"
                    " / (sum(increase(gateway_requests_total[1d])) > 0)",
                    "percentunit",
                    width=6,
                    decimals=3,
                    steps=at_least(0.999),
                    missing=NO_BASE,
                ),
                number(
                    "Xem dưới 0,1 giây (99 %)",
                    promised("gateway_request_seconds", 'method="GET"', "0.1"),
                    "percentunit",
                    width=6,
                    decimals=2,
                    steps=at_least(0.99),
                    missing=NO_BASE,
                ),
                number(
                    "Nộp hồ sơ dưới 0,3 giây (99 %)",
                    promised("gateway_request_seconds", SUBMIT, "0.3"),
                    "percentunit",
                    width=6,
                    decimals=2,
                    quiet=True,
                    steps=at_least(0.99),
                    missing=NO_BASE,
                ),
                number(
                    "Zalo nhận tin dưới 10 giây (99 %)",
                    promised("notify_event_to_accepted_seconds", DIRECT, "10.0"),
                    "percentunit",
                    "Tính từ sự kiện, hoặc từ lúc hết giờ yên tĩnh hay hết thời gian gộp tin.",
                    6,
                    2,
                    steps=at_least(0.99),
                    missing=NO_BASE,
                ),
            ),
        ),
        Row(
            "Hạn mức lỗi còn lại của 30 ngày qua",
            (
                budget("Không gặp lỗi", 'sloth_slo="citizens-answered"'),
                budget("Xem kịp", 'sloth_slo="reads-in-time"'),
                budget("Nộp hồ sơ kịp", 'sloth_slo="dossiers-submitted-in-time"'),
                budget("Zalo nhận tin kịp", 'sloth_slo="citizens-told-in-time"'),
            ),
        ),
        Row(
            "1. Chạm nút: cổng",
            (
                line(
                    "Nộp hồ sơ, cả chặng",
                    (quantile(0.5, "gateway_request_seconds", where=SUBMIT), "p50"),
                    (quantile(0.99, "gateway_request_seconds", where=SUBMIT), "p99"),
                    unit="s",
                ),
                line(
                    "Mọi yêu cầu, theo kết quả",
                    ("sum by (status) (rate(gateway_requests_total[5m]))", "{{status}}"),
                    unit="reqps",
                ),
                line(
                    "Bị từ chối ở cổng",
                    nonzero("sum by (reason) (rate(gateway_refused_total[5m]))", "{{reason}}", quiet=True),
                    unit="reqps",
                ),
            ),
        ),
        Row(
            "2. Dịch vụ ghi hồ sơ cùng sự kiện",
            (
                line(
                    "svc-dossier: nhận một hồ sơ",
                    (quantile(0.5, "http_request_seconds", where=SERVED), "p50"),
                    (quantile(0.99, "http_request_seconds", where=SERVED), "p99"),
                    unit="s",
                    width=12,
                ),
                line(
                    "MongoDB: một thao tác",
                    (
                        "sum by (kind) (rate(mongodb_operation_seconds_total[5m]))"
                        " / (sum by (kind) (rate(mongodb_timed_operations_total[5m])) > 0)",
                        "{{kind}}",
                    ),
                    unit="s",
                    width=12,
                ),
            ),
        ),
        Row(
            "3. Sự kiện lên Kafka",
            (
                line(
                    "Từ lúc ghi đến lúc Kafka xác nhận, p99",
                    (quantile(0.99, "outbox_publish_seconds", "collection"), "{{collection}}"),
                    unit="s",
                    width=12,
                    height=9,
                ),
                line(
                    "Sự kiện chờ lâu nhất",
                    nonzero("max by (collection) (outbox_oldest_unsent_seconds)", "{{collection}}", quiet=True),
                    unit=DURATION,
                    width=12,
                    height=9,
                ),
            ),
        ),
        Row(
            "4. svc-notify quyết định gửi gì",
            (
                line("Độ chậm", f"max(consumer_lag_seconds{{{PLANNED}}})", unit=DURATION, width=6),
                line("Kafka trả lời", f"max(consumer_connected{{{PLANNED}}})", unit=YES_NO, width=6, decimals=0),
                line(
                    "Xử lý một sự kiện, p99",
                    quantile(0.99, "consumer_handle_seconds", where=PLANNED),
                    unit="s",
                    width=6,
                ),
                line(
                    "Tin được lập một phút",
                    ("sum by (outcome) (rate(notify_messages_planned_total[5m])) * 60", "{{outcome}}"),
                    width=6,
                ),
            ),
        ),
        Row(
            "5. Zalo nhận tin",
            (
                line(
                    "Gọi Zalo, p99",
                    (quantile(0.99, "notify_call_seconds", "channel"), "{{channel}}"),
                    unit="s",
                    names=CHANNELS,
                ),
                line(
                    "Từ sự kiện đến khi Zalo nhận",
                    (quantile(0.5, "notify_event_to_accepted_seconds", where=DIRECT), "p50"),
                    (quantile(0.99, "notify_event_to_accepted_seconds", where=DIRECT), "p99"),
                    unit="s",
                ),
                line("Tin chờ lâu nhất", "max(notify_oldest_undelivered_seconds)", unit=DURATION),
            ),
        ),
    ),
)
